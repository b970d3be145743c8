-- Emissions, jamming and coverage join cells and events: exactly one of them is what an observation found. SQLite cannot change a
-- CHECK, so the table is built anew, and the links that refer to it with it.
CREATE TEMP TABLE link_kept AS SELECT observation_id, incident_id FROM observation_link;
DROP TABLE observation_link;

CREATE TABLE observation_new(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  node_id TEXT NOT NULL REFERENCES node(node_id),
  boot_id INTEGER NOT NULL,             -- 64 bits, two's complement
  seq INTEGER NOT NULL CHECK (seq > 0),
  envelope BLOB NOT NULL,               -- as received, signature included
  body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
  chain_intact INTEGER NOT NULL CHECK (chain_intact IN (0, 1)),
  received INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  latitude_deg REAL NOT NULL,
  longitude_deg REAL NOT NULL,
  position_uncertainty_m REAL NOT NULL,
  time_quality TEXT NOT NULL,
  calibration_id TEXT NOT NULL,
  software TEXT NOT NULL,
  detector TEXT NOT NULL,
  detector_version INTEGER NOT NULL,
  confidence REAL NOT NULL,
  exercise INTEGER NOT NULL CHECK (exercise IN (0, 1)),
  historical INTEGER NOT NULL DEFAULT 0 CHECK (historical IN (0, 1)),
  cell_json TEXT,
  emission_json TEXT,
  jamming_json TEXT,
  event_json TEXT,
  coverage_json TEXT,
  UNIQUE (node_id, boot_id, seq),
  CHECK ((cell_json IS NOT NULL) + (emission_json IS NOT NULL) + (jamming_json IS NOT NULL) + (event_json IS NOT NULL) +
         (coverage_json IS NOT NULL) = 1)
) STRICT;
INSERT INTO observation_new(id, node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, first_seen, last_seen,
  latitude_deg, longitude_deg, position_uncertainty_m, time_quality, calibration_id, software, detector, detector_version,
  confidence, exercise, cell_json, event_json)
SELECT id, node_id, boot_id, seq, envelope, body_sha256, chain_intact, received, first_seen, last_seen,
  latitude_deg, longitude_deg, position_uncertainty_m, time_quality, calibration_id, software, detector, detector_version,
  confidence, exercise, cell_json, event_json FROM observation ORDER BY id;
DROP TABLE observation;
ALTER TABLE observation_new RENAME TO observation;
CREATE INDEX observation_by_node ON observation(node_id, id);
CREATE INDEX observation_by_last_seen ON observation(last_seen);
CREATE INDEX observation_with_coverage ON observation(node_id, last_seen) WHERE coverage_json IS NOT NULL;
CREATE TRIGGER observation_is_immutable BEFORE UPDATE ON observation
BEGIN SELECT RAISE(ABORT, 'observations are immutable'); END;
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation
BEGIN SELECT RAISE(ABORT, 'observations are immutable'); END;

CREATE TABLE observation_link(
  observation_id INTEGER PRIMARY KEY REFERENCES observation(id),
  incident_id INTEGER NOT NULL REFERENCES incident(id)
) STRICT;
INSERT INTO observation_link SELECT observation_id, incident_id FROM link_kept;
DROP TABLE link_kept;
CREATE INDEX observation_link_by_incident ON observation_link(incident_id, observation_id);

ALTER TABLE incident ADD COLUMN emission_json TEXT;
ALTER TABLE incident ADD COLUMN jamming_json TEXT;
ALTER TABLE incident ADD COLUMN bandwidth_hz REAL;       -- with frequency_hz: of energy without a cell
ALTER TABLE incident ADD COLUMN impact TEXT NOT NULL DEFAULT 'none' CHECK (instr(' none low medium high ', ' ' || impact || ' ') > 0);
ALTER TABLE incident ADD COLUMN place_json TEXT;         -- ellipse and shares of communes
ALTER TABLE incident ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN acknowledge_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN escalation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN manual INTEGER NOT NULL DEFAULT 0 CHECK (manual IN (0, 1));
ALTER TABLE incident ADD COLUMN title TEXT NOT NULL DEFAULT '';
CREATE INDEX incident_active_by_frequency ON incident(frequency_hz) WHERE active = 1 AND rat IS NULL;
CREATE INDEX incident_waiting ON incident(acknowledge_due) WHERE state = 'open' AND acknowledge_due > 0;

-- Both directions stand, so that each incident shows its own.
CREATE TABLE incident_link(
  incident_id INTEGER NOT NULL REFERENCES incident(id),
  other_id INTEGER NOT NULL REFERENCES incident(id),
  relation TEXT NOT NULL,
  PRIMARY KEY (incident_id, other_id),
  CHECK (incident_id <> other_id)
) STRICT, WITHOUT ROWID;
