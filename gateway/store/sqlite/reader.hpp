#pragma once
#include <string>

#include <SQLiteCpp/Database.h>

#include "gateway/store/sqlite/ledgers.hpp"
#include "gateway/store/sqlite/query.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// The reading side on its own connection (WAL: it never waits for the writer). Used by one thread at a time.
class Reader {
 public:
  explicit Reader(const std::string& path);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::vector<Incident> incidents(const IncidentFilter& filter);
  std::optional<Incident> incident(std::int64_t id);
  std::vector<Observation> observations(const ObservationFilter& filter);
  std::vector<NodeRow> nodes();
  std::vector<Ticket> tickets(std::optional<std::int64_t> incident_id);
  std::vector<RegistryCell> registry();
  std::vector<Document> documents(const std::string& collection);
  std::vector<Cluster> clusters(const ClusterFilter& filter);
  std::vector<Emitter> emitters(const EmitterFilter& filter);
  std::optional<Emitter> emitter(std::int64_t id);
  std::vector<EmitterDay> emitter_days(std::int64_t emitter_id, const std::string& since_day);
  std::vector<AuditRow> audit_of(const std::string& subject, int limit);
  std::vector<EventRow> events_after(std::int64_t id, int limit);
  std::int64_t newest_event_id();
  std::uint64_t observation_count();
  Ledgers& ledgers() { return ledgers_; }

 private:
  SQLite::Database database_;
  Statements statements_;
  SqliteLedgers ledgers_{statements_};
};

}  // namespace sb::gateway
