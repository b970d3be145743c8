#pragma once
// The gateway's memory. SQLite now, PostgreSQL behind the same interface later (docs/adr/0005). Thread-safe:
// one writer at a time, readers beside it. Failures of the database throw StoreError, which the app's edges
// catch.
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/store/ledger.hpp"
#include "gateway/store/ledgers.hpp"
#include "gateway/store/records.hpp"

namespace sb::gateway {

class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct IncidentFilter {
  std::string kind, state, node;  ///< empty: any; state "active" = open, acknowledged or confirmed
  UtcNs since = 0, until = 0;     ///< last_seen >= since, first_seen <= until; 0: unbounded
  std::optional<std::array<double, 4>> bbox;  ///< west south east north
  std::optional<bool> exercise;
  std::int64_t after_id = 0;  ///< cursor: ids below it (newest first); 0: from the newest
  int limit = 100;            ///< 1..500
};

struct ObservationFilter {
  std::optional<std::int64_t> incident_id;
  std::string node;
  std::string finding;  ///< "cell" "emission" "jamming" "event" "coverage"; empty: any
  UtcNs since = 0, until = 0;
  std::int64_t after_id = 0;
  int limit = 100;
};

/// Everything that is written happens inside one of these; it commits on success and leaves no trace on an
/// exception.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// False (and no change) when the key is already there.
  virtual bool insert_observation(Observation& observation) = 0;  ///< sets id
  virtual std::optional<std::string> body_sha256(const ObservationKey& key) = 0;
  virtual void link_observation(std::int64_t observation_id, std::int64_t incident_id) = 0;
  /// Highest seq of the boot such that 1..seq are all stored or declared lost.
  virtual std::uint64_t contiguous_through(const std::string& node_id, std::uint64_t boot_id) = 0;
  /// The node no longer has anything below oldest_seq: what is missing is a recorded gap.
  virtual void declare_lost_below(const std::string& node_id, std::uint64_t boot_id,
                                  std::uint64_t oldest_seq) = 0;
  /// The active incident of the cause: not dismissed or closed; a merged one leads to where it was merged
  /// into.
  virtual std::optional<Incident> open_incident(const std::string& cause_key) = 0;
  /// Active incidents of one radio identity, for cells without a decoded one (frequency within 50 kHz).
  virtual std::vector<Incident> open_incidents_on(const std::string& rat, double frequency_hz,
                                                  std::uint32_t physical_id) = 0;
  /// Active incidents about energy (emission or jamming) that overlaps the band, newest first, at most 200.
  virtual std::vector<Incident> open_energy_incidents(double low_hz, double high_hz) = 0;
  /// Shown on both; a second word about the same pair changes nothing.
  virtual void link_incidents(std::int64_t one, std::int64_t other, const std::string& relation) = 0;
  virtual std::vector<HeardAt> heard_at(std::int64_t incident_id) = 0;
  virtual std::optional<Incident> incident(std::int64_t id) = 0;
  /// Open ones whose time to acknowledge has run out, at most 200.
  virtual std::vector<Incident> overdue_incidents(UtcNs now) = 0;
  /// The link only; the counts of incidents and nodes are the caller's.
  virtual void move_observation(std::int64_t observation_id, std::int64_t incident_id) = 0;
  virtual void put_incident(Incident& incident) = 0;  ///< inserts when id is 0
  virtual std::optional<Emitter> emitter(const std::string& identity) = 0;
  /// Of one carrier (within 50 kHz) and physical id, heard since; newest first, at most 64. So the next.
  virtual std::vector<Emitter> emitters_on(const std::string& rat, double frequency_hz,
                                           std::uint32_t physical_id, UtcNs since) = 0;
  virtual std::vector<Emitter> emitters_of(const std::string& plmn, std::uint64_t cell_id, UtcNs since) = 0;
  virtual void put_emitter(Emitter& emitter) = 0;  ///< inserts when id is 0
  /// Adds to the day: hours are joined, counts summed; a calibrated level replaces uncalibrated ones.
  virtual void note_emitter_day(const EmitterDay& day) = 0;
  virtual std::vector<Ticket> tickets_of(std::int64_t incident_id) = 0;
  virtual void put_ticket(Ticket& ticket) = 0;
  virtual std::optional<NodeRow> node(const std::string& node_id) = 0;
  virtual void put_node(const NodeRow& node) = 0;
  /// Standing rows: those of the newest import, whatever their dates (registry/effective.hpp judges dates).
  virtual std::vector<RegistryCell> registry(const std::string& operator_name) = 0;
  /// Rows of one identity whatever their dates; the caller compares those with the observation's.
  virtual std::vector<RegistryCell> registry_of(const models::Plmn& plmn, std::uint64_t cell_id) = 0;
  /// Standing rows of a radio identity, wherever they are.
  virtual std::vector<RegistryCell> registry_on(const std::string& rat, std::uint32_t channel,
                                                std::uint32_t physical_id) = 0;
  virtual bool registry_holds(const models::Plmn& plmn) = 0;  ///< any standing row
  /// Standing rows with a position in the box of this half side; the caller measures exact distances.
  virtual std::vector<RegistryCell> registry_near(double latitude_deg, double longitude_deg,
                                                  double half_side_m) = 0;
  virtual void put_registry_cell(RegistryCell& cell) = 0;
  virtual void end_registry_cell(std::int64_t id, const std::string& valid_to) = 0;
  /// Version of the newest change to any document: equal means that nothing changed.
  virtual std::int64_t documents_version() = 0;
  virtual std::vector<Document> documents(const std::string& collection) = 0;  ///< standing ones, by key
  virtual void put_document(const Document& document) = 0;                     ///< json empty: withdraws it
  virtual void audit(const AuditRow& row) = 0;
  virtual void event(const std::string& kind, const std::string& data_json) = 0;
  /// The other books, in this same transaction.
  virtual Ledgers& ledgers() = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual void write(const std::function<void(Transaction&)>& work) = 0;
  /// Called after each commit that made events, on the writing thread, with the newest event id. One
  /// listener.
  virtual void on_commit(std::function<void(std::int64_t)> listener) = 0;

  /// Reads the other books; what `work` writes is refused.
  virtual void read(const std::function<void(Ledgers&)>& work) = 0;

  virtual std::vector<Incident> incidents(const IncidentFilter& filter) = 0;
  virtual std::optional<Incident> incident(std::int64_t id) = 0;
  virtual std::vector<Observation> observations(const ObservationFilter& filter) = 0;
  virtual std::vector<NodeRow> nodes() = 0;
  virtual std::vector<Ticket> tickets(std::optional<std::int64_t> incident_id) = 0;
  virtual std::vector<RegistryCell> registry() = 0;
  virtual std::vector<Document> documents(const std::string& collection) = 0;  ///< standing ones, by key
  virtual std::vector<Cluster> clusters(const ClusterFilter& filter) = 0;
  virtual std::vector<Emitter> emitters(const EmitterFilter& filter) = 0;
  virtual std::optional<Emitter> emitter(std::int64_t id) = 0;
  virtual std::vector<EmitterDay> emitter_days(std::int64_t emitter_id, const std::string& since_day) = 0;
  virtual std::vector<AuditRow> audit_of(const std::string& subject, int limit) = 0;
  virtual std::vector<EventRow> events_after(std::int64_t id, int limit) = 0;
  virtual std::int64_t newest_event_id() = 0;
  virtual std::uint64_t observation_count() = 0;
};

}  // namespace sb::gateway
