//! The employee's own mail server as the engine's source.

use crate::companion::Companion;
use crate::connect::{MailAccount, own_mailbox};
use crate::obstacle::Obstacle;
use activity::{Instant, ItemId, ObjectId};
use consent::Permit;
use imap::{ImapClient, ImapRefusal};
use ledger::Connection;
use privacy::Raw;
use privacy::input::{Meeting, Message};
use sync::{CalendarFrom, MailFrom, Mailbox, Next, Page, Readability, Source, SourceError};

/// One employee's mailbox behind a mail server.
pub(crate) struct ImapSource {
    client: ImapClient,
    account: MailAccount,
    mailbox: ObjectId,
    now: Instant,
}

impl Companion {
    /// The mail server as the source of a connection.
    pub(super) async fn imap_source(
        &self,
        connection: &Connection,
    ) -> Result<ImapSource, Obstacle> {
        let account = self.mail_account(connection).await?;
        Ok(ImapSource {
            client: self.mailbox_client(connection, &account).await?,
            account,
            mailbox: own_mailbox(connection)?.clone(),
            now: self.service_now(),
        })
    }

    /// The service's clock where it has told it, else this machine's: a mail server tells none.
    fn service_now(&self) -> Instant {
        let told = self.egress.server_time_of(egress::Role::Service);
        told.unwrap_or_else(|| self.egress.pacing().wall())
    }
}

impl ImapSource {
    pub(super) async fn close(&self) {
        self.client.close().await;
    }

    fn check(&self, mailbox: &ObjectId) -> Result<(), SourceError> {
        if *mailbox == self.mailbox {
            Ok(())
        } else {
            Err(SourceError::Unreadable(Readability::Missing))
        }
    }
}

impl Source for ImapSource {
    async fn now(&self) -> Result<Instant, SourceError> {
        Ok(self.now)
    }

    async fn mailboxes(&self, _: &Permit<'_>) -> Result<Vec<Mailbox>, SourceError> {
        self.client.check().await.map_err(error)?;
        Ok(vec![Mailbox {
            id: self.mailbox.clone(),
            addresses: self.account.addresses.clone(),
            readability: Readability::Readable,
        }])
    }

    async fn calendar_page(
        &self,
        _: &Permit<'_>,
        _: &ObjectId,
        _: CalendarFrom<'_>,
    ) -> Result<Page<Meeting>, SourceError> {
        Err(SourceError::Refused {
            code: "no_calendar".to_owned(),
        })
    }

    async fn folders(
        &self,
        _: &Permit<'_>,
        mailbox: &ObjectId,
    ) -> Result<Vec<String>, SourceError> {
        self.check(mailbox)?;
        let folders = self.client.folders().await.map_err(error)?;
        let counted = folders
            .into_iter()
            .filter(|folder| folder.left_out.is_none());
        Ok(counted.map(|folder| folder.id).collect())
    }

    async fn mail_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page<Message>, SourceError> {
        self.check(mailbox)?;
        let from = match from {
            MailFrom::Since(floor) => imap::MailFrom::Since(floor),
            MailFrom::Cursor(cursor) => imap::MailFrom::Cursor(cursor),
        };
        let page = self.client.mail_page(permit, folder, from).await;
        let page = page.map_err(error)?;
        Ok(Page {
            items: page.items,
            removed: Vec::new(),
            partial: Vec::new(),
            next: if page.done {
                Next::Done(page.cursor)
            } else {
                Next::More(page.cursor)
            },
        })
    }

    async fn mails(
        &self,
        _: &Permit<'_>,
        _: &ObjectId,
        _: &[ItemId],
    ) -> Result<Vec<Raw<Message>>, SourceError> {
        // Every page tells its mails whole.
        Ok(Vec::new())
    }

    fn traffic(&self) -> (u64, u64) {
        self.client.traffic()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of a refusal")]
fn error(refusal: ImapRefusal) -> SourceError {
    let code = refusal.code().to_owned();
    match () {
        () if refusal == ImapRefusal::ChainLost => SourceError::ChainLost,
        () if refusal.needs_sign_in() => SourceError::SignIn { code },
        () if refusal.is_passing() => SourceError::Unavailable { code },
        () => SourceError::Refused { code },
    }
}
