CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE dpa_text (
    version      INTEGER NOT NULL,
    language     TEXT    NOT NULL,
    markdown     TEXT    NOT NULL,
    sha256       BLOB    NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (version, language)
) STRICT;

CREATE TABLE o365_config (
    tenant                   TEXT PRIMARY KEY,
    connector                TEXT    NOT NULL,
    organisation             TEXT,
    purpose                  TEXT,
    legal_basis              TEXT,
    verified_domains         TEXT    NOT NULL DEFAULT '[]',
    allowed_external_domains TEXT    NOT NULL DEFAULT '[]',
    fields_off               TEXT    NOT NULL DEFAULT '[]',
    roads                    TEXT    NOT NULL DEFAULT '{}',
    mail_scope               TEXT    NOT NULL DEFAULT '"Mail.Read"',
    retract_on_delete        INTEGER NOT NULL DEFAULT 0,
    cycles                   TEXT    NOT NULL DEFAULT '[]',
    policy_version           INTEGER NOT NULL DEFAULT 1,
    dpa_accepted_at          INTEGER,
    dpa_accepted_by_user_id  TEXT,
    dpa_accepted_by_name     TEXT,
    dpa_version              INTEGER,
    dpa_sha256               BLOB,
    dpa_language             TEXT,
    dpa_roles                TEXT,
    created_at               INTEGER NOT NULL
) STRICT;

-- Every acceptance ever; o365_config holds the latest.
CREATE TABLE dpa_acceptance (
    id          INTEGER PRIMARY KEY,
    tenant      TEXT    NOT NULL REFERENCES o365_config (tenant),
    accepted_at INTEGER NOT NULL,
    accepted_by TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    connector   TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    sha256      BLOB    NOT NULL,
    language    TEXT    NOT NULL,
    roles       TEXT    NOT NULL
) STRICT;

CREATE TABLE audit (
    id             INTEGER PRIMARY KEY,
    tenant         TEXT    NOT NULL REFERENCES o365_config (tenant),
    at             INTEGER NOT NULL,
    actor          TEXT    NOT NULL,
    setting        TEXT    NOT NULL,
    policy_version INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_tenant ON audit (tenant, id);

-- The applications whose id_tokens are accepted for a tenant.
CREATE TABLE client (
    tenant    TEXT    NOT NULL REFERENCES o365_config (tenant),
    client_id TEXT    NOT NULL,
    origin    TEXT    NOT NULL CHECK (origin IN ('admin', 'admin_invite', 'first_invite')),
    added_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, client_id)
) STRICT;

CREATE TABLE invite (
    id          TEXT PRIMARY KEY,
    code_sha256 BLOB    NOT NULL UNIQUE,
    tenant      TEXT    NOT NULL REFERENCES o365_config (tenant),
    role        TEXT    NOT NULL,
    address     TEXT,
    road        TEXT,
    made_by     TEXT    NOT NULL,
    made_by_name TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    used_by     BLOB,
    revoked_at  INTEGER
) STRICT;
CREATE INDEX invite_by_tenant ON invite (tenant, created_at);

CREATE TABLE credential (
    id            TEXT PRIMARY KEY,
    secret_sha256 BLOB    NOT NULL,
    tenant        TEXT    NOT NULL REFERENCES o365_config (tenant),
    subject       TEXT    NOT NULL,
    by_entra      INTEGER NOT NULL,
    roles         TEXT    NOT NULL,
    admin_until   INTEGER,
    wids          TEXT    NOT NULL,
    address       TEXT,
    name          TEXT,
    road          TEXT,
    invite        TEXT REFERENCES invite (id),
    created_at    INTEGER NOT NULL,
    revoked_at    INTEGER
) STRICT;
CREATE INDEX credential_by_invite ON credential (invite) WHERE invite IS NOT NULL;

-- The device that spent a nonce may repeat its sign-in: its answer may have been lost.
CREATE TABLE spent_nonce (
    sha256     BLOB PRIMARY KEY,
    device     BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_nonce_by_age ON spent_nonce (expires_at);

CREATE TABLE connection (
    id              TEXT PRIMARY KEY,
    tenant          TEXT    NOT NULL REFERENCES o365_config (tenant),
    subject         TEXT    NOT NULL,
    road            TEXT    NOT NULL,
    connected_at    INTEGER NOT NULL,
    disconnected_at INTEGER
) STRICT;
CREATE UNIQUE INDEX connection_live ON connection (tenant, subject, road) WHERE disconnected_at IS NULL;
CREATE INDEX connection_by_subject ON connection (tenant, subject);

-- Times that a device told are kept as it wrote them.
CREATE TABLE consent (
    connection   TEXT NOT NULL REFERENCES connection (id),
    id           TEXT NOT NULL,
    stream       TEXT NOT NULL,
    given_at     TEXT NOT NULL,
    text_sha256  BLOB NOT NULL,
    language     TEXT NOT NULL,
    withdrawn_at TEXT,
    PRIMARY KEY (connection, id)
) STRICT;

CREATE TABLE activity (
    id             INTEGER PRIMARY KEY,
    tenant         TEXT    NOT NULL,
    stream         TEXT    NOT NULL,
    external_id    TEXT    NOT NULL,
    mailbox        TEXT    NOT NULL,
    connection     TEXT    NOT NULL,
    policy_version INTEGER NOT NULL,
    dpa_version    INTEGER NOT NULL,
    consent        TEXT,
    received_at    INTEGER NOT NULL,
    sha256         BLOB    NOT NULL,
    body           BLOB    NOT NULL,
    revision       INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX activity_key ON activity (tenant, stream, external_id, mailbox);
CREATE INDEX activity_of_mailbox ON activity (tenant, mailbox, stream, external_id);

-- What was taken back. An external id can hold an address, so only its digest stays.
CREATE TABLE tombstone (
    tenant             TEXT    NOT NULL,
    mailbox            TEXT    NOT NULL,
    stream             TEXT    NOT NULL,
    external_id_sha256 BLOB    NOT NULL,
    retracted_at       INTEGER NOT NULL,
    PRIMARY KEY (tenant, mailbox, stream, external_id_sha256)
) STRICT, WITHOUT ROWID;

-- What was answered to a batch: one letter for each line, the rest is in the batch itself.
CREATE TABLE batch (
    tenant     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    sha256     BLOB    NOT NULL,
    statuses   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, subject, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_by_age ON batch (created_at);
