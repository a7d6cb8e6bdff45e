-- Whether an administrator came back from Microsoft's page, and with what. Who that was, and of which tenant, is not known here.
CREATE TABLE approval (
  state_sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(state_sha256) = 32),
  answer TEXT NOT NULL DEFAULT 'waiting' CHECK (answer IN ('waiting', 'refused', 'granted')),
  answered_at INTEGER,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_by_end ON approval (expires_at);
