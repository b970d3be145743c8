#include "node/report/news_filter.hpp"

#include <gtest/gtest.h>

namespace sb::node {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

dsp::Detection cell(std::uint16_t pci, std::optional<std::uint64_t> cell_id = {}) {
  dsp::CellEvidence evidence;
  evidence.frequency_hz = 1815e6;
  evidence.physical_id = pci;
  evidence.cell_id = cell_id;
  evidence.level = cell_id ? dsp::DecodeLevel::kSystemInformation : dsp::DecodeLevel::kSync;
  dsp::Detection detection;
  detection.detector = {"cell.lte", 1};
  detection.evidence = evidence;
  return detection;
}

TEST(NewsFilter, TheSameCellOnceAnInterval) {
  NewsFilter reporter(60 * kSecond);
  EXPECT_TRUE(reporter.is_due(cell(1), 0));
  reporter.reported(cell(1), 0);
  EXPECT_FALSE(reporter.is_due(cell(1), 59 * kSecond));
  EXPECT_TRUE(reporter.is_due(cell(1), 60 * kSecond));
  EXPECT_TRUE(reporter.is_due(cell(2), 1)) << "another cell";
}

TEST(NewsFilter, MeasurementsAreNoNews) {
  NewsFilter reporter(60 * kSecond);
  reporter.reported(cell(1), 0);
  auto louder = cell(1);
  std::get<dsp::CellEvidence>(louder.evidence).snr_db = 30.0F;
  std::get<dsp::CellEvidence>(louder.evidence).sfn = 5;
  louder.first_utc_ns = 99;
  EXPECT_FALSE(reporter.is_due(louder, 1));
}

TEST(NewsFilter, AnythingNewItSaysIsDueAtOnce) {
  NewsFilter reporter(60 * kSecond);
  reporter.reported(cell(1, 42), 0);
  const auto changed = [](auto change) {
    auto detection = cell(1, 42);
    change(std::get<dsp::CellEvidence>(detection.evidence));
    return detection;
  };
  EXPECT_FALSE(reporter.is_due(cell(1, 42), 1));
  EXPECT_TRUE(reporter.is_due(cell(1, 43), 1));
  EXPECT_TRUE(reporter.is_due(cell(1), 1)) << "another level";
  EXPECT_TRUE(reporter.is_due(changed([](auto& e) { e.plmns = {{460, 1, 2}}; }), 1));
  EXPECT_TRUE(reporter.is_due(changed([](auto& e) { e.tac = 7; }), 1));
  EXPECT_TRUE(reporter.is_due(changed([](auto& e) { e.barred = true; }), 1));
  EXPECT_TRUE(reporter.is_due(changed([](auto& e) { e.system_information = {1}; }), 1));
  EXPECT_TRUE(reporter.is_due(changed([](auto& e) { e.frequency_hz = 1815.1e6; }), 1));
}

// A fake station takes the channel and physical identity of a real one: both go on being reported, neither
// floods.
TEST(NewsFilter, TwoThatShareAChannelAndAnIdentityAreKeptApart) {
  NewsFilter reporter(60 * kSecond);
  int reports = 0;
  for (int second = 0; second < 60; ++second) {
    const auto heard = cell(1, second % 2 == 0 ? 42 : 66);
    if (!reporter.is_due(heard, second * kSecond)) continue;
    reporter.reported(heard, second * kSecond);
    ++reports;
  }
  EXPECT_EQ(reports, 2);
}

TEST(NewsFilter, EnergyIsTheSameWhileItsKindAndPlaceAre) {
  NewsFilter news(60 * kSecond);
  const auto jamming = [](double centre_hz, dsp::JammingKind kind) {
    dsp::JammingEvidence evidence;
    evidence.kind = kind;
    evidence.centre_hz = centre_hz;
    evidence.bandwidth_hz = 10e6;
    dsp::Detection detection;
    detection.detector = {"jamming", 1};
    detection.evidence = evidence;
    return detection;
  };
  news.reported(jamming(1840e6, dsp::JammingKind::kBarrage), 0);
  EXPECT_FALSE(news.is_due(jamming(1840.2e6, dsp::JammingKind::kBarrage), 1))
      << "measured a little elsewhere";
  EXPECT_TRUE(news.is_due(jamming(1840e6, dsp::JammingKind::kSweep), 1));
  EXPECT_TRUE(news.is_due(jamming(1860e6, dsp::JammingKind::kBarrage), 1));
}

TEST(NewsFilter, WithoutAnIntervalEverySightingIsDue) {
  NewsFilter reporter(0);
  reporter.reported(cell(1), 0);
  EXPECT_TRUE(reporter.is_due(cell(1), 0));
  EXPECT_EQ(reporter.remembered(), 0U);
}

TEST(NewsFilter, RemembersABoundedNumber) {
  NewsFilter reporter(60 * kSecond);
  for (std::uint64_t i = 0; i < NewsFilter::kMaxRemembered + 10; ++i) {
    reporter.reported(cell(1, i), static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(reporter.remembered(), NewsFilter::kMaxRemembered);
  EXPECT_TRUE(reporter.is_due(cell(1, 0), 20)) << "the oldest was forgotten";
  EXPECT_FALSE(reporter.is_due(cell(1, 5000), 5001));
}

}  // namespace
}  // namespace sb::node
