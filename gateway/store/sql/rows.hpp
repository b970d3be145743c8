#pragma once
// Column lists and how a row of each becomes a value. Column order here is the order of the readers.
#include "gateway/store/records.hpp"
#include "gateway/store/sql/query.hpp"

namespace sb::gateway {

inline constexpr const char* kObservationColumns =
    "o.id, o.node_id, o.boot_id, o.seq, o.envelope, o.body_sha256, o.chain_intact, o.received, o.first_seen, "
    "o.last_seen, "
    "o.latitude_deg, o.longitude_deg, o.position_uncertainty_m, o.time_quality, o.calibration_id, "
    "o.software, o.detector, "
    "o.detector_version, o.confidence, o.exercise, o.historical, o.cell_json, o.emission_json, "
    "o.jamming_json, "
    "o.event_json, o.coverage_json, l.incident_id "
    "FROM observation o LEFT JOIN observation_link l ON l.observation_id = o.id";
Observation read_observation(const Query& row);

inline constexpr const char* kIncidentColumns =
    "i.id, i.kind, i.severity, i.state, i.cause_key, i.first_seen, i.last_seen, i.report_due, "
    "i.commune_code, i.commune, i.latitude_deg, i.longitude_deg, i.uncertainty_m, i.confidence, i.exercise, "
    "i.observation_count, i.merged_into, i.cell_json, i.reasons_json, "
    "(SELECT group_concat(node_id, ' ') FROM incident_node WHERE incident_id = i.id), i.emission_json, "
    "i.jamming_json, i.impact, i.place_json, i.owner, i.acknowledge_due, i.escalation, i.manual, i.title, "
    "(SELECT group_concat(other_id || ' ' || relation, ' ') FROM incident_link WHERE incident_id = i.id) "
    "FROM incident i";
Incident read_incident(const Query& row);

inline constexpr const char* kNodeColumns =
    "node_id, name, public_key_pem, latitude_deg, longitude_deg, commune_code, commune, state, last_seen, "
    "last_status_json, "
    "revoked FROM node";
NodeRow read_node(const Query& row);

inline constexpr const char* kTicketColumns =
    "id, incident_id, carrier, state, created, summary_vi, summary_en, body_json FROM ticket";
Ticket read_ticket(const Query& row);

inline constexpr const char* kRegistryColumns =
    "id, operator_name, plmn, rat, site_id, cell_id, tac, channel, pci, bandwidth_mhz, latitude_deg, "
    "longitude_deg, azimuth_deg, "
    "height_m, eirp_dbm, valid_from, valid_to, extra_json FROM registry_cell";
RegistryCell read_registry_cell(const Query& row);

inline constexpr const char* kStandingDocuments =
    "SELECT collection, key, json, at, actor, version FROM document d WHERE collection = ?1 AND json IS NOT "
    "NULL "
    "AND version = (SELECT max(version) FROM document WHERE collection = ?1 AND key = d.key) ORDER BY key";
Document read_document(const Query& row);

inline constexpr const char* kAuditColumns = "id, at, actor, action, subject, detail_json FROM audit";
AuditRow read_audit(const Query& row);

}  // namespace sb::gateway
