-- Every export of a tenant's content by its admin, and whose content was in it: each of them is shown that it was handed over.
CREATE TABLE export (
    id     INTEGER PRIMARY KEY,
    tenant TEXT    NOT NULL REFERENCES o365_config (tenant),
    at     INTEGER NOT NULL,
    reader TEXT    NOT NULL,
    name   TEXT
) STRICT;

CREATE TABLE exported (
    tenant     TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    export     INTEGER NOT NULL REFERENCES export (id),
    activities INTEGER NOT NULL,
    PRIMARY KEY (tenant, person, export)
) STRICT, WITHOUT ROWID;
