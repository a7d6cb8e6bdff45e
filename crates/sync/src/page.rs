use crate::unit::Unit;
use crate::{Failure, Next, Page, Source, SourceError, Uplink, Watcher};
use consent::Permit;
use ledger::{ChainState, LedgerError, PageCommit, PageOutcome};
use privacy::{Key, Raw};
use std::future::Future;
use tokio::sync::{mpsc, oneshot};

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

/// What is done to the ledger, in the order in which it was read.
enum Step<'chains, C: Chain> {
    /// A page to record.
    Page(&'chains C, PageCommit<C::Judged>),
    /// The source lost the chain: it begins anew, after all that was read of it is recorded.
    Restart(&'chains C, oneshot::Sender<ChainState>),
}

/// Follows chains to their ends, one after the other: pages are pulled and judged on one side, and recorded in their order on
/// the other. The first page of a chain does not wait until the last one of the chain before it is recorded.
pub(crate) async fn follow<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chains: &[C],
) -> Result<(), Failure> {
    let mut begun = Vec::with_capacity(chains.len());
    for chain in chains {
        begun.push((chain, chain.begin().await?));
    }
    let (steps, waiting) = mpsc::channel(AHEAD);
    // What was judged is recorded even if a later page cannot be had.
    let (read, recorded) = tokio::join!(read_all(unit, begun, steps), record(unit, waiting));
    recorded?;
    read
}

async fn read_all<'chains, C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    begun: Vec<(&'chains C, ChainState)>,
    steps: mpsc::Sender<Step<'chains, C>>,
) -> Result<(), Failure> {
    for (chain, state) in begun {
        if steps.is_closed() {
            // Whoever records has stopped, and says why.
            return Ok(());
        }
        match read(unit, chain, &state, &steps).await {
            Err(Failure::Source(SourceError::ChainLost)) => {}
            read => {
                read?;
                continue;
            }
        }
        let (restarted, answer) = oneshot::channel();
        steps.send(Step::Restart(chain, restarted)).await.ok();
        let Ok(state) = answer.await else {
            return Ok(());
        };
        read(unit, chain, &state, &steps).await?;
    }
    Ok(())
}

async fn read<'chains, C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    chain: &'chains C,
    state: &ChainState,
    steps: &mpsc::Sender<Step<'chains, C>>,
) -> Result<(), Failure> {
    let mut cursor = state.cursor.clone();
    loop {
        let page = pull(unit, chain, state, cursor.as_deref()).await?;
        let next = page.next.clone();
        let commit = judge(unit, chain, state, page).await?;
        if steps.send(Step::Page(chain, commit)).await.is_err() {
            return Ok(());
        }
        cursor = match next {
            Next::More(cursor) => Some(cursor),
            Next::Done(_) => return Ok(()),
        };
    }
}

/// Records pages under a permit taken for each: a withdrawal also stops those that are judged already.
async fn record<C: Chain, S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    mut waiting: mpsc::Receiver<Step<'_, C>>,
) -> Result<(), Failure> {
    while let Some(step) = waiting.recv().await {
        match step {
            Step::Page(chain, commit) => {
                let size = commit.items.len() as u64;
                let register = unit.engine.register.read().await;
                unit.permit(&register)?;
                chain.record(commit).await?;
                drop(register);
                unit.recorded(size);
            }
            Step::Restart(chain, restarted) => {
                // Whoever reads may have been stopped meanwhile.
                restarted.send(chain.restart().await?).ok();
            }
        }
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
