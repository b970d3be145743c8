-- The ledger: one row for every physical cell ever heard, and what it did each day (Viet Nam's calendar). It is derived from the
-- observations and may be built again from them.
CREATE TABLE emitter(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  identity TEXT NOT NULL UNIQUE,        -- RAT, network, cell id, carrier, physical id, exercise
  rat TEXT NOT NULL,
  frequency_hz REAL NOT NULL,
  physical_id INTEGER NOT NULL,
  plmn TEXT NOT NULL,
  cell_id INTEGER,
  verdict TEXT NOT NULL,
  exercise INTEGER NOT NULL CHECK (exercise IN (0, 1)),
  last_seen INTEGER NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX emitter_by_carrier ON emitter(rat, physical_id, frequency_hz);
CREATE INDEX emitter_by_cell ON emitter(plmn, cell_id);
CREATE INDEX emitter_by_last_seen ON emitter(last_seen);
CREATE TABLE emitter_day(
  emitter_id INTEGER NOT NULL REFERENCES emitter(id),
  day TEXT NOT NULL,
  hours INTEGER NOT NULL,               -- bit h: heard in hour h
  observations INTEGER NOT NULL,
  levels INTEGER NOT NULL,              -- observations with a level
  level_sum_db REAL NOT NULL,
  level_max_db REAL,
  calibrated INTEGER NOT NULL CHECK (calibrated IN (0, 1)),
  PRIMARY KEY (emitter_id, day)
) STRICT, WITHOUT ROWID;
-- The map counts observations of a stretch of time from this index alone.
DROP INDEX observation_by_last_seen;
CREATE INDEX observation_by_last_seen ON observation(last_seen, longitude_deg, latitude_deg);
CREATE INDEX incident_by_place ON incident(longitude_deg, latitude_deg, last_seen);
