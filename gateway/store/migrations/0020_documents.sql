-- What people lay down in small numbers (licences, restricted bands, suppressions, the duty roster, drills, outlines of communes): every
-- change is a row, the newest of a key counts, and the history stays.
CREATE TABLE document(
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  json TEXT,                            -- NULL: withdrawn
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX document_by_key ON document(collection, key, version);
CREATE TRIGGER document_is_append_only_1 BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'documents are append-only'); END;
CREATE TRIGGER document_is_append_only_2 BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'documents are append-only'); END;
