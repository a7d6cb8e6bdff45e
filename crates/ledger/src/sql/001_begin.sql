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

CREATE TABLE rules (
    connection INTEGER PRIMARY KEY REFERENCES connection (number),
    rules TEXT NOT NULL
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

-- One row for each copy of a meeting or mail. `id` rises in the order in which copies were recorded.
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    connection INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    unit INTEGER NOT NULL REFERENCES unit (id),
    key BLOB NOT NULL,
    -- Which copies are copies of the same.
    identity BLOB NOT NULL,
    -- Where it was last seen: not a reference, since a chain may go and what was sent stays. 0 once it vanished there.
    chain INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    facts INTEGER NOT NULL,
    -- Whether it is the copy that counts.
    chosen INTEGER NOT NULL,
    -- Whether it vanished at the source.
    gone INTEGER NOT NULL,
    -- 0 withheld; 1 failed; 2 kept, not ended; 3 kept; 4 outside of what is considered.
    state INTEGER NOT NULL,
    -- Why it is withheld, as a place in the order of the rules.
    reason INTEGER,
    -- Why it would be withheld if it counted; absent if it would be kept.
    own_reason INTEGER,
    -- When a meeting ends or an employee's own mail counts; absent for everything withheld on the organisation road.
    at INTEGER,
    last_run INTEGER NOT NULL,
    retracted_run INTEGER,
    UNIQUE (unit, key)
) STRICT;

CREATE INDEX item_by_identity ON item (connection, stream, identity);
CREATE INDEX item_not_ended ON item (connection, at) WHERE state = 2;

-- What the service is wanted to hold (bytes) and what it said that it holds (held_*), for each activity.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection INTEGER NOT NULL,
    unit INTEGER NOT NULL REFERENCES unit (id),
    item INTEGER REFERENCES item (id) ON DELETE SET NULL,
    -- Absent once it was taken back: then nothing is left of who and what it was about.
    external_id TEXT,
    bytes BLOB,
    sha256 BLOB NOT NULL,
    occurred_at INTEGER,
    provenance INTEGER NOT NULL REFERENCES provenance (id),
    -- The version of the policy under which it was last judged to be wanted.
    wanted_under INTEGER NOT NULL,
    ready INTEGER NOT NULL,
    attempted INTEGER NOT NULL DEFAULT 0,
    held_sha256 BLOB,
    -- Only where they differ from the bytes wanted.
    held_bytes BLOB,
    held_provenance INTEGER REFERENCES provenance (id),
    held_run INTEGER,
    acknowledged_at INTEGER,
    retracted_at INTEGER,
    -- 0 nothing; 1 to be sent; 2 to be taken back.
    due INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN bytes IS NOT NULL AND ready = 1 THEN held_sha256 IS NOT sha256 OR attempted = 1
            WHEN held_sha256 IS NOT NULL OR attempted = 1 THEN 2
            ELSE 0
        END
    ) VIRTUAL,
    UNIQUE (unit, external_id)
) STRICT;

CREATE INDEX activity_by_item ON activity (item);
CREATE INDEX activity_by_connection ON activity (connection, id);
CREATE INDEX activity_due ON activity (connection, id) WHERE due <> 0;
