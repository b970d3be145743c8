#include "node/rows/row_store.hpp"

#include <cmath>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording.hpp"

namespace sb::node {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kStart = 20'000 * kDay;
constexpr std::size_t kBins = 256;

/// A row of noise under a carrier that is 40 dB above it.
struct Row {
  explicit Row(int number, std::int64_t utc_ns, double f0_hz = 150e6) {
    std::mt19937 random(static_cast<unsigned>(number));
    std::normal_distribution<float> scatter(1e-9F, 3e-11F);
    mean.resize(kBins);
    for (float& p : mean) p = scatter(random);
    mean[100] = 1e-5F;
    max = mean;
    for (float& p : max) p *= 4.0F;
    frame.mean = mean;
    frame.max = max;
    frame.f0_hz = f0_hz;
    frame.bin_hz = 1e3;
    frame.rbw_hz = 1.5e3;
    frame.t0_utc_ns = utc_ns;
    frame.first_sample = static_cast<std::uint64_t>(number) * 1000;
    frame.samples = 1000;
    frame.averages = 1000;
    frame.independent_averages = 900.0F;
    frame.floor = 1e-9F;
  }
  std::vector<float> mean, max;
  dsp::SpectrumFrame frame;
};

class RowStoreTest : public ::testing::Test {
 protected:
  RowStore open(RowStoreOptions options = {}) {
    options.directory = folder();
    return std::move(*RowStore::open(options));
  }
  fs::path folder() const { return temp_ / "rows"; }
  RowsRead read(std::int64_t from = 0, std::int64_t until = std::numeric_limits<std::int64_t>::max()) {
    seen_.clear();
    return *read_rows(folder(), from, until,
                      [&](const dsp::SpectrumFrame& row) { seen_.push_back(kept(row)); });
  }
  test::TempDir temp_;
  std::vector<KeptRow> seen_;
};

TEST_F(RowStoreTest, RowsComeBackWithinAnEighthOfADecibel) {
  {
    RowStore store = open();
    for (int i = 0; i < 100; ++i) store.add(Row(i, kStart + i * kSecond).frame);
    store.flush();
    EXPECT_EQ(store.fault(), "");
  }
  EXPECT_EQ(read().rows, 100U);
  ASSERT_EQ(seen_.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    const Row row(i, kStart + i * kSecond);
    const KeptRow& back = seen_[static_cast<std::size_t>(i)];
    EXPECT_EQ(back.t0_utc_ns, row.frame.t0_utc_ns);
    EXPECT_EQ(back.first_sample, row.frame.first_sample);
    EXPECT_EQ(back.independent_averages, 900.0F);
    EXPECT_EQ(back.floor, 1e-9F);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      ASSERT_NEAR(10.0 * std::log10(back.mean[bin] / row.mean[bin]), 0.0, 0.13);
      ASSERT_NEAR(10.0 * std::log10(back.max[bin] / row.max[bin]), 0.0, 0.13);
    }
  }
  // Un-thresholded and still small: two planes of an octet a bin shrink to less than a third.
  EXPECT_LT(fs::file_size(*fs::directory_iterator(folder())), 100 * 2 * kBins / 3);
}

TEST_F(RowStoreTest, PlacesAndDaysStandApartAndTimesAreKeptTo) {
  RowStore store = open();
  for (int i = 0; i < 10; ++i) {
    store.add(Row(i, kStart + i * kSecond).frame);
    store.add(Row(i, kStart + i * kSecond, 450e6).frame);
    store.add(Row(i, kStart + kDay + i * kSecond).frame);
  }
  store.add(Row(99, 0).frame);  // without a time
  store.flush();
  const RowsRead all = read();
  EXPECT_EQ(all.rows, 30U);
  EXPECT_EQ(all.files, 2U);
  EXPECT_EQ(read(kStart + kDay).rows, 10U);
  EXPECT_EQ(read(kStart, kStart + 5 * kSecond).rows, 10U);
}

TEST_F(RowStoreTest, RowsThatComeTooSoonAreLeftOut) {
  RowStore store = open();
  for (int i = 0; i < 100; ++i) store.add(Row(i, kStart + i * kSecond / 10).frame);
  store.flush();
  EXPECT_EQ(read().rows, 10U);
}

TEST_F(RowStoreTest, DamageIsSkippedAndTheRestIsRead) {
  {
    RowStoreOptions options;
    options.rows_in_chunk = 10;
    RowStore store = open(options);
    for (int i = 0; i < 50; ++i) store.add(Row(i, kStart + i * kSecond).frame);
    store.flush();
  }
  const fs::path file = *fs::directory_iterator(folder());
  const auto size = fs::file_size(file);
  {
    std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(static_cast<std::streamoff>(size / 2));
    damage.write("xxxx", 4);
  }
  RowsRead read_back = read();
  EXPECT_EQ(read_back.rows, 40U);
  EXPECT_EQ(read_back.damaged, 1U);
  fs::resize_file(file, size - 7);  // a torn write at the end
  read_back = read();
  EXPECT_EQ(read_back.rows, 30U);
  EXPECT_EQ(read_back.damaged, 2U);
}

TEST_F(RowStoreTest, TheOldestDayGivesWay) {
  RowStoreOptions options;
  options.max_bytes = 20'000;
  options.rows_in_chunk = 20;
  RowStore store = open(options);
  for (int day = 0; day < 8; ++day) {
    for (int i = 0; i < 40; ++i) store.add(Row(i, kStart + day * kDay + i * kSecond).frame);
  }
  store.flush();
  read();
  ASSERT_FALSE(seen_.empty());
  EXPECT_GT(seen_.front().t0_utc_ns, kStart + kDay);
  EXPECT_GE(seen_.back().t0_utc_ns, kStart + 7 * kDay);
}

TEST_F(RowStoreTest, AFolderThatIsNoneIsSaid) {
  const auto none = read_rows(temp_ / "nothing", 0, 1, [](const dsp::SpectrumFrame&) {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
  test::write_text(temp_ / "file", "x");
  EXPECT_FALSE(RowStore::open({temp_ / "file"}));
}

TEST(RowChunk, DamagedOctetsAreRefused) {
  RowChunk chunk{150e6, 1e3, 1.5e3, {}};
  for (int i = 0; i < 3; ++i) chunk.rows.push_back(kept(Row(i, kStart + i).frame));
  const std::string good = encode_chunk(chunk);
  ASSERT_TRUE(decode_chunk(good));
  for (std::size_t cut = 0; cut < good.size(); cut += 37)
    EXPECT_FALSE(decode_chunk(good.substr(0, cut))) << cut;
  EXPECT_FALSE(decode_chunk(good + "x"));
  std::string other = good;
  other[0] = 9;
  EXPECT_EQ(decode_chunk(other).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace sb::node
