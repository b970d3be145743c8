#include "node/app/spectrum_rows.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "wire/validate.hpp"

namespace sb::node {
namespace {

IqTake tone(double offset_hz, float amplitude) {
  IqTake take;
  take.format.sample_rate_hz = 10e6;
  take.format.centre_hz = 900e6;
  take.filled = 200'000;
  take.t0_utc_ns = 1'000'000;
  take.memory.resize(take.filled);
  for (std::size_t i = 0; i < take.filled; ++i) {
    const double cycles = std::fmod(offset_hz / 10e6 * static_cast<double>(i), 1.0);
    take.memory[i] = std::polar(amplitude, static_cast<float>(2.0 * M_PI * cycles));
  }
  return take;
}

TEST(SpectrumRows, ARowSaysWhereAndHowStrong) {
  NodeIdentity node;
  node.node_id = "lc-01";
  node.boot_id = 7;
  SpectrumRows rows(node);
  EXPECT_FALSE(rows.next());
  rows.add(tone(1.5e6, 0.1F), true);
  const auto row = rows.next();
  ASSERT_TRUE(row);
  EXPECT_TRUE(wire::validate(*row)) << wire::validate(*row).error().text;
  EXPECT_EQ(row->mean().size(), row->max().size());
  const auto& mean = row->mean();
  const auto peak = std::max_element(mean.begin(), mean.end(), [](char a, char b) {
    return static_cast<std::uint8_t>(a) < static_cast<std::uint8_t>(b);
  });
  const double at_hz = row->f0_hz() + static_cast<double>(peak - mean.begin()) * row->bin_hz();
  EXPECT_NEAR(at_hz, 901.5e6, row->bin_hz());
  // -20 dBFS, of which a Hann window leaves 1.5 bins' worth: -1.8 dB in the strongest, up to -3.2 between two
  const double level = static_cast<double>(row->offset_dbfs()) +
                       static_cast<double>(row->step_db()) * static_cast<std::uint8_t>(*peak);
  EXPECT_NEAR(level, -22.5, 1.5);
  EXPECT_NEAR(row->f0_hz(), 896e6, 2.0 * row->bin_hz()) << "the usable middle";
}

TEST(SpectrumRows, NobodyTakesThemTheOldestGoes) {
  NodeIdentity node;
  SpectrumRows rows(node);
  for (std::size_t i = 0; i < SpectrumRows::kMaxRows + 5; ++i) {
    auto take = tone(0.0, 0.1F);
    take.t0_utc_ns = static_cast<std::int64_t>(i);
    rows.add(take, true);
  }
  std::size_t count = 0;
  std::int64_t first = -1;
  while (const auto row = rows.next()) {
    if (count++ == 0) first = row->t0_utc_ns();
  }
  EXPECT_EQ(count, SpectrumRows::kMaxRows);
  EXPECT_EQ(first, 5);
}

}  // namespace
}  // namespace sb::node
