-- A word that lets one device become one node, once. The code itself is nowhere.
CREATE TABLE enrolment_code(
  code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
  node_id TEXT NOT NULL,
  name TEXT NOT NULL,
  latitude_deg REAL NOT NULL,
  longitude_deg REAL NOT NULL,
  created INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0       -- when; 0: not yet
) STRICT, WITHOUT ROWID;

CREATE TABLE node_certificate(
  serial TEXT PRIMARY KEY,              -- hexadecimal, upper case as OpenSSL prints it
  node_id TEXT NOT NULL,
  issued INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  pem TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0    -- when; 0: it stands
) STRICT, WITHOUT ROWID;
CREATE INDEX node_certificate_by_node ON node_certificate(node_id);

-- Orders to a node: queued by whoever may, sent by the gateway that holds the key, closed by the node's reply.
CREATE TABLE node_command(
  command_id TEXT PRIMARY KEY,
  node_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,                   -- wire.Command as it is signed
  asked_by TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'done', 'refused', 'expired')),
  sent INTEGER NOT NULL DEFAULT 0,      -- when last
  attempts INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL DEFAULT ''         -- the node's word
) STRICT, WITHOUT ROWID;
CREATE INDEX node_command_open ON node_command(created) WHERE state IN ('queued', 'sent');
CREATE INDEX node_command_by_node ON node_command(node_id, created);

-- Acceptance sheets as the node signed them.
CREATE TABLE node_acceptance(
  id INTEGER PRIMARY KEY,
  node_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  sheet TEXT NOT NULL,                  -- the JSON text that was signed, octet for octet
  sheet_sha256 BLOB NOT NULL UNIQUE CHECK (length(sheet_sha256) = 32),
  signature BLOB NOT NULL,
  photo BLOB NOT NULL,                  -- JPEG, perhaps empty; its hash stands in the sheet
  approved INTEGER NOT NULL DEFAULT 0,  -- when
  approved_by TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX node_acceptance_by_node ON node_acceptance(node_id, id);
