use crate::page::{Chain, follow};
use crate::unit::Unit;
use crate::window::LOOKBACK_DAYS;
use crate::{Failure, MailFrom, Page, Source, Uplink, Watcher};
use activity::{Instant, ItemId};
use consent::Permit;
use ledger::{ChainState, LedgerError, PageCommit, PageOutcome};
use privacy::input::Message;
use privacy::{AssessedMail, Key, Raw, assess_mail};

/// One folder of one mailbox, as the organisation road reads it.
struct Folder<'unit, S, U, W> {
    unit: &'unit Unit<'unit, S, U, W>,
    id: &'unit str,
    fingerprint: &'unit str,
}

/// Brings the mail stream of one mailbox up to date: every considered folder is a chain of its own.
pub(crate) async fn sync<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
) -> Result<(), Failure> {
    let fingerprint = unit.fingerprint().await;
    let ids = folders(unit).await?;
    let folders: Vec<_> = ids
        .iter()
        .map(|id| Folder {
            unit,
            id,
            fingerprint: &fingerprint,
        })
        .collect();
    follow(unit, &folders).await
}

/// The folders to read; chains of folders that are no longer considered are dropped.
pub(crate) async fn folders<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
) -> Result<Vec<String>, Failure> {
    let round = unit.round;
    let (folders, retract_since) = {
        let register = unit.engine.register.read().await;
        let permit = unit.permit(&register)?;
        let folders = unit.engine.source.folders(&permit, unit.mailbox).await?;
        let retract_on_delete = register.policy().retract_on_delete;
        (folders, retract_on_delete.then(|| window_start(round.now)))
    };
    for (name, _) in round.ledger.chains(unit.id).await? {
        if !folders.contains(&name) {
            round
                .ledger
                .drop_chain(unit.id, &name, retract_since)
                .await?;
        }
    }
    Ok(folders)
}

/// Pulls a page of a folder and makes whole the mails of which it told only a part, unless they are known already.
pub(crate) async fn pull<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    permit: &Permit<'_>,
    folder: &str,
    from: MailFrom<'_>,
) -> Result<Page<Message>, Failure> {
    let source = &unit.engine.source;
    let mut page = source.mail_page(permit, unit.mailbox, folder, from).await?;
    if page.partial.is_empty() {
        return Ok(page);
    }
    let keys: Vec<Key> = page
        .partial
        .iter()
        .map(|id| unit.round.keyer.item(unit.mailbox, id))
        .collect();
    let known = unit.round.ledger.known(unit.id, &keys).await?;
    let strange: Vec<ItemId> = page
        .partial
        .drain(..)
        .zip(known)
        .filter(|(_, known)| !known)
        .map(|(id, _)| id)
        .collect();
    if !strange.is_empty() {
        page.items
            .extend(source.mails(permit, unit.mailbox, &strange).await?);
    }
    Ok(page)
}

impl<S: Source, U: Uplink, W: Watcher> Chain for Folder<'_, S, U, W> {
    type Item = Message;
    type Judged = AssessedMail;

    fn name(&self) -> &str {
        self.id
    }

    async fn begin(&self) -> Result<ChainState, Failure> {
        self.unit.begin(self.id, self.fingerprint, |_| false).await
    }

    async fn restart(&self) -> Result<ChainState, Failure> {
        self.unit.begin(self.id, self.fingerprint, |_| true).await
    }

    async fn pull(
        &self,
        permit: &Permit<'_>,
        state: &ChainState,
        cursor: Option<&str>,
    ) -> Result<Page<Message>, Failure> {
        let from = cursor.map_or(
            MailFrom::Since(window_start(state.started_at)),
            MailFrom::Cursor,
        );
        pull(self.unit, permit, self.id, from).await
    }

    fn judge(&self, item: Raw<Message>, permit: &Permit<'_>) -> Option<AssessedMail> {
        let round = self.unit.round;
        assess_mail(
            item,
            self.unit.mailbox,
            window_start(round.now),
            &round.keyer,
            permit,
        )
    }

    fn key(&self, id: &ItemId) -> Key {
        self.unit.round.keyer.item(self.unit.mailbox, id)
    }

    async fn record(&self, commit: PageCommit<AssessedMail>) -> Result<PageOutcome, LedgerError> {
        self.unit.round.ledger.commit_mails(commit).await
    }
}

fn window_start(now: Instant) -> Instant {
    now.plus_days(-LOOKBACK_DAYS)
}
