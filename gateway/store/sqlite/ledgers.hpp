#pragma once
#include "gateway/store/ledgers.hpp"
#include "gateway/store/sqlite/query.hpp"

namespace sb::gateway {

/// The books over one connection's statements; what is written belongs to the transaction that is open on it.
class SqliteLedgers final : public Ledgers {
 public:
  explicit SqliteLedgers(Statements& statements) : statements_(statements) {}

  std::vector<TicketCase> ticket_cases(const TicketFilter& filter) override;
  std::optional<TicketCase> ticket_case(std::int64_t ticket_id) override;
  void put_ticket_case(const TicketCase& row) override;
  std::vector<Hub> hubs(const std::string& carrier) override;
  void put_hub(Hub& hub) override;
  bool remove_hub(std::int64_t id, const std::string& carrier) override;

  bool enqueue(const Delivery& delivery) override;
  std::vector<Delivery> due_deliveries(UtcNs now, int limit) override;
  void put_delivery_outcome(const Delivery& delivery) override;
  std::vector<Delivery> deliveries(const std::string& state, int limit) override;
  bool revive(std::int64_t delivery_id, UtcNs now) override;
  std::int64_t mark(const std::string& name) override;
  void put_mark(const std::string& name, std::int64_t id) override;

  void put_report(ReportRow& row) override;
  std::optional<ReportRow> report(std::int64_t id) override;
  std::vector<ReportRow> reports(const std::string& type, std::int64_t after_id, int limit) override;

  std::vector<StreamFigures> stream_figures(UtcNs since, UtcNs until) override;
  std::vector<SequenceFigures> sequence_figures(UtcNs since, UtcNs until) override;
  std::vector<AvailabilityFigures> availability(UtcNs since, UtcNs until) override;
  Remeasurement remeasured(std::int64_t incident_id, UtcNs since) override;

  std::vector<AuditRow> audit_rows(const AuditFilter& filter) override;
  ChainCheck check_audit_chain() override;

  Deployment deployment() override;
  void put_deployment(const Deployment& row) override;

  void put_retention_run(const RetentionRun& run) override;
  std::uint64_t retire_observations(int limit) override;
  UtcNs retired_before() override;

 private:
  std::int64_t last_id();

  Statements& statements_;
};

}  // namespace sb::gateway
