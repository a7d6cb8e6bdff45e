-- What a person leafs through, newest first, by stream and by where it stands; and the words by which it is found.
--
-- `place` is the one order of the lists: the second in which something happened, then the order in which it was recorded.

ALTER TABLE activity ADD COLUMN stream INTEGER;

-- 0 the service holds exactly these bytes; 1 in the outbox; 2 not ended yet; 3 taken back.
ALTER TABLE activity ADD COLUMN standing INTEGER NOT NULL GENERATED ALWAYS AS (
    CASE WHEN bytes IS NULL THEN 3 WHEN ready = 0 THEN 2 WHEN due = 1 THEN 1 ELSE 0 END
) VIRTUAL;

ALTER TABLE activity ADD COLUMN place INTEGER NOT NULL GENERATED ALWAYS AS (
    (max(coalesce(occurred_at, retracted_at, acknowledged_at, 0), 0) / 1000) << 32 | id
) VIRTUAL;

ALTER TABLE item ADD COLUMN place INTEGER GENERATED ALWAYS AS ((max(at, 0) / 1000) << 32 | id) VIRTUAL;

UPDATE activity SET stream = (SELECT unit.stream FROM unit WHERE unit.id = activity.unit);

CREATE INDEX activity_listed ON activity (connection, stream, standing, place);

-- Only an employee's own mail has a time while it is withheld, so nobody else's is in here.
CREATE INDEX item_withheld ON item (connection, stream, reason, place) WHERE state = 0 AND gone = 0 AND at IS NOT NULL;

-- The row of an activity's words is its place, so that what is found comes newest first.
CREATE VIRTUAL TABLE activity_words USING fts5 (
    words, detail = none, prefix = '2 3 4 5 6 7', tokenize = 'unicode61 remove_diacritics 2'
);

-- What is deleted is taken out, not only marked.
INSERT INTO activity_words (activity_words, rank) VALUES ('secure-delete', 1);

CREATE VIEW activity_said (id, place, words) AS
    SELECT id, place, concat_ws(' ', text ->> '$.personExternalId', text ->> '$.properties.participantEmails',
        text ->> '$.properties.meetingSubject', text ->> '$.properties.subject')
    FROM (SELECT id, place, CAST(bytes AS TEXT) AS text FROM activity WHERE bytes IS NOT NULL);

INSERT INTO activity_words (rowid, words) SELECT place, words FROM activity_said;

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
