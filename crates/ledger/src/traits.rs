//! What the employee's rules can be about, as one-way names: once for all items of the same people.

use crate::LedgerError;
use activity::Sha256;
use privacy::{Key, Narrowing, Plain, Traits};
use rusqlite::{Connection as Database, OptionalExtension};

/// The number of some traits; recorded on first use. Whom and what they are about is said in plain words in a preview only.
pub(crate) fn number(
    database: &Database,
    traits: &Traits,
    plain: Option<&Plain>,
) -> Result<i64, LedgerError> {
    let bytes = traits.to_bytes();
    let told = plain.map(crate::connection::to_json).transpose()?;
    let said = told.as_deref().unwrap_or_default().as_bytes();
    let digest = Sha256::of(&[&bytes, said].concat());
    let known = database
        .prepare_cached("SELECT id FROM traits WHERE digest = ?1")?
        .query_row([digest.bytes()], |row| row.get(0))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    database
        .prepare_cached("INSERT INTO traits (digest, bytes, told) VALUES (?1, ?2, ?3)")?
        .execute((digest.bytes(), bytes, told))?;
    let number = database.last_insert_rowid();
    let mut statement =
        database.prepare_cached("INSERT INTO trait (name, traits) VALUES (?1, ?2)")?;
    for name in traits.names() {
        statement.execute((name.bytes(), number))?;
    }
    Ok(number)
}

/// The traits that two sets of rules judge differently: those that only the first leaves out, and those that only the second
/// does.
pub(crate) fn judged_differently(
    database: &Database,
    one: &Narrowing,
    other: &Narrowing,
) -> Result<(Vec<i64>, Vec<i64>), LedgerError> {
    let (mut by_one, mut by_other) = (Vec::new(), Vec::new());
    for (number, traits) in named(database, &one.difference(other))? {
        match (one.excludes(&traits), other.excludes(&traits)) {
            (true, false) => by_one.push(number),
            (false, true) => by_other.push(number),
            _ => {}
        }
    }
    Ok((by_one, by_other))
}

/// The traits of which rules take hold.
pub(crate) fn named_by(database: &Database, rules: &Narrowing) -> Result<Vec<i64>, LedgerError> {
    let none = Narrowing::default();
    let named = named(database, &rules.difference(&none))?;
    Ok(named.into_iter().map(|(number, _)| number).collect())
}

/// The traits of an item.
pub(crate) fn of_item(database: &Database, item: i64) -> Result<Option<Traits>, LedgerError> {
    let bytes: Option<Vec<u8>> = database
        .prepare_cached(
            "SELECT bytes FROM item JOIN traits ON traits.id = item.traits WHERE item.id = ?1",
        )?
        .query_row([item], |row| row.get(0))
        .optional()?;
    bytes.map(|bytes| of_bytes(&bytes)).transpose()
}

/// Traits as they are kept.
pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Traits, LedgerError> {
    Traits::from_bytes(bytes).ok_or(LedgerError::Internal("torn_traits"))
}

/// The traits with any of these names.
fn named(database: &Database, names: &[Key]) -> Result<Vec<(i64, Traits)>, LedgerError> {
    let mut statement = database.prepare_cached(
        "SELECT DISTINCT id, bytes FROM trait JOIN traits ON traits.id = trait.traits
         WHERE name IN (SELECT unhex(value) FROM json_each(?1))",
    )?;
    let names: Vec<String> = names.iter().map(|name| hex::encode(name.bytes())).collect();
    let rows = statement.query_map([crate::connection::to_json(&names)?], |row| {
        Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    rows.map(|row| {
        let (number, bytes) = row?;
        Ok((number, of_bytes(&bytes)?))
    })
    .collect()
}
