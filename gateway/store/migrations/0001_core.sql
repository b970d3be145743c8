-- Words are checked with instr(): a list of more than two after IN is a temporary b-tree of 87 KB at every row (measured: a third
-- of the time of ingest).
CREATE TABLE node(
  node_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  public_key_pem TEXT NOT NULL,
  latitude_deg REAL NOT NULL CHECK (latitude_deg BETWEEN -90 AND 90),
  longitude_deg REAL NOT NULL CHECK (longitude_deg BETWEEN -180 AND 180),
  commune_code TEXT NOT NULL,
  commune TEXT NOT NULL,
  state TEXT NOT NULL CHECK (instr(' never_seen online degraded offline ', ' ' || state || ' ') > 0),
  last_seen INTEGER NOT NULL,
  last_status_json TEXT NOT NULL,
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT;

-- Evidence: written once. What is concluded from it stands in other tables.
CREATE TABLE observation(
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
  cell_json TEXT,
  event_json TEXT,
  UNIQUE (node_id, boot_id, seq),
  CHECK ((cell_json IS NULL) <> (event_json IS NULL))
) STRICT;
CREATE INDEX observation_by_node ON observation(node_id, id);
CREATE INDEX observation_by_last_seen ON observation(last_seen);
CREATE TRIGGER observation_is_immutable BEFORE UPDATE ON observation
BEGIN SELECT RAISE(ABORT, 'observations are immutable'); END;
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation
BEGIN SELECT RAISE(ABORT, 'observations are immutable'); END;

-- How far each boot of a node is stored without a hole, and which holes its node declared lost.
CREATE TABLE node_boot(
  node_id TEXT NOT NULL REFERENCES node(node_id),
  boot_id INTEGER NOT NULL,
  contiguous_through INTEGER NOT NULL,
  PRIMARY KEY (node_id, boot_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE sequence_gap(
  node_id TEXT NOT NULL,
  boot_id INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq),
  PRIMARY KEY (node_id, boot_id, first_seq),
  FOREIGN KEY (node_id, boot_id) REFERENCES node_boot(node_id, boot_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (instr(' info low medium high critical ', ' ' || severity || ' ') > 0),
  state TEXT NOT NULL CHECK (instr(' open acknowledged confirmed dismissed merged closed ', ' ' || state || ' ') > 0),
  active INTEGER GENERATED ALWAYS AS (state = 'open' OR state = 'acknowledged' OR state = 'confirmed') VIRTUAL,
  cause_key TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  report_due INTEGER NOT NULL,
  commune_code TEXT NOT NULL,
  commune TEXT NOT NULL,
  latitude_deg REAL NOT NULL,
  longitude_deg REAL NOT NULL,
  uncertainty_m REAL NOT NULL,
  confidence REAL NOT NULL,
  exercise INTEGER NOT NULL CHECK (exercise IN (0, 1)),
  observation_count INTEGER NOT NULL,
  merged_into INTEGER REFERENCES incident(id),
  rat TEXT,                             -- rat, frequency and physical_id repeat cell_json for the search below
  frequency_hz REAL,
  physical_id INTEGER,
  cell_json TEXT,
  reasons_json TEXT NOT NULL,
  CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX incident_one_active_per_cause ON incident(cause_key)
  WHERE active = 1;
CREATE INDEX incident_by_cause ON incident(cause_key, id);
CREATE INDEX incident_by_last_seen ON incident(last_seen);
CREATE INDEX incident_active_by_carrier ON incident(rat, physical_id, frequency_hz)
  WHERE active = 1;

-- Where an incident was heard, and how well at best.
CREATE TABLE incident_node(
  incident_id INTEGER NOT NULL REFERENCES incident(id),
  node_id TEXT NOT NULL REFERENCES node(node_id),
  latitude_deg REAL NOT NULL,
  longitude_deg REAL NOT NULL,
  position_uncertainty_m REAL NOT NULL,
  level_dbfs REAL,
  level_dbm REAL,
  observations INTEGER NOT NULL,
  PRIMARY KEY (incident_id, node_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_node_by_node ON incident_node(node_id);

CREATE TABLE observation_link(
  observation_id INTEGER PRIMARY KEY REFERENCES observation(id),
  incident_id INTEGER NOT NULL REFERENCES incident(id)
) STRICT;
CREATE INDEX observation_link_by_incident ON observation_link(incident_id, observation_id);

CREATE TABLE ticket(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident_id INTEGER NOT NULL REFERENCES incident(id),
  carrier TEXT NOT NULL,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  summary_vi TEXT NOT NULL,
  summary_en TEXT NOT NULL,
  body_json TEXT NOT NULL,
  UNIQUE (incident_id, carrier)
) STRICT;

CREATE TABLE registry_cell(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  operator_name TEXT NOT NULL,
  plmn TEXT NOT NULL,
  rat TEXT NOT NULL,
  site_id TEXT NOT NULL,
  cell_id INTEGER NOT NULL,
  tac INTEGER,
  channel INTEGER,
  pci INTEGER,
  bandwidth_mhz REAL,
  latitude_deg REAL,
  longitude_deg REAL,
  azimuth_deg REAL,
  height_m REAL,
  eirp_dbm REAL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,               -- last day, empty: open
  standing INTEGER NOT NULL DEFAULT 1 CHECK (standing IN (0, 1)),  -- in the carrier's newest import; dates are another matter
  extra_json TEXT NOT NULL
) STRICT;
CREATE INDEX registry_cell_by_identity ON registry_cell(plmn, cell_id);
CREATE INDEX registry_cell_by_channel ON registry_cell(channel, pci);
CREATE INDEX registry_cell_by_operator ON registry_cell(operator_name, standing);
CREATE INDEX registry_cell_by_place ON registry_cell(latitude_deg, longitude_deg);

-- Append-only, each row bound to the one before it: hash = SHA-256(previous_hash, then the other columns with their lengths).
CREATE TABLE audit(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail_json TEXT NOT NULL,
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_subject ON audit(subject, id);
CREATE TRIGGER audit_is_append_only_1 BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_2 BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TABLE event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  data_json TEXT NOT NULL
) STRICT;
