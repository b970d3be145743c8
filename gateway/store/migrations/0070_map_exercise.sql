-- The map leaves exercises out of its counts; the index that counts observations has to know them.
DROP INDEX observation_by_last_seen;
CREATE INDEX observation_by_last_seen ON observation(last_seen, longitude_deg, latitude_deg, exercise);
