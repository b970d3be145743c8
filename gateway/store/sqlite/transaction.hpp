#pragma once
#include <cstdint>

#include "gateway/store/sqlite/ledgers.hpp"
#include "gateway/store/sqlite/query.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {

/// The statements of one open SQLite transaction. Beginning and committing is the store's.
class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Statements& statements) : statements_(statements), ledgers_(statements) {}

  bool insert_observation(Observation& observation) override;
  std::optional<std::string> body_sha256(const ObservationKey& key) override;
  void link_observation(std::int64_t observation_id, std::int64_t incident_id) override;
  std::uint64_t contiguous_through(const std::string& node_id, std::uint64_t boot_id) override;
  void declare_lost_below(const std::string& node_id, std::uint64_t boot_id,
                          std::uint64_t oldest_seq) override;
  std::optional<Incident> open_incident(const std::string& cause_key) override;
  std::vector<Incident> open_incidents_on(const std::string& rat, double frequency_hz,
                                          std::uint32_t physical_id) override;
  std::vector<Incident> open_energy_incidents(double low_hz, double high_hz) override;
  void link_incidents(std::int64_t one, std::int64_t other, const std::string& relation) override;
  std::vector<HeardAt> heard_at(std::int64_t incident_id) override;
  std::optional<Incident> incident(std::int64_t id) override;
  std::vector<Incident> overdue_incidents(UtcNs now) override;
  void move_observation(std::int64_t observation_id, std::int64_t incident_id) override;
  void put_incident(Incident& incident) override;
  std::optional<Emitter> emitter(const std::string& identity) override;
  std::vector<Emitter> emitters_on(const std::string& rat, double frequency_hz, std::uint32_t physical_id,
                                   UtcNs since) override;
  std::vector<Emitter> emitters_of(const std::string& plmn, std::uint64_t cell_id, UtcNs since) override;
  void put_emitter(Emitter& emitter) override;
  void note_emitter_day(const EmitterDay& day) override;
  std::vector<Ticket> tickets_of(std::int64_t incident_id) override;
  void put_ticket(Ticket& ticket) override;
  std::optional<NodeRow> node(const std::string& node_id) override;
  void put_node(const NodeRow& node) override;
  std::vector<RegistryCell> registry(const std::string& operator_name) override;
  std::vector<RegistryCell> registry_of(const models::Plmn& plmn, std::uint64_t cell_id) override;
  std::vector<RegistryCell> registry_on(const std::string& rat, std::uint32_t channel,
                                        std::uint32_t physical_id) override;
  bool registry_holds(const models::Plmn& plmn) override;
  std::vector<RegistryCell> registry_near(double latitude_deg, double longitude_deg,
                                          double half_side_m) override;
  void put_registry_cell(RegistryCell& cell) override;
  void end_registry_cell(std::int64_t id, const std::string& valid_to) override;
  std::int64_t documents_version() override;
  std::vector<Document> documents(const std::string& collection) override;
  void put_document(const Document& document) override;
  void audit(const AuditRow& row) override;
  void event(const std::string& kind, const std::string& data_json) override;

  Ledgers& ledgers() override { return ledgers_; }

  std::int64_t newest_event() const { return newest_event_; }  ///< 0: none in this transaction

 private:
  void advance(const std::string& node_id, std::uint64_t boot_id, std::uint64_t from);
  std::optional<Incident> merge_target(const std::string& cause_key);
  std::size_t nodes_of(std::int64_t incident_id);
  void insert_incident(Incident& incident);
  void update_incident(const Incident& incident);
  std::int64_t last_id();

  Statements& statements_;
  SqliteLedgers ledgers_;
  std::int64_t newest_event_ = 0;
};

}  // namespace sb::gateway
