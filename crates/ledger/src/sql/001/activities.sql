-- What the service is wanted to hold (bytes) and what it said that it holds (held_*), for each activity.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection INTEGER NOT NULL,
    -- The one of its unit, put in as it is added.
    stream INTEGER,
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
    -- 0 the service holds exactly these bytes; 1 in the outbox; 2 not ended yet; 3 taken back.
    standing INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN bytes IS NULL THEN 3 WHEN ready = 0 THEN 2 WHEN due = 1 THEN 1 ELSE 0 END
    ) VIRTUAL,
    -- As with items: the second in which it happened, then the order in which it was recorded.
    place INTEGER NOT NULL GENERATED ALWAYS AS (
        (max(coalesce(occurred_at, retracted_at, acknowledged_at, 0), 0) / 1000) << 32 | id
    ) VIRTUAL,
    UNIQUE (unit, external_id)
) STRICT;

CREATE INDEX activity_by_item ON activity (item);
CREATE INDEX activity_by_connection ON activity (connection, id);
CREATE INDEX activity_due ON activity (connection, id) WHERE due <> 0;
CREATE INDEX activity_listed ON activity (connection, stream, standing, place);

-- The words by which an activity is found. Their row is its place, so that what is found comes newest first.
CREATE VIRTUAL TABLE activity_words USING fts5 (
    words, detail = none, prefix = '2 3 4 5 6 7', tokenize = 'unicode61 remove_diacritics 2'
);

-- What is deleted is taken out, not only marked.
INSERT INTO activity_words (activity_words, rank) VALUES ('secure-delete', 1);

CREATE VIEW activity_said (id, place, words) AS
    SELECT id, place, concat_ws(' ', text ->> '$.personExternalId', text ->> '$.properties.participantEmails',
        text ->> '$.properties.meetingSubject', text ->> '$.properties.subject')
    FROM (SELECT id, place, CAST(bytes AS TEXT) AS text FROM activity WHERE bytes IS NOT NULL);

CREATE TRIGGER activity_added AFTER INSERT ON activity BEGIN
    UPDATE activity SET stream = (SELECT unit.stream FROM unit WHERE unit.id = NEW.unit) WHERE id = NEW.id;
    INSERT INTO activity_words (rowid, words) SELECT place, words FROM activity_said WHERE id = NEW.id;
END;

CREATE TRIGGER activity_changed AFTER UPDATE OF bytes, occurred_at, retracted_at, acknowledged_at ON activity
WHEN OLD.bytes IS NOT NEW.bytes OR OLD.place <> NEW.place
BEGIN
    DELETE FROM activity_words WHERE rowid = OLD.place;
    INSERT INTO activity_words (rowid, words) SELECT place, words FROM activity_said WHERE id = NEW.id;
END;

CREATE TRIGGER activity_deleted AFTER DELETE ON activity BEGIN
    DELETE FROM activity_words WHERE rowid = OLD.place;
END;
