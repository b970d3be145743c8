// Observations, their sequence and their links.
#include <algorithm>
#include <limits>

#include "gateway/store/sql/row_json.hpp"
#include "gateway/store/sql/transaction.hpp"

namespace sb::gateway {
namespace {

std::optional<std::string> json_of(const std::optional<HeardCell>& cell) {
  return cell ? std::optional(cell_to_json(*cell)) : std::nullopt;
}

std::optional<std::string> json_of(const std::optional<NodeEventRow>& event) {
  return event ? std::optional(event_to_json(*event)) : std::nullopt;
}

std::optional<std::string> json_of(const std::optional<HeardEmission>& emission) {
  return emission ? std::optional(emission_to_json(*emission)) : std::nullopt;
}

std::optional<std::string> json_of(const std::optional<HeardJamming>& jamming) {
  return jamming ? std::optional(jamming_to_json(*jamming)) : std::nullopt;
}

std::optional<std::string> said(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

bool SqlTransaction::insert_observation(Observation& o) {
  const auto id =
      session_
          .query(
              "INSERT INTO observation(node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, "
              "first_seen, last_seen, latitude_deg, longitude_deg, position_uncertainty_m, time_quality, "
              "calibration_id, software, detector, detector_version, confidence, exercise, historical, "
              "cell_json, emission_json, jamming_json, event_json, coverage_json) "
              "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(node_id, boot_id, seq) "
              "DO NOTHING RETURNING id")
          .bind(o.key.node_id, o.key.boot_id, o.key.seq, Blob{o.envelope}, Blob{o.body_sha256},
                o.chain_intact, o.received, o.first_seen, o.last_seen, o.latitude_deg, o.longitude_deg,
                o.position_uncertainty_m, o.time_quality, o.calibration_id, o.software, o.detector,
                o.detector_version, o.confidence, o.exercise, o.historical, json_of(o.cell),
                json_of(o.emission), json_of(o.jamming), json_of(o.event), said(o.coverage_json))
          .inserted();
  if (!id) return false;
  o.id = *id;
  const auto through = contiguous_through(o.key.node_id, o.key.boot_id);
  if (o.key.seq == through + 1) advance(o.key.node_id, o.key.boot_id, o.key.seq);
  return true;
}

void SqlTransaction::advance(const std::string& node_id, std::uint64_t boot_id, std::uint64_t from) {
  std::uint64_t through = from;
  {
    auto next = session_.query(
        "SELECT seq FROM observation WHERE node_id = ? AND boot_id = ? AND seq > ? ORDER BY seq");
    next.bind(node_id, boot_id, from);
    while (next.step() && next.unsigned_integer(0) == through + 1) ++through;
  }
  session_
      .query(
          "INSERT INTO node_boot(node_id, boot_id, contiguous_through) VALUES (?,?,?) "
          "ON CONFLICT(node_id, boot_id) DO UPDATE SET contiguous_through = excluded.contiguous_through")
      .bind(node_id, boot_id, through)
      .run();
}

std::optional<std::string> SqlTransaction::body_sha256(const ObservationKey& key) {
  auto query =
      session_.query("SELECT body_sha256 FROM observation WHERE node_id = ? AND boot_id = ? AND seq = ?");
  query.bind(key.node_id, key.boot_id, key.seq);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

void SqlTransaction::link_observation(std::int64_t observation_id, std::int64_t incident_id) {
  session_
      .query(
          "INSERT INTO observation_link(observation_id, incident_id) VALUES (?,?) "
          "ON CONFLICT(observation_id) DO UPDATE SET incident_id = excluded.incident_id")
      .bind(observation_id, incident_id)
      .run();
  // The better level of the two; one that is absent is no level.
  session_
      .query(
          "INSERT INTO incident_node(incident_id, node_id, latitude_deg, longitude_deg, "
          "position_uncertainty_m, level_dbfs, level_dbm, observations) "
          "SELECT ?, node_id, latitude_deg, longitude_deg, position_uncertainty_m, "
          "coalesce(cell_json ->> 'rsrp_dbfs', coalesce(cell_json, emission_json, jamming_json) ->> "
          "'power_dbfs'), "
          "coalesce(cell_json ->> 'rsrp_dbm', coalesce(cell_json, emission_json, jamming_json) ->> "
          "'power_dbm'), 1 FROM observation WHERE id = ? "
          "ON CONFLICT(incident_id, node_id) DO UPDATE SET latitude_deg = excluded.latitude_deg, "
          "longitude_deg = excluded.longitude_deg, position_uncertainty_m = excluded.position_uncertainty_m, "
          "level_dbfs = CASE WHEN excluded.level_dbfs IS NULL OR incident_node.level_dbfs > "
          "excluded.level_dbfs THEN incident_node.level_dbfs ELSE excluded.level_dbfs END, "
          "level_dbm = CASE WHEN excluded.level_dbm IS NULL OR incident_node.level_dbm > excluded.level_dbm "
          "THEN incident_node.level_dbm ELSE excluded.level_dbm END, "
          "observations = incident_node.observations + 1")
      .bind(incident_id, observation_id)
      .run();
}

std::uint64_t SqlTransaction::contiguous_through(const std::string& node_id, std::uint64_t boot_id) {
  auto query = session_.query("SELECT contiguous_through FROM node_boot WHERE node_id = ? AND boot_id = ?");
  query.bind(node_id, boot_id);
  return query.step() ? query.unsigned_integer(0) : 0;
}

void SqlTransaction::declare_lost_below(const std::string& node_id, std::uint64_t boot_id,
                                        std::uint64_t oldest_seq) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const std::uint64_t end = std::min(oldest_seq, kMax);
  std::uint64_t expected = contiguous_through(node_id, boot_id) + 1;
  if (expected >= end) return;
  const std::uint64_t from = end - 1;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  {
    auto stored = session_.query(
        "SELECT seq FROM observation WHERE node_id = ? AND boot_id = ? AND seq >= ? AND seq < ? ORDER BY "
        "seq");
    stored.bind(node_id, boot_id, expected, end);
    while (stored.step()) {
      const auto seq = stored.unsigned_integer(0);
      if (seq > expected) gaps.emplace_back(expected, seq - 1);
      expected = seq + 1;
    }
  }
  if (expected < end) gaps.emplace_back(expected, end - 1);
  advance(node_id, boot_id, from);
  for (const auto& [first, last] : gaps) {
    session_.query("INSERT INTO sequence_gap(node_id, boot_id, first_seq, last_seq) VALUES (?,?,?,?)")
        .bind(node_id, boot_id, first, last)
        .run();
  }
}

}  // namespace sb::gateway
