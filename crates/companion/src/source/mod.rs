//! Where the raw items of a connection come from: Microsoft Graph, or the employee's own mail server.

mod graph;
mod imap;

pub(crate) use graph::GraphSource;
pub(crate) use imap::ImapSource;

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use activity::{Instant, ItemId, ObjectId, Road};
use consent::Permit;
use ledger::Connection;
use privacy::Raw;
use privacy::input::{Invitation, Meeting, Message};
use sync::{CalendarFrom, MailFrom, Mailbox, Page, Source, SourceError, Transcripts};

/// The source of a connection, whichever road it is on.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each run of a connection"
)]
pub(crate) enum ConnectionSource {
    Graph(GraphSource),
    Imap(ImapSource),
}

impl Companion {
    /// The source of a connection.
    pub(crate) async fn source(
        &self,
        connection: &Connection,
    ) -> Result<ConnectionSource, Obstacle> {
        match connection.road {
            Road::Organisation | Road::EmployeeGraph => {
                let source = self.graph_source(connection).await?;
                Ok(ConnectionSource::Graph(source))
            }
            Road::EmployeeImap => {
                let source = self.imap_source(connection).await?;
                Ok(ConnectionSource::Imap(source))
            }
        }
    }
}

impl ConnectionSource {
    /// Takes leave of whoever was asked.
    pub(crate) async fn close(&self) {
        match self {
            Self::Graph(_) => {}
            Self::Imap(source) => source.close().await,
        }
    }
}

impl Source for ConnectionSource {
    async fn now(&self) -> Result<Instant, SourceError> {
        match self {
            Self::Graph(source) => source.now().await,
            Self::Imap(source) => source.now().await,
        }
    }

    async fn mailboxes(&self, permit: &Permit<'_>) -> Result<Vec<Mailbox>, SourceError> {
        match self {
            Self::Graph(source) => source.mailboxes(permit).await,
            Self::Imap(source) => source.mailboxes(permit).await,
        }
    }

    async fn calendar_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: CalendarFrom<'_>,
    ) -> Result<Page<Meeting>, SourceError> {
        match self {
            Self::Graph(source) => source.calendar_page(permit, mailbox, from).await,
            Self::Imap(source) => source.calendar_page(permit, mailbox, from).await,
        }
    }

    async fn folders(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
    ) -> Result<Vec<String>, SourceError> {
        match self {
            Self::Graph(source) => source.folders(permit, mailbox).await,
            Self::Imap(source) => source.folders(permit, mailbox).await,
        }
    }

    async fn mail_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page<Message>, SourceError> {
        match self {
            Self::Graph(source) => source.mail_page(permit, mailbox, folder, from).await,
            Self::Imap(source) => source.mail_page(permit, mailbox, folder, from).await,
        }
    }

    async fn mails(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        ids: &[ItemId],
    ) -> Result<Vec<Raw<Message>>, SourceError> {
        match self {
            Self::Graph(source) => source.mails(permit, mailbox, ids).await,
            Self::Imap(source) => source.mails(permit, mailbox, ids).await,
        }
    }

    async fn invitations(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: MailFrom<'_>,
    ) -> Result<Page<Invitation>, SourceError> {
        match self {
            Self::Graph(source) => source.invitations(permit, mailbox, from).await,
            Self::Imap(source) => source.invitations(permit, mailbox, from).await,
        }
    }

    async fn transcripts(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        link: &str,
        ended: Instant,
    ) -> Result<Transcripts, SourceError> {
        match self {
            Self::Graph(source) => source.transcripts(permit, mailbox, link, ended).await,
            Self::Imap(source) => source.transcripts(permit, mailbox, link, ended).await,
        }
    }

    fn traffic(&self) -> (u64, u64) {
        match self {
            Self::Graph(source) => source.traffic(),
            Self::Imap(source) => source.traffic(),
        }
    }
}
