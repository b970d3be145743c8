#pragma once
#include <memory>
#include <string>
#include <utility>

#include "gateway/store/sql/ledgers.hpp"
#include "gateway/store/sql/session.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// The reading side, on a connection of its own. Used by one thread at a time.
class Reader {
 public:
  explicit Reader(std::unique_ptr<SqlSession> session) : owned_(std::move(session)) {}
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
  std::unique_ptr<SqlSession> owned_;
  SqlSession& session_{*owned_};
  SqlLedgers ledgers_{session_};
};

}  // namespace sb::gateway
