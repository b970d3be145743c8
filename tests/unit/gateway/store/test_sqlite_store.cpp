// What only SQLite can show: the guards inside the file itself.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "gateway/store/audit_chain.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

class SqliteFile : public ::testing::Test {
 protected:
  SqliteFile() {
    const auto store = open_sqlite_store(folder_ / "gateway.db");
    store->write([](Transaction& tx) {
      tx.put_node(node_row());
      auto o = observation("lc-01", 7, 1);
      tx.insert_observation(o);
      for (int n = 0; n < 3; ++n)
        tx.audit({0, kNoon + n, "an", "test", "incident/1", R"({"n":)" + std::to_string(n) + "}"});
    });
  }
  ScratchFolder folder_;
};

TEST_F(SqliteFile, RefusesToChangeOrDropEvidenceAndAudit) {
  SQLite::Database raw((folder_ / "gateway.db").string(), SQLite::OPEN_READWRITE);
  for (const char* sql : {"UPDATE observation SET confidence = 0", "DELETE FROM observation",
                          "UPDATE audit SET actor = 'x'", "DELETE FROM audit"}) {
    EXPECT_THROW(raw.exec(sql), SQLite::Exception) << sql;
  }
}

TEST_F(SqliteFile, AuditRowsAreChained) {
  SQLite::Database raw((folder_ / "gateway.db").string(), SQLite::OPEN_READONLY);
  SQLite::Statement rows(
      raw, "SELECT at, actor, action, subject, detail_json, previous_hash, hash FROM audit ORDER BY id");
  std::string previous = kAuditGenesis;
  int count = 0;
  for (; rows.executeStep(); ++count) {
    const AuditRow row{0,
                       rows.getColumn(0).getInt64(),
                       rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(),
                       rows.getColumn(3).getString(),
                       rows.getColumn(4).getString()};
    EXPECT_EQ(rows.getColumn(5).getString(), previous);
    previous = rows.getColumn(6).getString();
    EXPECT_EQ(previous, audit_hash(rows.getColumn(5).getString(), row));
    auto forged = row;
    forged.actor = "other";
    EXPECT_NE(previous, audit_hash(rows.getColumn(5).getString(), forged));
  }
  EXPECT_EQ(count, 3);
}

TEST_F(SqliteFile, IsInWalModeWithFullSync) {
  SQLite::Database raw((folder_ / "gateway.db").string(), SQLite::OPEN_READONLY);
  EXPECT_EQ(raw.execAndGet("PRAGMA journal_mode").getString(), "wal");
}

TEST(AuditHash, LengthsKeepNeighbouringTextsApart) {
  EXPECT_NE(audit_hash(kAuditGenesis, {0, 1, "ab", "c", "s", "{}"}),
            audit_hash(kAuditGenesis, {0, 1, "a", "bc", "s", "{}"}));
}

TEST(SqlStore, SaysWhyItCannotOpen) {
  EXPECT_THROW(open_sqlite_store("/nonexistent/folder/gateway.db"), StoreError);
}

}  // namespace
}  // namespace sb::gateway::testing
