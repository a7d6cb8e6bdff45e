use crate::reach::Reach;
use crate::source::directory;
use crate::window::{AHEAD_DAYS, LOOKBACK_DAYS};
use crate::{
    CalendarFrom, Failure, MailFrom, Mailbox, Next, Page, Readability, Source, SourceError,
};
use activity::{Instant, ObjectId, Stream};
use consent::{Permit, Register};
use privacy::{Census, Directory, Keyer, Tally};
use std::sync::Arc;
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

/// Counts what there is in every mailbox of an organisation, by the domains that took part; nothing is kept and nothing is sent.
pub struct Survey<S> {
    /// Where raw items come from.
    pub source: S,
    /// What the connection stands on.
    pub register: Arc<RwLock<Register>>,
    /// Names items by a secret of this machine, so that copies are recognised.
    pub keyer: Keyer,
    /// Ends the survey after the page at hand.
    pub stop: CancellationToken,
}

/// How far a survey is.
#[derive(Clone, Debug, Default)]
pub struct Surveyed {
    /// What was counted so far.
    pub tally: Arc<Tally>,
    /// How many mailboxes were looked into.
    pub read: u64,
    /// How many of them could not be read to the end.
    pub unfinished: u64,
    /// How many there are that can be read.
    pub of: u64,
}

/// What is shared by the mailboxes of one survey.
struct Ground {
    now: Instant,
    directory: Directory,
    census: Census,
}

impl<S: Source> Survey<S> {
    /// Looks into one mailbox after the other, and tells after each what was counted.
    pub async fn run(&self, mut told: impl FnMut(Surveyed)) -> Result<(), Failure> {
        self.register.read().await.assert_dpa_accepted()?;
        let now = self.source.now().await?;
        let mailboxes = self.mailboxes().await?;
        let mut ground = Ground {
            now,
            directory: directory(&mailboxes),
            census: Census::default(),
        };
        let readable = |mailbox: &&Mailbox| mailbox.readability == Readability::Readable;
        let mut so_far = Surveyed {
            of: mailboxes.iter().filter(readable).count() as u64,
            ..Surveyed::default()
        };
        told(so_far.clone());
        let mut reach = Reach::default();
        for mailbox in mailboxes.iter().filter(readable) {
            let looked = self.look_into(&mailbox.id, &mut ground).await;
            reach.note(&mailbox.id, &looked);
            match looked {
                Ok(()) => {}
                Err(lost) if reach.is_lost() => return Err(lost),
                Err(Failure::Source(error)) if !matches!(error, SourceError::SignIn { .. }) => {
                    tracing::warn!(code = error.code(), "mailbox not surveyed to its end");
                    so_far.unfinished += 1;
                }
                Err(failure) => return Err(failure),
            }
            so_far.read += 1;
            let is_full = ground.census.is_full();
            if is_full || is_milestone(&so_far) {
                so_far.tally = Arc::new(ground.census.tally(now));
            }
            told(so_far.clone());
            if is_full {
                tracing::info!(read = so_far.read, of = so_far.of, "survey is full");
                return Ok(());
            }
        }
        Ok(())
    }

    async fn mailboxes(&self) -> Result<Vec<Mailbox>, Failure> {
        let register = self.register.read().await;
        let permit = permit(&register, Stream::MeetingAttend)?;
        let mut found = self.source.mailboxes(&permit).await?;
        found.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(found)
    }

    async fn look_into(&self, mailbox: &ObjectId, ground: &mut Ground) -> Result<(), Failure> {
        let meetings = self.meetings(mailbox, ground).await;
        let mails = self.mails(mailbox, ground).await;
        meetings.and(mails)
    }

    /// A page that comes twice is counted once, so a lost chain simply begins anew.
    async fn meetings(&self, mailbox: &ObjectId, ground: &mut Ground) -> Result<(), Failure> {
        let window = CalendarFrom::Window {
            start: ground.now.plus_days(-LOOKBACK_DAYS),
            end: ground.now.plus_days(AHEAD_DAYS),
        };
        let mut cursor: Option<String> = None;
        let mut has_restarted = false;
        loop {
            let register = self.register.read().await;
            let permit = permit(&register, Stream::MeetingAttend)?;
            let from = cursor.as_deref().map_or(window, CalendarFrom::Cursor);
            let page = match self
                .stopping(self.source.calendar_page(&permit, mailbox, from))
                .await
            {
                Err(Failure::Source(SourceError::ChainLost)) if !has_restarted => {
                    (cursor, has_restarted) = (None, true);
                    continue;
                }
                page => page?,
            };
            let Page { items, next, .. } = page;
            for item in items {
                let Ground {
                    directory, census, ..
                } = ground;
                census.add_meeting(item, mailbox, directory, &self.keyer, &permit);
            }
            match next {
                Next::More(next) => cursor = Some(next),
                Next::Done(_) => return Ok(()),
            }
        }
    }

    async fn mails(&self, mailbox: &ObjectId, ground: &mut Ground) -> Result<(), Failure> {
        let folders = {
            let register = self.register.read().await;
            let permit = permit(&register, Stream::EmailThread)?;
            self.stopping(self.source.folders(&permit, mailbox)).await?
        };
        for folder in &folders {
            self.folder(mailbox, folder, ground).await?;
        }
        Ok(())
    }

    async fn folder(
        &self,
        mailbox: &ObjectId,
        folder: &str,
        ground: &mut Ground,
    ) -> Result<(), Failure> {
        let since = ground.now.plus_days(-LOOKBACK_DAYS);
        let mut cursor: Option<String> = None;
        let mut has_restarted = false;
        loop {
            let register = self.register.read().await;
            let permit = permit(&register, Stream::EmailThread)?;
            let from = cursor
                .as_deref()
                .map_or(MailFrom::Since(since), MailFrom::Cursor);
            let pulled = self.source.mail_page(&permit, mailbox, folder, from);
            let page = match self.stopping(pulled).await {
                Err(Failure::Source(SourceError::ChainLost)) if !has_restarted => {
                    (cursor, has_restarted) = (None, true);
                    continue;
                }
                page => page?,
            };
            let whole = match page.partial.as_slice() {
                [] => Vec::new(),
                partial => {
                    self.stopping(self.source.mails(&permit, mailbox, partial))
                        .await?
                }
            };
            for item in page.items.into_iter().chain(whole) {
                ground
                    .census
                    .add_mail(item, mailbox, since, &self.keyer, &permit);
            }
            match page.next {
                Next::More(next) => cursor = Some(next),
                Next::Done(_) => return Ok(()),
            }
        }
    }

    async fn stopping<T>(
        &self,
        work: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Failure::Stopped),
            done = work => Ok(done?),
        }
    }
}

/// Whether it is time to tally: often at first, some fifty times in all, and at the end.
fn is_milestone(so_far: &Surveyed) -> bool {
    so_far.read < 10 || so_far.read == so_far.of || so_far.read.is_multiple_of(so_far.of / 50 + 1)
}

fn permit(register: &Register, stream: Stream) -> Result<Permit<'_>, Failure> {
    Ok(register.glimpse(stream).map(Permit::Preview)?)
}
