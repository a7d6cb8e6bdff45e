-- Rules about meetings, their series and words of subjects. What a meeting's own reason is stays apart from what the rules say,
-- so that a rule that goes again leaves no trace.

-- By what a rule names the meeting, and the series that it is or is an occurrence of; one-way names.
ALTER TABLE meeting ADD COLUMN name BLOB;
ALTER TABLE meeting ADD COLUMN series BLOB;
ALTER TABLE meeting ADD COLUMN traits INTEGER REFERENCES traits (id);

-- Whether the employee's rules leave it out: of a series all of it, of a transcript its occurrence.
ALTER TABLE meeting ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE transcript ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;

CREATE INDEX meeting_by_traits ON meeting (traits) WHERE traits IS NOT NULL;

-- Every invitation is read again with the next sync, so that rules can take hold of the meetings that are here.
UPDATE meeting SET reason = NULL WHERE reason = 6;
UPDATE chain SET fingerprint = '' WHERE unit IN (SELECT id FROM unit WHERE stream = 3);

-- Transcripts that wait for their person, as they are leafed through.
CREATE INDEX item_unreviewed ON item (connection, stream, place) WHERE state = 5 AND gone = 0;
