// A backup of a database in use comes back whole, or not at all.
#include <fstream>
#include <thread>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "gateway/store/sqlite/backup.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

namespace fs = std::filesystem;

struct Backups : ::testing::Test {
  void fill(int from, int count) {
    store->write([&](Transaction& tx) {
      if (!tx.node("lc-01")) tx.put_node(node_row());
      for (int i = from; i < from + count; ++i) {
        auto o = observation("lc-01", 7, static_cast<std::uint64_t>(i));
        tx.insert_observation(o);
        tx.audit({0, kNoon, "lan", "test", "x/1", "{}"});
      }
    });
  }
  ScratchFolder folder;
  std::unique_ptr<Store> store = open_sqlite_store(folder / "db.sqlite");
  SealKey key = load_or_create_seal_key(folder / "backup.key").value();
};

TEST_F(Backups, TakenWhileOthersWriteComeBackConsistent) {
  fill(1, 500);
  std::jthread writer([&](const std::stop_token& stop) {
    for (int i = 501; !stop.stop_requested(); ++i) fill(i, 1);
  });
  ASSERT_TRUE(backup_database(folder / "db.sqlite", folder / "b.sealed", key));
  writer.request_stop();
  writer.join();
  EXPECT_FALSE(fs::exists(folder / "b.sealed.plain")) << "no plain copy stays";
  const auto restored = restore_database(folder / "b.sealed", folder / "new.sqlite", key);
  ASSERT_TRUE(restored) << restored.error().text;
  const auto back = open_sqlite_store(folder / "new.sqlite");
  EXPECT_GE(back->observation_count(), 500U);
  EXPECT_EQ(back->nodes().size(), 1U);
}

TEST_F(Backups, NothingIsWrittenOverAndNothingDamagedIsTaken) {
  fill(1, 10);
  ASSERT_TRUE(backup_database(folder / "db.sqlite", folder / "b.sealed", key));
  EXPECT_EQ(restore_database(folder / "b.sealed", folder / "db.sqlite", key).error().code,
            ErrorCode::kInvalidArgument);
  const auto other = load_or_create_seal_key(folder / "other.key").value();
  EXPECT_FALSE(restore_database(folder / "b.sealed", folder / "n.sqlite", other));
  fs::resize_file(folder / "b.sealed", fs::file_size(folder / "b.sealed") - 100);
  EXPECT_FALSE(restore_database(folder / "b.sealed", folder / "n.sqlite", key));
  std::ofstream(folder / "text") << "no database";
  ASSERT_TRUE(seal_file(folder / "text", folder / "t.sealed", key));
  EXPECT_FALSE(restore_database(folder / "t.sealed", folder / "n.sqlite", key));
  EXPECT_FALSE(fs::exists(folder / "n.sqlite"));
  EXPECT_FALSE(fs::exists(folder / "n.sqlite.restored"));
}

TEST_F(Backups, AnAuditThatWasChangedIsNotTaken) {
  fill(1, 10);
  store.reset();
  {
    SQLite::Database database((folder / "db.sqlite").string(), SQLite::OPEN_READWRITE);
    database.exec("DROP TRIGGER audit_is_append_only_1; UPDATE audit SET actor = 'hoa' WHERE id = 4");
  }
  ASSERT_TRUE(backup_database(folder / "db.sqlite", folder / "b.sealed", key));
  const auto restored = restore_database(folder / "b.sealed", folder / "n.sqlite", key);
  ASSERT_FALSE(restored);
  EXPECT_NE(restored.error().text.find("row 4"), std::string::npos) << restored.error().text;
}

}  // namespace
}  // namespace sb::gateway::testing
