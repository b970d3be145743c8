#include "gateway/store/sqlite/session.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "gateway/store/store.hpp"

namespace sb::gateway {
namespace {

constexpr int kPatienceMs = 5000;

/// SQLite's exceptions end here.
template <typename Work>
auto guarded(Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw StoreError(fmt::format("the database: {}", error.what()));
  }
}

class SqlitePrepared final : public Prepared {
 public:
  SqlitePrepared(SQLite::Database& database, const std::string& sql) : statement_(database, sql) {}

  void bind_integer(int parameter, std::int64_t value) override {
    guarded([&] { statement_.bind(parameter, value); });
  }
  void bind_real(int parameter, double value) override {
    guarded([&] { statement_.bind(parameter, value); });
  }
  void bind_text(int parameter, const std::string& value) override {
    guarded([&] { statement_.bind(parameter, value); });
  }
  void bind_blob(int parameter, std::string_view value) override {
    guarded([&] {
      statement_.bind(parameter, static_cast<const void*>(value.data()), static_cast<int>(value.size()));
    });
  }
  void bind_null(int parameter, Kind) override {
    guarded([&] { statement_.bind(parameter); });
  }
  bool step() override {
    return guarded([&] { return statement_.executeStep(); });
  }
  int run() override {
    return guarded([&] { return statement_.exec(); });
  }
  void reset() noexcept override {
    statement_.tryReset();
    statement_.clearBindings();
  }
  std::int64_t integer(int column) const override { return at(column).getInt64(); }
  double real(int column) const override { return at(column).getDouble(); }
  std::string text(int column) const override { return at(column).getString(); }
  bool null(int column) const override { return at(column).isNull(); }

 private:
  SQLite::Column at(int column) const {
    return guarded([&] { return statement_.getColumn(column); });
  }

  mutable SQLite::Statement statement_;  // reading a column is not const there; it changes nothing of ours
};

class SqliteSession final : public SqlSession {
 public:
  SqliteSession(const std::string& path, int flags) : database_(path, flags) {
    database_.setBusyTimeout(kPatienceMs);
  }
  ~SqliteSession() override { forget_statements(); }
  void configure() {
    database_.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  }

  void run_migration(std::string_view sql) override {
    guarded([&] { database_.exec(std::string(sql)); });
  }

 private:
  std::unique_ptr<Prepared> prepare(const std::string& sql) override {
    return guarded([&] { return std::make_unique<SqlitePrepared>(database_, sql); });
  }
  void begin() override {
    guarded([&] { database_.exec("BEGIN IMMEDIATE"); });
  }
  void commit() override {
    guarded([&] { database_.exec("COMMIT"); });
  }
  void roll_back() noexcept override { database_.tryExec("ROLLBACK"); }

  SQLite::Database database_;
};

}  // namespace

std::unique_ptr<SqlSession> open_sqlite_session(const std::string& path) {
  return guarded([&] {
    auto session = std::make_unique<SqliteSession>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    session->configure();
    return session;
  });
}

std::unique_ptr<SqlSession> open_sqlite_reading_session(const std::string& path) {
  return guarded([&] { return std::make_unique<SqliteSession>(path, SQLite::OPEN_READONLY); });
}

}  // namespace sb::gateway
