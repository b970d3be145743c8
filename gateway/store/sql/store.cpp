#include "gateway/store/sql/store.hpp"

#include <mutex>
#include <utility>

#include "gateway/store/sql/reader.hpp"
#include "gateway/store/sql/transaction.hpp"

namespace sb::gateway {
namespace {

class SqlStore final : public Store {
  template <typename F>
  auto read(F work) {
    const std::scoped_lock lock(read_mutex_);
    return work(reader_);
  }

 public:
  SqlStore(std::unique_ptr<SqlSession> writing, std::unique_ptr<SqlSession> reading)
      : writing_(std::move(writing)), reader_(std::move(reading)) {}

  void write(const std::function<void(Transaction&)>& work) override {
    std::int64_t newest = 0;
    {
      const std::scoped_lock lock(write_mutex_);
      SqlTransaction transaction(*writing_);
      writing_->transaction([&] { work(transaction); });
      newest = transaction.newest_event();
    }
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
  std::unique_ptr<SqlSession> writing_;
  std::mutex read_mutex_;
  Reader reader_;
  std::mutex listener_mutex_;
  std::function<void(std::int64_t)> listener_;
};

}  // namespace

std::unique_ptr<Store> make_store(std::unique_ptr<SqlSession> writing, std::unique_ptr<SqlSession> reading) {
  return std::make_unique<SqlStore>(std::move(writing), std::move(reading));
}

}  // namespace sb::gateway
