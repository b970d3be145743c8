#include <mutex>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "gateway/store/sqlite/migrate.hpp"
#include "gateway/store/sqlite/open.hpp"
#include "gateway/store/sqlite/reader.hpp"
#include "gateway/store/sqlite/transaction.hpp"

namespace sb::gateway {
namespace {

/// SQLite's exceptions end here.
template <typename F>
auto guarded(const char* what, F work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw StoreError(fmt::format("{}: {}", what, error.what()));
  }
}

class SqliteStore final : public Store {
  template <typename F>
  auto read(F work) {
    return guarded("reading", [&] {
      const std::scoped_lock lock(read_mutex_);
      return work(*reader_);
    });
  }

 public:
  explicit SqliteStore(const std::string& path)
      : writer_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE), write_statements_(writer_) {
    configure(writer_);
    migrate(writer_);
    reader_.emplace(path);
  }

  void write(const std::function<void(Transaction&)>& work) override {
    const auto newest = guarded("writing", [&] {
      const std::scoped_lock lock(write_mutex_);
      SQLite::Transaction scope(writer_, SQLite::TransactionBehavior::IMMEDIATE);
      SqliteTransaction transaction(write_statements_);
      work(transaction);
      scope.commit();
      return transaction.newest_event();
    });
    if (newest != 0) notify(newest);
  }

  void on_commit(std::function<void(std::int64_t)> listener) override {
    const std::scoped_lock lock(listener_mutex_);
    listener_ = std::move(listener);
  }

  void read(const std::function<void(Ledgers&)>& work) override {
    read([&](Reader& r) { work(r.ledgers()); });
  }
  std::vector<Incident> incidents(const IncidentFilter& filter) override {
    return read([&](Reader& r) { return r.incidents(filter); });
  }
  std::optional<Incident> incident(std::int64_t id) override {
    return read([&](Reader& r) { return r.incident(id); });
  }
  std::vector<Observation> observations(const ObservationFilter& filter) override {
    return read([&](Reader& r) { return r.observations(filter); });
  }
  std::vector<NodeRow> nodes() override {
    return read([](Reader& r) { return r.nodes(); });
  }
  std::vector<Ticket> tickets(std::optional<std::int64_t> incident_id) override {
    return read([&](Reader& r) { return r.tickets(incident_id); });
  }
  std::vector<RegistryCell> registry() override {
    return read([](Reader& r) { return r.registry(); });
  }
  std::vector<Document> documents(const std::string& collection) override {
    return read([&](Reader& r) { return r.documents(collection); });
  }
  std::vector<Cluster> clusters(const ClusterFilter& filter) override {
    return read([&](Reader& r) { return r.clusters(filter); });
  }
  std::vector<Emitter> emitters(const EmitterFilter& filter) override {
    return read([&](Reader& r) { return r.emitters(filter); });
  }
  std::optional<Emitter> emitter(std::int64_t id) override {
    return read([&](Reader& r) { return r.emitter(id); });
  }
  std::vector<EmitterDay> emitter_days(std::int64_t emitter_id, const std::string& since_day) override {
    return read([&](Reader& r) { return r.emitter_days(emitter_id, since_day); });
  }
  std::vector<AuditRow> audit_of(const std::string& subject, int limit) override {
    return read([&](Reader& r) { return r.audit_of(subject, limit); });
  }
  std::vector<EventRow> events_after(std::int64_t id, int limit) override {
    return read([&](Reader& r) { return r.events_after(id, limit); });
  }
  std::int64_t newest_event_id() override {
    return read([](Reader& r) { return r.newest_event_id(); });
  }
  std::uint64_t observation_count() override {
    return read([](Reader& r) { return r.observation_count(); });
  }

 private:
  void notify(std::int64_t newest) {
    const std::scoped_lock lock(listener_mutex_);
    if (listener_) listener_(newest);
  }

  std::mutex write_mutex_;
  SQLite::Database writer_;
  Statements write_statements_;
  std::mutex read_mutex_;
  std::optional<Reader> reader_;
  std::mutex listener_mutex_;
  std::function<void(std::int64_t)> listener_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& path) {
  return guarded("opening the database", [&] { return std::make_unique<SqliteStore>(path.string()); });
}

}  // namespace sb::gateway
