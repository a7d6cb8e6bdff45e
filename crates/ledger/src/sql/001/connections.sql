-- What this machine is connected to, what was agreed to, and what is kept beside it.
--
-- Times are whole milliseconds since 1970 in UTC, except where they are text.

CREATE TABLE connection (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- What is known of it; absent for a connection that a preview only looks at.
    profile TEXT
) STRICT;

CREATE TABLE consent (
    id TEXT NOT NULL,
    connection INTEGER NOT NULL REFERENCES connection (number),
    record TEXT NOT NULL,
    PRIMARY KEY (connection, id)
) STRICT;

CREATE TABLE document (
    name TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault (
    name TEXT PRIMARY KEY,
    nonce BLOB NOT NULL CHECK (length(nonce) = 12),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection INTEGER NOT NULL REFERENCES connection (number),
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX run_by_connection ON run (connection, id);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection INTEGER NOT NULL REFERENCES connection (number),
    mailbox TEXT NOT NULL,
    stream INTEGER NOT NULL,
    -- 0 no; 1 it must be read again; 2 a run took that on and has not begun it.
    reread INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connection, mailbox, stream)
) STRICT;

CREATE TABLE chain (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit INTEGER NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    cursor TEXT,
    complete INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 1,
    -- Whether rows of older generations have been swept away.
    swept INTEGER NOT NULL DEFAULT 1,
    fingerprint TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    UNIQUE (unit, name)
) STRICT;

CREATE TABLE provenance (
    id INTEGER PRIMARY KEY,
    policy_version INTEGER NOT NULL,
    dpa_version INTEGER NOT NULL,
    consent TEXT
) STRICT;

CREATE UNIQUE INDEX provenance_once ON provenance (policy_version, dpa_version, coalesce(consent, ''));
