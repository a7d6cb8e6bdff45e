-- One row for each copy of a meeting or mail, and for each transcript. `id` rises in the order in which they were recorded.
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
    -- 0 withheld; 1 failed; 2 kept, not ended; 3 kept; 4 outside of what is considered; 5 waits for its person.
    state INTEGER NOT NULL,
    -- Why it is withheld, as a place in the order of the rules.
    reason INTEGER,
    -- Why it would be withheld if it counted; absent if it would be kept.
    own_reason INTEGER,
    -- When a meeting ends or an employee's own mail counts; absent for everything withheld on the organisation road.
    at INTEGER,
    -- By what the employee's rules take hold of it; absent on the organisation road.
    traits INTEGER REFERENCES traits (id),
    last_run INTEGER NOT NULL,
    retracted_run INTEGER,
    -- The one order of the lists: the second in which something happened, then the order in which it was recorded.
    place INTEGER GENERATED ALWAYS AS ((max(at, 0) / 1000) << 32 | id) VIRTUAL,
    UNIQUE (unit, key),
    -- Nothing of an employee's is here that their rules cannot take hold of.
    CHECK (stream NOT IN (2, 3) OR traits IS NOT NULL)
) STRICT;

CREATE INDEX item_by_identity ON item (connection, stream, identity);
CREATE INDEX item_not_ended ON item (connection, at) WHERE state = 2;
CREATE INDEX item_by_traits ON item (traits, state, reason, stream, facts, at) WHERE traits IS NOT NULL;

-- What a person leafs through, newest first. Only an employee's own mail has a time while it is withheld, so nobody else's is
-- in the first.
CREATE INDEX item_withheld ON item (connection, stream, reason, place) WHERE state = 0 AND gone = 0 AND at IS NOT NULL;
-- Mails that are told by a count.
CREATE INDEX item_counted ON item (connection, stream, place) WHERE state = 3 AND stream = 2;
-- Transcripts that wait for their person.
CREATE INDEX item_unreviewed ON item (connection, stream, place) WHERE state = 5 AND gone = 0;
