-- Retention: who let what go, and the limits that the store holds deletions to. Append-only.
CREATE TABLE retention_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  unlinked_before INTEGER NOT NULL,     -- observations of no incident, by last_seen
  ended_before INTEGER NOT NULL         -- observations of ended incidents, by the incident's last_seen
) STRICT;
CREATE TRIGGER retention_run_is_append_only_1 BEFORE UPDATE ON retention_run
BEGIN SELECT RAISE(ABORT, 'retention runs are append-only'); END;
CREATE TRIGGER retention_run_is_append_only_2 BEFORE DELETE ON retention_run
BEGIN SELECT RAISE(ABORT, 'retention runs are append-only'); END;

DROP TRIGGER observation_is_kept;
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation
WHEN OLD.last_seen >= coalesce((SELECT max(unlinked_before) FROM retention_run), 0)
BEGIN SELECT RAISE(ABORT, 'observations are immutable'); END;
CREATE TRIGGER observation_link_is_kept BEFORE DELETE ON observation_link
WHEN EXISTS (SELECT 1 FROM incident i WHERE i.id = OLD.incident_id AND
  (i.active = 1 OR i.last_seen >= coalesce((SELECT max(ended_before) FROM retention_run), 0)))
BEGIN SELECT RAISE(ABORT, 'an incident keeps its observations'); END;
CREATE INDEX incident_ended ON incident(last_seen) WHERE active = 0;
