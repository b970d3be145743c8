-- A ticket's way after the draft; the draft itself stays in table ticket.
CREATE TABLE ticket_case(
  ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
  external_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  answer TEXT NOT NULL,
  answer_text TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  approved INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  resolved INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  sla_allowed_ns INTEGER NOT NULL,
  acknowledge_due INTEGER NOT NULL,
  paused_since INTEGER NOT NULL,
  paused_total_ns INTEGER NOT NULL,
  escalated INTEGER NOT NULL CHECK (escalated IN (0, 1)),
  verification_json TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_by_carrier ON ticket(carrier, id);

CREATE TABLE ticket_hub(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  carrier TEXT NOT NULL,
  callback TEXT NOT NULL,
  query TEXT NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE (carrier, callback, query)
) STRICT;

-- What is to leave: written with the change that made it true, delivered afterwards.
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  content_type TEXT NOT NULL,
  payload BLOB NOT NULL,
  created INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  done INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (instr(' waiting sent dead ', ' ' || state || ' ') > 0),
  last_error TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_waiting ON delivery(next_try) WHERE state = 'waiting';

CREATE TABLE delivery_mark(
  name TEXT PRIMARY KEY,
  newest_id INTEGER NOT NULL
) STRICT;

CREATE TABLE report(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  author TEXT NOT NULL,
  incident_id INTEGER NOT NULL,
  created INTEGER NOT NULL,
  period_from INTEGER NOT NULL,
  period_until INTEGER NOT NULL,
  document_json TEXT NOT NULL,
  document_sha256 TEXT NOT NULL
) STRICT;
CREATE TRIGGER report_is_kept_1 BEFORE UPDATE ON report
BEGIN SELECT RAISE(ABORT, 'reports are kept as they were made'); END;
CREATE TRIGGER report_is_kept_2 BEFORE DELETE ON report
BEGIN SELECT RAISE(ABORT, 'reports are kept as they were made'); END;
