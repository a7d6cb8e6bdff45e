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
    -- When a series takes place, as JSON; absent where that is not told.
    recurrence TEXT,
    -- Of an occurrence of a series: when it was to begin before it was moved.
    moved_from INTEGER,
    people INTEGER NOT NULL,
    -- The other organisations in it, as a list in JSON.
    domains TEXT NOT NULL,
    -- Why its transcripts are withheld whatever the rules say, as a place in their order: what the rules say stays apart from it,
    -- so that a rule that goes again leaves no trace.
    reason INTEGER,
    -- By what a rule names the meeting, and the series that it is or is an occurrence of; one-way names.
    name BLOB NOT NULL,
    series BLOB,
    traits INTEGER NOT NULL REFERENCES traits (id),
    -- Whether the employee's rules leave it out: of a series all of it.
    left_out INTEGER NOT NULL DEFAULT 0,
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
CREATE INDEX meeting_by_traits ON meeting (traits);

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
    -- Whether the employee's rules leave its occurrence out.
    left_out INTEGER NOT NULL DEFAULT 0,
    -- Whether it came without the names of the speakers when it was opened last.
    is_nameless INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX transcript_by_meeting ON transcript (meeting);
