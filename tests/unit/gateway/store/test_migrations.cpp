// Every migration runs on the data that the versions before it left behind.
#include <array>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "gateway/store/sqlite/migrate.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/store.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class Migrations : public ::testing::Test {
 protected:
  ScratchFolder folder_;
  std::string path_ = (folder_ / "gateway.db").string();
};

TEST_F(Migrations, NumbersAscend) {
  int last = 0;
  for (const auto& step : migrations()) {
    EXPECT_GT(step.number, last);
    EXPECT_FALSE(step.sql.empty());
    last = step.number;
  }
}

TEST_F(Migrations, EachStepKeepsTheRowsOfTheFirst) {
  {  // schema 1 as shipped, filled by hand: later versions of the store class must not be needed to make it
    SQLite::Database raw(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    configure(raw);
    migrate(raw, migrations().first(1));
    raw.exec(
        "INSERT INTO node VALUES ('lc-01','Lào Cai 1','pem',22.5,104.0,'02647','Phường Lào "
        "Cai','online',5,'{}',0);"
        "INSERT INTO observation(node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, "
        "first_seen, last_seen, "
        "latitude_deg, longitude_deg, position_uncertainty_m, time_quality, calibration_id, software, "
        "detector, detector_version, "
        "confidence, exercise, event_json) VALUES ('lc-01', 7, 1, x'00', zeroblob(32), 1, 1, 1, 2, 22.5, "
        "104.0, 1, 'ntp', '', '', "
        "'node.health', 1, 1.0, 0, '{\"kind\":\"device_lost\",\"text\":\"\",\"count\":1}');"
        "INSERT INTO node_boot VALUES ('lc-01', 7, 1);");
  }
  const auto store = open_sqlite_store(path_);
  EXPECT_EQ(store->nodes().at(0).name, "Lào Cai 1");
  EXPECT_EQ(store->observations({}).at(0).event->kind, "device_lost");
  store->write([](Transaction& tx) { EXPECT_EQ(tx.contiguous_through("lc-01", 7), 1u); });
}

TEST_F(Migrations, RunOnceOnly) {
  open_sqlite_store(path_);
  open_sqlite_store(path_);
  SQLite::Database raw(path_);
  EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM schema_migration").getInt(),
            static_cast<int>(migrations().size()));
}

TEST_F(Migrations, AFailingStepLeavesTheDatabaseAsItWas) {
  SQLite::Database raw(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const auto steps = std::to_array<Migration>(
      {{1, "good", "CREATE TABLE a(x)"}, {2, "bad", "CREATE TABLE b(x); INSERT INTO nowhere VALUES (1)"}});
  EXPECT_THROW(migrate(raw, steps), StoreError);
  EXPECT_TRUE(raw.tableExists("a"));
  EXPECT_FALSE(raw.tableExists("b"));
}

TEST_F(Migrations, AnEditedStepAndANewerFileAreRefused) {
  SQLite::Database raw(path_, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const auto shipped =
      std::to_array<Migration>({{1, "one", "CREATE TABLE a(x)"}, {2, "two", "CREATE TABLE b(x)"}});
  migrate(raw, shipped);
  const auto edited = std::to_array<Migration>({{1, "one", "CREATE TABLE a(x, y)"}, shipped[1]});
  EXPECT_THROW(migrate(raw, edited), StoreError);
  EXPECT_THROW(migrate(raw, std::span(shipped).first(1)), StoreError);
}

}  // namespace
}  // namespace sb::gateway::testing
