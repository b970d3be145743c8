CREATE TABLE account(
  user TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('administrator', 'supervisor', 'operator', 'auditor', 'technician', 'carrier')),
  password TEXT NOT NULL,               -- libsodium's Argon2id string, salt and cost inside
  must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
  failures INTEGER NOT NULL DEFAULT 0,  -- wrong passwords since the last right one
  locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session(
  token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),  -- the token itself is nowhere
  user TEXT NOT NULL REFERENCES account(user) ON DELETE CASCADE,
  csrf_token TEXT NOT NULL,
  created INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  idle_expires INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_user ON session(user);
CREATE INDEX session_by_expiry ON session(expires);
