// One long life of a node whose power fails at random moments (1000; SB_POWER_CUTS=10000 is the long form):
// what was promised reaches the gateway, nothing reaches it with two contents, and nothing that it
// acknowledged is missing there.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/node/spool/open_spool.hpp"

namespace sb::node {
namespace {

using tests::FaultyFileSystem;
using tests::Unsynced;

int cuts() {
  const char* asked = std::getenv("SB_POWER_CUTS");
  return asked == nullptr ? 1000 : std::max(1, std::atoi(asked));
}

struct Life {
  std::mt19937_64 random{20261124};
  FaultyFileSystem disk;
  std::uint64_t boot = 1;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> promised;  ///< append() said yes
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> gateway;   ///< its store
  std::uint64_t doubled = 0;                                                ///< same key, other content
  std::uint64_t resent = 0;

  std::uint64_t below(std::uint64_t n) { return random() % n; }

  void deliver(Spool& spool) {
    SpoolCursor cursor;
    const auto records = spool.read(cursor, 1 + below(40));
    if (!records) return;
    for (const auto& record : *records) {
      const auto [at, fresh] = gateway.try_emplace({record.boot_id, record.seq}, record.body);
      resent += fresh ? 0 : 1;
      doubled += at->second == record.body ? 0 : 1;
    }
    // Cumulative, as the gateway says it: only what it has without a hole.
    if (records->empty()) return;
    const std::uint64_t of = records->front().boot_id;
    std::uint64_t through = 0;
    while (gateway.contains({of, through + 1})) ++through;
    if (below(4) != 0) spool.acknowledge(of, through);
  }

  /// Until the power fails.
  void run() {
    const auto spool = Spool::open(disk, small_options());
    if (!spool) return;
    ++boot;
    for (std::uint64_t seq = 1; seq < 400; ++seq) {
      const std::string body =
          std::to_string(boot) + ":" + std::string(below(40), static_cast<char>('a' + seq % 26));
      if (!(*spool)->append(RecordKind::kReport, boot, seq, body)) return;
      promised[{boot, seq}] = body;
      if (below(8) == 0) deliver(**spool);
    }
  }
};

TEST(PowerCutLife, CutsAtRandomMomentsLoseNothingAndDoubleNothing) {
  Life life;
  const int all = cuts();
  for (int cut = 0; cut < all; ++cut) {
    life.disk.cut_power_after(life.below(2500));
    life.run();
    life.disk.restore_power(static_cast<Unsynced>(life.below(3)));
  }
  const auto spool = open_spool(life.disk);
  for (int i = 0; i < 1'000'000 && spool->counters().records > 0; ++i) {
    const auto before = spool->counters().records;
    life.deliver(*spool);
    if (spool->counters().records == before && i > 100'000) break;
  }
  std::uint64_t lost = 0;
  for (const auto& [key, body] : life.promised) {
    const auto at = life.gateway.find(key);
    lost += at != life.gateway.end() && at->second == body ? 0 : 1;
  }
  EXPECT_EQ(lost, 0U);
  EXPECT_EQ(life.doubled, 0U);
  EXPECT_GT(life.promised.size(), 5U * static_cast<std::size_t>(all));
  EXPECT_GT(life.resent, static_cast<std::size_t>(all) / 10) << "the gateway did have to throw some away";
  RecordProperty("promised", static_cast<int>(life.promised.size()));
}

}  // namespace
}  // namespace sb::node
