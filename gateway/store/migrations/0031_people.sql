-- A person behind an account: the second factor, how long the account stands, the certificate that the plans ask for (R45).
ALTER TABLE account ADD COLUMN operator TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN totp_secret BLOB;                       -- sealed; NULL: no second factor
ALTER TABLE account ADD COLUMN totp_confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN totp_last_step INTEGER NOT NULL DEFAULT 0;  -- a code opens one session
ALTER TABLE account ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;     -- 0: never
ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN certificate_expires TEXT NOT NULL DEFAULT '';  -- ISO date
ALTER TABLE account ADD COLUMN trained TEXT NOT NULL DEFAULT '';       -- ISO date of the yearly knowledge update
ALTER TABLE account ADD COLUMN last_sign_in INTEGER NOT NULL DEFAULT 0;

-- How far the system is allowed to go: trial, approved, operational. The newest row counts.
CREATE TABLE deployment(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (instr(' trial approved operational ', ' ' || state || ' ') > 0),
  approval_number TEXT NOT NULL,
  approval_date TEXT NOT NULL,
  security_level INTEGER NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
