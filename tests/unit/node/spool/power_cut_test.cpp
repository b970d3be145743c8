// The power is cut at every octet written and at every other change, under three assumptions about what the
// disk keeps.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "tests/unit/node/spool/open_spool.hpp"

namespace sb::node {
namespace {

using tests::FaultyFileSystem;
using tests::Unsynced;

constexpr std::uint64_t kRecords = 24;

struct Promises {
  std::uint64_t stored = 0;        ///< append() succeeded through this seq
  std::uint64_t acknowledged = 0;  ///< acknowledge() was called through this seq
};

/// Appends and acknowledges until done or until the power fails.
Promises work(FaultyFileSystem& disk) {
  Promises promises;
  const auto spool = Spool::open(disk, small_options());
  if (!spool) return promises;
  for (std::uint64_t seq = 1; seq <= kRecords; ++seq) {
    if (!append(**spool, seq)) return promises;
    promises.stored = seq;
    if (seq % 7 == 0) {
      promises.acknowledged = seq - 2;
      (*spool)->acknowledge(kBoot, seq - 2);
    }
  }
  return promises;
}

/// Everything promised is there, in order, without a hole; at most the record in flight is there besides.
void expect_kept(Spool& spool, const Promises& promises, const std::string& where) {
  const auto records = read_all(spool);
  if (promises.stored > promises.acknowledged) {
    ASSERT_FALSE(records.empty()) << where;
    EXPECT_LE(records.front().seq, promises.acknowledged + 1) << where;
    EXPECT_GE(records.back().seq, promises.stored) << where;
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].body, body_of(records[i].seq)) << where;
    EXPECT_EQ(records[i].seq, records.front().seq + i) << where;
  }
  EXPECT_TRUE(records.empty() || records.back().seq <= promises.stored + 1) << where;
  EXPECT_EQ(spool.counters().damaged, 0U) << where;
  EXPECT_EQ(spool.counters().records, records.size()) << where;
}

/// The next boot stores and finds its own records behind the old ones.
void expect_goes_on(FaultyFileSystem& disk, const std::string& where) {
  std::size_t before = 0;
  {
    const auto spool = open_spool(disk);
    before = read_all(*spool).size();
    for (std::uint64_t seq = 1; seq <= 3; ++seq) ASSERT_TRUE(append(*spool, seq, kBoot + 1)) << where;
  }
  EXPECT_EQ(read_all(*open_spool(disk)).size(), before + 3) << where;
}

std::uint64_t steps_of_the_work() {
  FaultyFileSystem disk;
  EXPECT_EQ(work(disk).stored, kRecords);
  return disk.steps();
}

class PowerCut : public ::testing::TestWithParam<Unsynced> {};

TEST_P(PowerCut, AtEveryStepNothingPromisedIsLost) {
  const std::uint64_t steps = steps_of_the_work();
  ASSERT_GT(steps, 1000U);
  for (std::uint64_t cut = 0; cut <= steps; ++cut) {
    FaultyFileSystem disk;
    disk.cut_power_after(cut);
    const Promises promises = work(disk);
    disk.restore_power(GetParam());
    const std::string where = "cut after step " + std::to_string(cut);
    expect_kept(*open_spool(disk), promises, where);
    expect_goes_on(disk, where);
    if (HasFailure()) return;
  }
  RecordProperty("cuts", static_cast<int>(steps + 1));
}

TEST_P(PowerCut, AgainWhileRecoveringNothingPromisedIsLost) {
  const std::uint64_t steps = steps_of_the_work();
  for (std::uint64_t cut = 0; cut <= steps; cut += 5) {
    for (std::uint64_t second = 0; second < 6; ++second) {
      FaultyFileSystem disk;
      disk.cut_power_after(cut);
      const Promises promises = work(disk);
      disk.restore_power(GetParam());
      disk.cut_power_after(second);
      static_cast<void>(Spool::open(disk, small_options()));
      disk.restore_power(GetParam());
      expect_kept(*open_spool(disk), promises, std::to_string(cut) + " and " + std::to_string(second));
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(DiskKeeps, PowerCut,
                         ::testing::Values(Unsynced::kLost, Unsynced::kKept, Unsynced::kZeroed));

}  // namespace
}  // namespace sb::node
