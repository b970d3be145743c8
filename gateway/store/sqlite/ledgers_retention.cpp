// What may go, and its going.
#include "gateway/store/sqlite/ledgers.hpp"

namespace sb::gateway {

void SqliteLedgers::put_retention_run(const RetentionRun& run) {
  statements_.query("INSERT INTO retention_run(at, actor, unlinked_before, ended_before) VALUES (?,?,?,?)")
      .bind(run.at, run.actor, run.unlinked_before, run.ended_before)
      .run();
}

UtcNs SqliteLedgers::retired_before() {
  auto query = statements_.query("SELECT coalesce(max(unlinked_before), 0) FROM retention_run");
  query.step();
  return query.integer(0);
}

std::uint64_t SqliteLedgers::retire_observations(int limit) {
  // Observations of ended incidents are untied first; untied ones go by their own age.
  statements_
      .query(
          "DELETE FROM observation_link WHERE observation_id IN (SELECT l.observation_id FROM incident i "
          "JOIN "
          "observation_link l ON l.incident_id = i.id JOIN observation o ON o.id = l.observation_id WHERE "
          "i.active = 0 AND i.last_seen < (SELECT max(ended_before) FROM retention_run) "
          "AND o.last_seen < (SELECT max(unlinked_before) FROM retention_run) "
          "AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.incident_id = i.id AND t.state NOT IN ('closed', "
          "'cancelled', 'rejected')) "
          "AND NOT EXISTS (SELECT 1 FROM document d WHERE d.collection = 'legal_hold' AND d.key = "
          "CAST(i.id AS TEXT) AND d.json IS NOT NULL AND d.version = (SELECT max(version) FROM document "
          "WHERE "
          "collection = 'legal_hold' AND key = d.key)) LIMIT ?)")
      .bind(limit)
      .run();
  const int gone = statements_
                       .query(
                           "DELETE FROM observation WHERE id IN (SELECT o.id FROM observation o WHERE "
                           "o.last_seen < (SELECT "
                           "max(unlinked_before) FROM retention_run) AND NOT EXISTS (SELECT 1 FROM "
                           "observation_link l WHERE "
                           "l.observation_id = o.id) ORDER BY o.last_seen LIMIT ?)")
                       .bind(limit)
                       .run();
  return static_cast<std::uint64_t>(gone);
}

}  // namespace sb::gateway
