// The ledger of emitters, and incidents that wait too long.
#include "gateway/store/sql/ledger_rows.hpp"
#include "gateway/store/sql/rows.hpp"
#include "gateway/store/sql/transaction.hpp"

namespace sb::gateway {
namespace {

std::vector<Emitter> all(Query& query) {
  std::vector<Emitter> found;
  while (query.step()) found.push_back(read_emitter(query));
  return found;
}

}  // namespace

std::optional<Emitter> SqlTransaction::emitter(const std::string& identity) {
  static const std::string sql = std::string(kEmitterColumns) + " WHERE identity = ?";
  auto query = session_.query(sql);
  query.bind(identity);
  if (!query.step()) return std::nullopt;
  return read_emitter(query);
}

std::vector<Emitter> SqlTransaction::emitters_on(const std::string& rat, double frequency_hz,
                                                 std::uint32_t physical_id, UtcNs since) {
  static const std::string sql =
      std::string(kEmitterColumns) +
      " WHERE rat = ? AND physical_id = ? AND frequency_hz BETWEEN ? AND ? AND last_seen >= ? "
      "ORDER BY last_seen DESC LIMIT 64";
  constexpr double kSameCarrierHz = 50e3;
  auto query = session_.query(sql);
  query.bind(rat, physical_id, frequency_hz - kSameCarrierHz, frequency_hz + kSameCarrierHz, since);
  return all(query);
}

std::vector<Emitter> SqlTransaction::emitters_of(const std::string& plmn, std::uint64_t cell_id,
                                                 UtcNs since) {
  static const std::string sql =
      std::string(kEmitterColumns) +
      " WHERE plmn = ? AND cell_id = ? AND last_seen >= ? ORDER BY last_seen DESC LIMIT 64";
  auto query = session_.query(sql);
  query.bind(plmn, cell_id, since);
  return all(query);
}

void SqlTransaction::put_emitter(Emitter& e) {
  if (e.id == 0) {
    e.id = session_
               .query(
                   "INSERT INTO emitter(identity, rat, frequency_hz, physical_id, plmn, cell_id, verdict, "
                   "exercise, "
                   "last_seen, json) VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id")
               .bind(e.identity, e.rat, e.frequency_hz, e.physical_id, e.plmn, e.cell_id, e.verdict,
                     e.exercise, e.last_seen, emitter_to_json(e))
               .inserted()
               .value();
    return;
  }
  session_.query("UPDATE emitter SET verdict = ?, last_seen = ?, json = ? WHERE id = ?")
      .bind(e.verdict, e.last_seen, emitter_to_json(e), e.id)
      .run();
}

void SqlTransaction::note_emitter_day(const EmitterDay& d) {
  session_
      .query(
          "INSERT INTO emitter_day(emitter_id, day, hours, observations, levels, level_sum_db, level_max_db, "
          "calibrated) VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 IS NULL THEN 0 ELSE 1 END, coalesce(?5, 0), ?6, "
          "?7) ON CONFLICT(emitter_id, day) DO UPDATE SET "
          "hours = emitter_day.hours | excluded.hours, "
          "observations = emitter_day.observations + excluded.observations, "
          "levels = CASE WHEN excluded.calibrated > emitter_day.calibrated THEN excluded.levels "
          "WHEN excluded.calibrated < emitter_day.calibrated THEN emitter_day.levels "
          "ELSE emitter_day.levels + excluded.levels END, "
          "level_sum_db = CASE WHEN excluded.calibrated > emitter_day.calibrated THEN excluded.level_sum_db "
          "WHEN excluded.calibrated < emitter_day.calibrated THEN emitter_day.level_sum_db "
          "ELSE emitter_day.level_sum_db + excluded.level_sum_db END, "
          "level_max_db = CASE WHEN excluded.calibrated > emitter_day.calibrated THEN excluded.level_max_db "
          "WHEN excluded.calibrated < emitter_day.calibrated OR excluded.level_max_db IS NULL OR "
          "emitter_day.level_max_db > excluded.level_max_db THEN emitter_day.level_max_db "
          "ELSE excluded.level_max_db END, "
          "calibrated = CASE WHEN emitter_day.calibrated > excluded.calibrated THEN emitter_day.calibrated "
          "ELSE excluded.calibrated END")
      .bind(d.emitter_id, d.day, d.hours, d.observations, d.level_mean_db, d.level_max_db, d.calibrated)
      .run();
}

std::vector<Incident> SqlTransaction::overdue_incidents(UtcNs now) {
  static const std::string sql = std::string("SELECT ") + kIncidentColumns +
                                 " WHERE i.state = 'open' AND i.acknowledge_due > 0 AND i.acknowledge_due <= "
                                 "? ORDER BY i.acknowledge_due LIMIT 200";
  auto query = session_.query(sql);
  query.bind(now);
  std::vector<Incident> found;
  while (query.step()) found.push_back(read_incident(query));
  return found;
}

void SqlTransaction::move_observation(std::int64_t observation_id, std::int64_t incident_id) {
  session_.query("UPDATE observation_link SET incident_id = ? WHERE observation_id = ?")
      .bind(incident_id, observation_id)
      .run();
}

}  // namespace sb::gateway
