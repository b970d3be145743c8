// Three days without a broker, in simulated time, at a tenth of the octets: what waited is through in half an
// hour, and what happens meanwhile is heard at once.
#include <gtest/gtest.h>

#include "node/uplink/sender.hpp"
#include "tests/unit/node/uplink/sender_fixture.hpp"

namespace sb::node {
namespace {

constexpr std::size_t kBodyOctets = 1000;
constexpr std::uint64_t kBacklog = 25'920;  ///< 72 h at 0.1 kB/s

TEST_F(SenderTest, SeventyTwoHoursAreReplayedInHalfAnHourWhileNewsIsHeardInTwoSeconds) {
  options_.window = 256;
  options_.budget.average_bytes_per_s = 100.0;
  options_.budget.backlog_bytes_per_s = 25.6e3;
  spool_ = std::move(*Spool::open(disk_, {"/long", 1ULL << 30U, 1U << 20U, SyncPolicy::kBatch}));
  come_up();
  uplink_.link = LinkState::kDown;
  pass(1.0);
  const std::string body(kBodyOctets, 'b');
  for (std::uint64_t seq = 1; seq <= kBacklog; ++seq)
    ASSERT_TRUE(spool_->append(RecordKind::kReport, 500, seq, body));
  ASSERT_TRUE(spool_->sync());
  clock_.now_ns += 72 * 3600 * kSecond;
  uplink_.link = LinkState::kUp;

  sender_->step(clock_.now_ns);

  const std::int64_t begun_ns = clock_.now_ns;
  std::int64_t worst_latency_ns = 0;
  std::uint64_t seq = kBacklog;
  std::int64_t next_news_ns = begun_ns;
  std::int64_t acknowledge_at_ns = begun_ns;
  while (spool_->counters().records > 0 && clock_.now_ns - begun_ns < 3600 * kSecond) {
    if (clock_.now_ns >= next_news_ns) {
      next_news_ns = clock_.now_ns + 5 * kSecond;
      ASSERT_TRUE(spool_->append(RecordKind::kReport, 500, ++seq, "news"));
      ASSERT_TRUE(spool_->sync());
      const std::int64_t made_ns = clock_.now_ns;
      while (uplink_.reports.empty() || uplink_.reports.back() != "news") {
        if (clock_.now_ns - made_ns > 10 * kSecond) break;
        uplink_.reports.clear();
        const std::int64_t next_ns = sender_->step(clock_.now_ns);
        const bool said =
            std::find(uplink_.reports.begin(), uplink_.reports.end(), "news") != uplink_.reports.end();
        worst_latency_ns = std::max(worst_latency_ns, clock_.now_ns - made_ns);
        if (said) break;
        clock_.now_ns = std::min(next_ns, clock_.now_ns + kSecond);
      }
    }
    uplink_.reports.clear();
    if (clock_.now_ns >= acknowledge_at_ns) {  // a gateway that commits every half second
      acknowledge_at_ns = clock_.now_ns + kSecond / 2;
      const std::uint64_t history = sender_->counters().historical;
      gateway_says(history >= kBacklog ? seq : history);
    }
    clock_.now_ns = std::min(sender_->step(clock_.now_ns), clock_.now_ns + kSecond);
  }
  EXPECT_EQ(spool_->counters().records, 0U);
  EXPECT_EQ(sender_->counters().historical, kBacklog) << "each once";
  EXPECT_LE(clock_.now_ns - begun_ns, 1800 * kSecond);
  EXPECT_LE(worst_latency_ns, 2 * kSecond);
  RecordProperty("replay_s", static_cast<int>((clock_.now_ns - begun_ns) / kSecond));
  RecordProperty("news_ms", static_cast<int>(worst_latency_ns / 1'000'000));
}

}  // namespace
}  // namespace sb::node
