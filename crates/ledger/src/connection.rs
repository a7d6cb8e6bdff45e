use crate::{Ledger, LedgerError};
use activity::{ConnectionId, Instant, ObjectId, Road, TenantId};
use rusqlite::{Connection as Database, OptionalExtension};
use serde::{Deserialize, Serialize};

/// One employee's or one tenant's link to the central service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The tenant.
    pub tenant: TenantId,
    /// The road by which data comes in.
    pub road: Road,
    /// The employee's own mailbox, on the employee roads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<ObjectId>,
    /// The account that signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The name that is shown for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnected_at: Option<Instant>,
}

impl Ledger {
    /// Records a connection, or what is new about it.
    pub async fn put_connection(&self, connection: &Connection) -> Result<(), LedgerError> {
        let connection = connection.clone();
        self.write(move |database| {
            let number = number(database, &connection.id)?;
            database
                .prepare_cached("UPDATE connection SET profile = ?2 WHERE number = ?1")?
                .execute((number, to_json(&connection)?))?;
            Ok(())
        })
        .await
    }

    /// Every connection, in the order in which they were made; ended ones too.
    pub async fn connections(&self) -> Result<Vec<Connection>, LedgerError> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT profile FROM connection WHERE profile IS NOT NULL ORDER BY number",
            )?;
            let profiles = statement.query_map([], |row| row.get::<_, String>(0))?;
            profiles.map(|profile| from_json(&profile?)).collect()
        })
        .await
    }
}

/// The number that stands for a connection in the other tables; made on first use.
pub(crate) fn number(database: &Database, id: &ConnectionId) -> Result<i64, LedgerError> {
    if let Some(number) = find(database, id)? {
        return Ok(number);
    }
    database
        .prepare_cached("INSERT INTO connection (id) VALUES (?1)")?
        .execute([id.as_str()])?;
    Ok(database.last_insert_rowid())
}

/// The number of a connection, if the ledger knows it.
pub(crate) fn find(database: &Database, id: &ConnectionId) -> Result<Option<i64>, LedgerError> {
    let number = database
        .prepare_cached("SELECT number FROM connection WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(number)
}

/// A value of this house's own types as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|_| LedgerError::Internal("unwritable_json"))
}

/// A value of this house's own types from its JSON.
pub(crate) fn from_json<T: for<'json> Deserialize<'json>>(text: &str) -> Result<T, LedgerError> {
    serde_json::from_str(text).map_err(|_| LedgerError::Internal("unreadable_json"))
}
