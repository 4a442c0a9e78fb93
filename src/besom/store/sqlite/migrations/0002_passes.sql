-- What stands in for a key for a while, by its SHA-256: login links and browsers' sessions. They go with the key.
CREATE TABLE pass (
    hash BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'session')),
    key BLOB NOT NULL REFERENCES api_key ON DELETE CASCADE,
    expires_at REAL NOT NULL
) STRICT;

CREATE INDEX pass_key ON pass (key);
