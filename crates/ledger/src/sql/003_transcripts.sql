-- The meetings of an employee's that may have transcripts, and what the employee decided about each transcript. A transcript is
-- an item; what was said in it is nowhere in here before it is released.

-- One row for each event with a join link: a meeting, an exception of a series, or the series itself. No subject, no address.
CREATE TABLE meeting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    unit INTEGER NOT NULL REFERENCES unit (id),
    key BLOB NOT NULL,
    link TEXT NOT NULL,
    -- Of a series those of its first occurrence.
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    is_series INTEGER NOT NULL,
    people INTEGER NOT NULL,
    -- The other organisations in it, as a list in JSON.
    domains TEXT NOT NULL,
    -- Why its transcripts are withheld, as a place in the order of the rules.
    reason INTEGER,
    -- The id that Teams gave it, once it was found.
    found TEXT,
    -- Why no transcript can be had, once that is known.
    absence TEXT,
    -- When it is asked for next; absent once nothing more can come.
    ask_at INTEGER,
    UNIQUE (unit, key)
) STRICT;

CREATE INDEX meeting_to_ask ON meeting (unit, ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX meeting_by_link ON meeting (unit, link);

CREATE TABLE transcript (
    item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    meeting INTEGER NOT NULL REFERENCES meeting (id),
    -- Its id at Teams.
    name TEXT NOT NULL,
    -- When its occurrence of the meeting began.
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    -- What the employee decided: passages taken out, speakers who are the employee, and the level, as JSON.
    choice TEXT NOT NULL DEFAULT '{}',
    -- Whether it came without the names of the speakers when it was opened last.
    is_nameless INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX transcript_by_meeting ON transcript (meeting);
