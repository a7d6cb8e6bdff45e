use crate::fault::{Fault, StorageFault};
use activity::{Instant, Sha256};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An instant as whole milliseconds in a column.
#[derive(Clone, Copy)]
pub(super) struct Time(pub(super) Instant);

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let milliseconds = value.as_i64()?;
        Instant::from_milliseconds(milliseconds)
            .map(Self)
            .map_err(|_| FromSqlError::OutOfRange(milliseconds))
    }
}

impl ToSql for Time {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.milliseconds().into())
    }
}

/// A digest as 32 bytes in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Digest(pub(super) Sha256);

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(|bytes| Self(bytes.into()))
    }
}

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.bytes())))
    }
}

/// A value as JSON, for a column.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| Fault::Broken("a value does not serialise"))
}

/// A value from a column of JSON.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| StorageFault::Damaged.into())
}

/// A value whose own rules a column's text must follow.
pub(super) fn typed<T: TryFrom<String>>(text: String) -> Result<T, Fault> {
    T::try_from(text).map_err(|_| StorageFault::Damaged.into())
}

/// A value of a closed set, stored by the name that it has in JSON.
pub(super) fn named<T: DeserializeOwned>(name: String) -> Result<T, Fault> {
    serde_json::from_value(serde_json::Value::String(name))
        .map_err(|_| StorageFault::Damaged.into())
}

/// The name of a value of a closed set, as it has in JSON.
pub(super) fn name_of<T: Serialize>(value: &T) -> Result<String, Fault> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(Fault::Broken("a value has no name")),
    }
}

pub(super) fn setting(connection: &Connection, name: &str) -> Result<Option<String>, Fault> {
    let found = connection
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(found)
}

pub(super) fn keep_setting(
    transaction: &Transaction<'_>,
    name: &str,
    value: &str,
) -> Result<(), Fault> {
    transaction.execute(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![name, value],
    )?;
    Ok(())
}
