#include "gateway/store/sql/rows.hpp"

#include <algorithm>
#include <sstream>

#include "gateway/store/sql/row_json.hpp"
#include "gateway/store/store.hpp"

namespace sb::gateway {
namespace {

models::Plmn plmn_of(const std::string& text) {
  const auto plmn = models::parse_plmn(text);
  if (!plmn) throw StoreError("damaged PLMN in a row: " + text);
  return *plmn;
}

/// The columns that migration 0011 added.
void read_further(const Query& row, Incident& i) {
  if (!row.null(20)) i.emission = emission_from_json(row.text(20));
  if (!row.null(21)) i.jamming = jamming_from_json(row.text(21));
  i.impact = row.text(22);
  if (!row.null(23)) place_from_json(row.text(23), i.place);
  i.owner = row.text(24);
  i.acknowledge_due = row.integer(25);
  i.escalation = static_cast<int>(row.integer(26));
  i.manual = row.flag(27);
  i.title = row.text(28);
  std::istringstream links(row.text(29));
  IncidentLink link;
  while (links >> link.incident_id >> link.relation) i.links.push_back(link);
}

}  // namespace

Observation read_observation(const Query& row) {
  Observation o;
  o.id = row.integer(0);
  o.key = {row.text(1), row.unsigned_integer(2), row.unsigned_integer(3)};
  o.envelope = row.text(4);
  o.body_sha256 = row.text(5);
  o.chain_intact = row.flag(6);
  o.received = row.integer(7);
  o.first_seen = row.integer(8);
  o.last_seen = row.integer(9);
  o.latitude_deg = row.real(10);
  o.longitude_deg = row.real(11);
  o.position_uncertainty_m = row.real(12);
  o.time_quality = row.text(13);
  o.calibration_id = row.text(14);
  o.software = row.text(15);
  o.detector = row.text(16);
  o.detector_version = static_cast<std::uint32_t>(row.integer(17));
  o.confidence = row.real(18);
  o.exercise = row.flag(19);
  o.historical = row.flag(20);
  if (!row.null(21)) o.cell = cell_from_json(row.text(21));
  if (!row.null(22)) o.emission = emission_from_json(row.text(22));
  if (!row.null(23)) o.jamming = jamming_from_json(row.text(23));
  if (!row.null(24)) o.event = event_from_json(row.text(24));
  o.coverage_json = row.text(25);
  o.incident_id = row.optional<std::int64_t>(26);
  return o;
}

Incident read_incident(const Query& row) {
  Incident i;
  i.id = row.integer(0);
  i.kind = row.text(1);
  i.severity = row.text(2);
  i.state = row.text(3);
  i.cause_key = row.text(4);
  i.first_seen = row.integer(5);
  i.last_seen = row.integer(6);
  i.report_due = row.integer(7);
  i.place = {row.text(8), row.text(9), row.real(10), row.real(11), row.real(12), std::nullopt, {}};
  i.confidence = row.real(13);
  i.exercise = row.flag(14);
  i.observation_count = row.unsigned_integer(15);
  i.merged_into = row.integer(16);
  if (!row.null(17)) i.cell = cell_from_json(row.text(17));
  i.reasons = reasons_from_json(row.text(18));
  std::istringstream nodes(row.text(19));
  for (std::string node; nodes >> node;) i.nodes.push_back(node);
  std::ranges::sort(i.nodes);
  read_further(row, i);
  return i;
}

NodeRow read_node(const Query& row) {
  return {row.text(0), row.text(1), row.text(2),    row.real(3), row.real(4), row.text(5),
          row.text(6), row.text(7), row.integer(8), row.text(9), row.flag(10)};
}

Ticket read_ticket(const Query& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3),
          row.integer(4), row.text(5),    row.text(6), row.text(7)};
}

RegistryCell read_registry_cell(const Query& row) {
  RegistryCell c;
  c.id = row.integer(0);
  c.operator_name = row.text(1);
  c.plmn = plmn_of(row.text(2));
  c.rat = row.text(3);
  c.site_id = row.text(4);
  c.cell_id = row.unsigned_integer(5);
  c.tac = row.optional<std::uint32_t>(6);
  c.channel = row.optional<std::uint32_t>(7);
  c.pci = row.optional<std::uint32_t>(8);
  c.bandwidth_mhz = row.optional<double>(9);
  c.latitude_deg = row.optional<double>(10);
  c.longitude_deg = row.optional<double>(11);
  c.azimuth_deg = row.optional<double>(12);
  c.height_m = row.optional<double>(13);
  c.eirp_dbm = row.optional<double>(14);
  c.valid_from = row.text(15);
  c.valid_to = row.text(16);
  c.extra_json = row.text(17);
  return c;
}

Document read_document(const Query& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4), row.integer(5)};
}

AuditRow read_audit(const Query& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

}  // namespace sb::gateway
