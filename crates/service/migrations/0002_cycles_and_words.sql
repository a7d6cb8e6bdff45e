-- Review cycles have a name, a time zone and a state. What the clocks of the zone show is what was chosen; the instants are what
-- was signed, and do not move if the rules of the zone do.
CREATE TABLE cycle (
    tenant      TEXT    NOT NULL REFERENCES o365_config (tenant),
    id          TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    start_local TEXT    NOT NULL,
    end_local   TEXT    NOT NULL,
    time_zone   TEXT    NOT NULL,
    starts_at   INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL CHECK (ends_at > starts_at),
    state       TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'frozen', 'closed')),
    created_at  INTEGER NOT NULL,
    frozen_at   INTEGER,
    closed_at   INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO cycle (tenant, id, name, start_local, end_local, time_zone, starts_at, ends_at, created_at)
SELECT tenant, value ->> 'id', value ->> 'id', strftime('%Y-%m-%dT%H:%M:%S', value ->> 'start'),
       strftime('%Y-%m-%dT%H:%M:%S', value ->> 'end'), 'UTC', unixepoch(value ->> 'start') * 1000,
       unixepoch(value ->> 'end') * 1000, created_at
FROM o365_config, json_each(cycles)
WHERE unixepoch(value ->> 'end') > unixepoch(value ->> 'start');

ALTER TABLE o365_config DROP COLUMN cycles;

-- The words of whoever invites; the tenant's own where there are none.
ALTER TABLE invite ADD COLUMN organisation TEXT;
ALTER TABLE invite ADD COLUMN purpose TEXT;
ALTER TABLE invite ADD COLUMN legal_basis TEXT;
