-- What the employee leaves out, on all connections of theirs, in the order in which it was added.

CREATE TABLE rule (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    rule TEXT NOT NULL
) STRICT;

-- How often the rules changed: what was counted before a change is not told after it.
CREATE TABLE rule_changes (
    number INTEGER NOT NULL
) STRICT;

INSERT INTO rule_changes (number) VALUES (0);

-- What a rule can be about, as one-way names: one row for all items of the same people and subject.
CREATE TABLE traits (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL,
    -- Who they are, as JSON; only in the memory of a preview.
    told TEXT
) STRICT;

CREATE TABLE trait (
    name BLOB NOT NULL,
    traits INTEGER NOT NULL REFERENCES traits (id),
    PRIMARY KEY (name, traits)
) STRICT, WITHOUT ROWID;
