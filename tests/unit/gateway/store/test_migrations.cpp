// Every migration runs on the data that the versions before it left behind.
#include <array>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>

#include "gateway/store/sql/migrate.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/session.hpp"
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
    migrate(*open_sqlite_session(path_), migrations().first(1));
    SQLite::Database raw(path_, SQLite::OPEN_READWRITE);
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

TEST_F(Migrations, FindingsRebuildKeepsEvidenceLinksAndTheirGuards) {
  {
    migrate(*open_sqlite_session(path_), migrations().first(2));
    SQLite::Database raw(path_, SQLite::OPEN_READWRITE);
    raw.exec(
        "INSERT INTO node VALUES ('lc-01','Lào Cai 1','pem',22.5,104.0,'02647','Phường','online',5,'{}',0);"
        "INSERT INTO incident(id, kind, severity, state, cause_key, first_seen, last_seen, report_due, "
        "commune_code, commune, latitude_deg, longitude_deg, uncertainty_m, confidence, exercise, "
        "observation_count, reasons_json) VALUES (3,'spillover','medium','open','c',1,2,3,'','',22,104,1,0.5,"
        "0,900,'[]')");
    raw.exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
        "INSERT INTO observation(node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, "
        "first_seen, last_seen, latitude_deg, longitude_deg, position_uncertainty_m, time_quality, "
        "calibration_id, software, detector, detector_version, confidence, exercise, cell_json, event_json) "
        "SELECT 'lc-01', 7, i, CAST('env' || i AS BLOB), zeroblob(32), 1, i, i, i + 1, 22.5, 104.0, 1, "
        "'ntp', "
        "'', '', 'd', 1, 1.0, 0, CASE WHEN i % 10 THEN '{\"rat\":\"lte\",\"level\":\"sync\","
        "\"frequency_hz\":1e9,\"physical_id\":1,\"duplex\":\"\",\"cfo_hz\":0,\"plmns\":[]}' END, CASE WHEN "
        "i % 10 = 0 THEN '{\"kind\":\"device_lost\",\"text\":\"\",\"count\":1}' END FROM n");
    raw.exec("INSERT INTO observation_link SELECT id, 3 FROM observation WHERE id % 10");
  }
  open_sqlite_store(path_);
  SQLite::Database raw(path_, SQLite::OPEN_READWRITE);
  raw.exec("PRAGMA foreign_keys = ON");
  EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM observation").getInt(), 1000);
  EXPECT_EQ(
      raw.execAndGet("SELECT count(*) FROM observation WHERE id = seq AND envelope = CAST('env' || id AS "
                     "BLOB)")
          .getInt(),
      1000);
  EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM observation_link WHERE incident_id = 3").getInt(), 900);
  EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt(), 0);
  EXPECT_STREQ(raw.execAndGet("PRAGMA integrity_check").getText(), "ok");
  EXPECT_THROW(raw.exec("UPDATE observation SET seq = 5000 WHERE id = 1"), SQLite::Exception);
  EXPECT_THROW(raw.exec("DELETE FROM observation WHERE id = 1000"), SQLite::Exception);
  EXPECT_THROW(raw.exec("INSERT INTO observation_link VALUES (5000, 3)"), SQLite::Exception);
  const std::string copy =
      "INSERT INTO observation(node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, "
      "first_seen, "
      "last_seen, latitude_deg, longitude_deg, position_uncertainty_m, time_quality, calibration_id, "
      "software, "
      "detector, detector_version, confidence, exercise, cell_json, jamming_json) SELECT node_id, boot_id, "
      "seq + "
      "2000, envelope, body_sha256, 1, 1, 1, 1, 0, 0, 1, '', '', '', '', 1, 1, 0, ";
  EXPECT_THROW(raw.exec(copy + "NULL, NULL FROM observation WHERE id = 1"), SQLite::Exception)
      << "no finding";
  EXPECT_THROW(raw.exec(copy + "'{}', '{}' FROM observation WHERE id = 1"), SQLite::Exception)
      << "two findings";
  EXPECT_EQ(raw.exec(copy + "NULL, '{}' FROM observation WHERE id = 1"), 1);
  EXPECT_EQ(raw.getLastInsertRowid(), 1001) << "ids go on where they were";
}

TEST_F(Migrations, RunOnceOnly) {
  open_sqlite_store(path_);
  open_sqlite_store(path_);
  SQLite::Database raw(path_);
  EXPECT_EQ(raw.execAndGet("SELECT count(*) FROM schema_migration").getInt(),
            static_cast<int>(migrations().size()));
}

TEST_F(Migrations, AFailingStepLeavesTheDatabaseAsItWas) {
  const auto session = open_sqlite_session(path_);
  const auto steps = std::to_array<Migration>(
      {{1, "good", "CREATE TABLE a(x)"}, {2, "bad", "CREATE TABLE b(x); INSERT INTO nowhere VALUES (1)"}});
  EXPECT_THROW(migrate(*session, steps), StoreError);
  const SQLite::Database raw(path_);
  EXPECT_TRUE(raw.tableExists("a"));
  EXPECT_FALSE(raw.tableExists("b"));
}

TEST_F(Migrations, AnEditedStepAndANewerFileAreRefused) {
  const auto session = open_sqlite_session(path_);
  const auto shipped =
      std::to_array<Migration>({{1, "one", "CREATE TABLE a(x)"}, {2, "two", "CREATE TABLE b(x)"}});
  migrate(*session, shipped);
  const auto edited = std::to_array<Migration>({{1, "one", "CREATE TABLE a(x, y)"}, shipped[1]});
  EXPECT_THROW(migrate(*session, edited), StoreError);
  EXPECT_THROW(migrate(*session, std::span(shipped).first(1)), StoreError);
}

}  // namespace
}  // namespace sb::gateway::testing
