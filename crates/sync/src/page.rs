use crate::unit::Unit;
use crate::{Failure, Next, Page, Source, SourceError, Uplink, Watcher};
use consent::Permit;
use ledger::{ChainState, LedgerError, PageCommit, PageOutcome};
use privacy::{Key, Raw};
use std::future::Future;
use tokio::sync::mpsc;

/// A chain of pages: a calendar's window, or a folder.
pub(crate) trait Chain: Sync {
    /// The raw items of its pages.
    type Item: Send;
    /// What they are judged to be.
    type Judged: Send;

    /// Its name within the unit.
    fn name(&self) -> &str;

    /// The state to go on from, begun anew where it must be.
    fn begin(&self) -> impl Future<Output = Result<ChainState, Failure>> + Send;

    /// Begins the chain anew because the source lost it.
    fn restart(&self) -> impl Future<Output = Result<ChainState, Failure>> + Send;

    /// Pulls the page at the state's cursor, or the first one.
    fn pull(
        &self,
        permit: &Permit<'_>,
        state: &ChainState,
        cursor: Option<&str>,
    ) -> impl Future<Output = Result<Page<Self::Item>, Failure>> + Send;

    /// Judges an item; `None` where it is not considered.
    fn judge(&self, item: Raw<Self::Item>, permit: &Permit<'_>) -> Option<Self::Judged>;

    /// The key of an item that is no longer there.
    fn key(&self, id: &activity::ItemId) -> Key;

    /// Records a page: verdicts, outbox and cursor in one transaction.
    fn record(
        &self,
        commit: PageCommit<Self::Judged>,
    ) -> impl Future<Output = Result<PageOutcome, LedgerError>> + Send;
}

/// How many judged pages wait to be recorded while the next one is on its way.
const AHEAD: usize = 1;

/// Where a round of pages ended.
enum Ended {
    /// At the end of the enumeration.
    Complete,
    /// At a page whose cursor the source no longer knows.
    Lost,
}

/// Follows a chain to its end: pages are pulled and judged on one side, and recorded in their order on the other.
pub(crate) async fn follow<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
) -> Result<(), Failure> {
    let state = chain.begin().await?;
    if let Ended::Complete = follow_from(unit, chain, &state).await? {
        return Ok(());
    }
    let state = chain.restart().await?;
    match follow_from(unit, chain, &state).await? {
        Ended::Complete => Ok(()),
        Ended::Lost => Err(SourceError::ChainLost.into()),
    }
}

/// What was judged is recorded even if a later page cannot be had.
async fn follow_from<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
    state: &ChainState,
) -> Result<Ended, Failure> {
    let (judged, waiting) = mpsc::channel(AHEAD);
    let (read, recorded) = tokio::join!(
        read(unit, chain, state, judged),
        record(unit, chain, waiting)
    );
    recorded?;
    read
}

async fn read<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
    state: &ChainState,
    judged: mpsc::Sender<PageCommit<C::Judged>>,
) -> Result<Ended, Failure> {
    let mut cursor = state.cursor.clone();
    loop {
        let page = match pull(unit, chain, state, cursor.as_deref()).await {
            Err(Failure::Source(SourceError::ChainLost)) => return Ok(Ended::Lost),
            pulled => pulled?,
        };
        let next = page.next.clone();
        let commit = judge(unit, chain, state, page).await?;
        if judged.send(commit).await.is_err() {
            // Whoever records has stopped, and says why.
            return Ok(Ended::Complete);
        }
        cursor = match next {
            Next::More(cursor) => Some(cursor),
            Next::Done(_) => return Ok(Ended::Complete),
        };
    }
}

/// Records pages under a permit taken for each: a withdrawal also stops those that are judged already.
async fn record<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
    mut waiting: mpsc::Receiver<PageCommit<C::Judged>>,
) -> Result<(), Failure> {
    while let Some(commit) = waiting.recv().await {
        let size = commit.items.len() as u64;
        let register = unit.engine.register.read().await;
        unit.permit(&register)?;
        chain.record(commit).await?;
        drop(register);
        unit.recorded(size);
    }
    Ok(())
}

/// Pulls one page under a permit taken for it alone.
async fn pull<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
    state: &ChainState,
    cursor: Option<&str>,
) -> Result<Page<C::Item>, Failure> {
    if unit.engine.stop.is_cancelled() {
        return Err(Failure::Stopped);
    }
    let register = unit.engine.register.read().await;
    let permit = unit.permit(&register)?;
    tokio::select! {
        () = unit.engine.stop.cancelled() => Err(Failure::Stopped),
        page = chain.pull(&permit, state, cursor) => page,
    }
}

async fn judge<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
    state: &ChainState,
    page: Page<C::Item>,
) -> Result<PageCommit<C::Judged>, Failure> {
    let register = unit.engine.register.read().await;
    let permit = unit.permit(&register)?;
    let judged = page
        .items
        .into_iter()
        .filter_map(|item| chain.judge(item, &permit))
        .collect();
    let mut commit = unit.commit(chain.name(), state, &permit, judged);
    commit.removed = page.removed.iter().map(|id| chain.key(id)).collect();
    commit.complete = matches!(page.next, Next::Done(_));
    page.next.cursor().clone_into(&mut commit.cursor);
    Ok(commit)
}
