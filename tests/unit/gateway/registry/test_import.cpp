#include <gtest/gtest.h>

#include "gateway/registry/effective.hpp"
#include "gateway/registry/import.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Import : public ::testing::Test {
 protected:
  RegistryDifference bring(const std::vector<RegistryCell>& table, UtcNs now = kNoon, bool partial = false) {
    RegistryDifference result;
    store_->write([&](Transaction& tx) {
      result = difference(tx.registry("viettel"), table, partial);
      apply(tx, result, "viettel", "00", "cli", now);
    });
    return result;
  }
  ScratchFolder folder_;
  std::unique_ptr<Store> store_ = open_sqlite_store(folder_ / "gateway.db");
};

TEST_F(Import, TheSameTableTwiceChangesNothing) {
  auto open_start = registry_row(2);
  open_start.valid_from.clear();
  auto planned_end = registry_row(3);
  planned_end.valid_to = "2027-01-01";
  const std::vector<RegistryCell> table{registry_row(1), open_start, planned_end};
  EXPECT_EQ(bring(table).added.size(), 3u);
  const auto again = bring(table, kNoon + 86'400'000'000'000);
  EXPECT_EQ(again.unchanged, 3u);
  EXPECT_TRUE(again.added.empty() && again.changed.empty() && again.ended.empty());
  EXPECT_EQ(store_->registry().size(), 3u);
}

TEST_F(Import, ChangesAndEndsKeepHistory) {
  bring({registry_row(1), registry_row(2)});
  auto moved = registry_row(1);
  moved.pci = 99;
  const auto change = bring({moved, registry_row(3)});
  EXPECT_EQ(change.changed.size(), 1u);
  EXPECT_EQ(change.ended.size(), 1u);
  EXPECT_EQ(change.added.size(), 1u);
  EXPECT_EQ(store_->registry().size(), 2u);
  store_->write([](Transaction& tx) {
    const auto history = tx.registry_of({452, 4, 2}, 1);
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].valid_to, "2026-11-21");  // the day before the import
    EXPECT_EQ(history[1].pci, 99u);
    EXPECT_TRUE(effective(history[0], "2026-06-01"));
    EXPECT_FALSE(effective(history[0], "2026-11-22"));
    EXPECT_EQ(tx.registry_of({452, 4, 2}, 2).at(0).valid_to, "2026-11-21");
  });
  const auto rows = store_->audit_of("registry/viettel", 10);
  EXPECT_EQ(rows.at(0).detail_json, R"({"added":1,"changed":1,"ended":1,"file_sha256":"00","unchanged":0})");
}

TEST_F(Import, APartialTableEndsNothing) {
  bring({registry_row(1), registry_row(2)});
  EXPECT_TRUE(bring({registry_row(3)}, kNoon, true).ended.empty());
  EXPECT_EQ(store_->registry().size(), 3u);
}

TEST_F(Import, OneCellMayHaveAPlannedSuccessor) {
  auto now = registry_row(1), later = registry_row(1);
  now.valid_to = "2026-11-30";
  later.valid_from = "2026-12-01";
  later.channel = 1300;
  bring({now, later});
  const auto again = bring({now, later});
  EXPECT_EQ(again.unchanged, 2u);
}

TEST_F(Import, FiftyThousandCells) {
  std::vector<RegistryCell> table;
  for (std::uint64_t id = 0; id < 50'000; ++id) table.push_back(registry_row(id));
  EXPECT_EQ(bring(table).added.size(), 50'000u);
  EXPECT_EQ(bring(table).unchanged, 50'000u);
}

}  // namespace
}  // namespace sb::gateway::testing
