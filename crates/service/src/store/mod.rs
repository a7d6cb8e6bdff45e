//! Everything the service remembers, behind one boundary: nothing outside this folder knows that it is SQLite.
//!
//! One thread owns the writing connection and runs one transaction at a time; a few connections read beside it. What a
//! function refuses is rolled back whole.

mod acceptance;
mod access;
mod activity;
mod approval;
mod audit;
mod batch;
mod change;
mod config;
mod connection;
mod credential;
mod cycle;
mod dpa;
mod export;
mod invite;
mod open;
mod people;
mod remark;
mod replay;
mod retention;
mod review;
mod row;
mod rubric;
mod sign_in;
mod writer;

pub(crate) use activity::{HeldPage, Place, Scope};
pub(crate) use batch::{Uploaded, problem_of};
pub(crate) use change::Change;
pub(crate) use credential::Caller;
pub(crate) use invite::{NewInvite, StoredInvite};
pub(crate) use open::turn;
pub(crate) use remark::Remark;
pub(crate) use replay::BatchKey;
pub(crate) use sign_in::SignIn;

use crate::fault::Fault;
use open::Readers;
use rusqlite::{Connection, Transaction};
use std::path::Path;
use writer::Writer;

/// The service's memory.
pub(crate) struct Store {
    writer: Writer,
    readers: Readers,
}

impl Store {
    /// Opens the database in a folder, making and migrating it as needed.
    pub(crate) fn open(folder: &Path) -> Result<Self, Fault> {
        let file = open::prepare(folder)?;
        Ok(Self {
            writer: Writer::start(open::writing(&file)?)?,
            readers: Readers::open(&file)?,
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.writer.run(work).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.readers.run(work).await
    }

    /// The value of a setting of this installation.
    pub(crate) async fn setting(&self, name: &'static str) -> Result<Option<String>, Fault> {
        self.read(move |connection| row::setting(connection, name))
            .await
    }

    /// Keeps the value of a setting of this installation.
    pub(crate) async fn keep_setting(
        &self,
        name: &'static str,
        value: String,
    ) -> Result<(), Fault> {
        self.write(move |transaction| row::keep_setting(transaction, name, &value))
            .await
    }
}
