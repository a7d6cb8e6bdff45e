use crate::unit::Unit;
use crate::{Failure, Next, Page, Source, SourceError, Uplink, Watcher};
use consent::Permit;
use ledger::{ChainState, LedgerError, PageCommit, PageOutcome};
use privacy::{Key, Raw};
use std::future::Future;

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

/// Follows a chain to its end: each page is judged, then recorded while the next one is on its way.
pub(crate) async fn follow<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &C,
) -> Result<(), Failure> {
    let mut state = chain.begin().await?;
    let mut restarted = false;
    'anew: loop {
        let mut page = match pull(unit, chain, &state, state.cursor.as_deref()).await {
            Err(Failure::Source(SourceError::ChainLost)) if !restarted => {
                restarted = true;
                state = chain.restart().await?;
                continue 'anew;
            }
            pulled => pulled?,
        };
        loop {
            let next = page.next.clone();
            let commit = judge(unit, chain, &state, page).await?;
            let size = commit.items.len() as u64;
            let following = async {
                match &next {
                    Next::More(cursor) => Some(pull(unit, chain, &state, Some(cursor)).await),
                    Next::Done(_) => None,
                }
            };
            let (recorded, followed) = tokio::join!(chain.record(commit), following);
            recorded?;
            unit.recorded(size);
            page = match followed {
                None => return Ok(()),
                Some(Err(Failure::Source(SourceError::ChainLost))) if !restarted => {
                    restarted = true;
                    state = chain.restart().await?;
                    continue 'anew;
                }
                Some(pulled) => pulled?,
            };
        }
    }
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
