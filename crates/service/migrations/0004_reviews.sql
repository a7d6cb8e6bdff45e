-- How measures become scores, where a tenant has its own: every text that was ever set; the last one counts, and one without a
-- text goes back to the product's own.
CREATE TABLE rubric (
    tenant   TEXT    NOT NULL REFERENCES o365_config (tenant),
    revision INTEGER NOT NULL,
    version  TEXT,
    text     TEXT,
    set_at   INTEGER NOT NULL,
    set_by   TEXT    NOT NULL,
    PRIMARY KEY (tenant, revision)
) STRICT, WITHOUT ROWID;

-- What a person says about their own input.
CREATE TABLE review_note (
    tenant TEXT    NOT NULL,
    cycle  TEXT    NOT NULL,
    person TEXT    NOT NULL,
    id     TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    text   TEXT    NOT NULL,
    PRIMARY KEY (tenant, cycle, person, id),
    FOREIGN KEY (tenant, cycle) REFERENCES cycle (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_dispute (
    tenant TEXT    NOT NULL,
    cycle  TEXT    NOT NULL,
    person TEXT    NOT NULL,
    mark   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (tenant, cycle, person, mark),
    FOREIGN KEY (tenant, cycle) REFERENCES cycle (tenant, id)
) STRICT, WITHOUT ROWID;

-- The exact bytes as they stood when the cycle was frozen.
CREATE TABLE review_frozen (
    tenant TEXT NOT NULL,
    cycle  TEXT NOT NULL,
    person TEXT NOT NULL,
    input  BLOB NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (tenant, cycle, person),
    FOREIGN KEY (tenant, cycle) REFERENCES cycle (tenant, id)
) STRICT, WITHOUT ROWID;

-- Every look of a reviewer.
CREATE TABLE review_access (
    id          INTEGER PRIMARY KEY,
    tenant      TEXT    NOT NULL,
    cycle       TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    reader      TEXT    NOT NULL,
    name        TEXT,
    role        TEXT    NOT NULL,
    sha256      BLOB    NOT NULL,
    text_sha256 BLOB    NOT NULL,
    frozen      INTEGER NOT NULL,
    FOREIGN KEY (tenant, cycle) REFERENCES cycle (tenant, id)
) STRICT;
CREATE INDEX review_access_of_person ON review_access (tenant, cycle, person, id);
CREATE INDEX credential_of_subject ON credential (tenant, subject);
