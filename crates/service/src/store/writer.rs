use crate::fault::{Fault, StorageFault};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

/// How many transactions may wait; beyond that, whoever writes waits too.
const WAITING: usize = 64;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The one thread that writes.
pub(super) struct Writer(mpsc::Sender<Work>);

impl Writer {
    /// Starts the thread; it ends when the last handle is gone.
    pub(super) fn start(mut connection: Connection) -> Result<Self, Fault> {
        let (sender, mut waiting) = mpsc::channel::<Work>(WAITING);
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                while let Some(work) = waiting.blocking_recv() {
                    work(&mut connection);
                }
            })
            .map_err(StorageFault::from)?;
        Ok(Self(sender))
    }

    /// Runs one transaction: committed if it returns, rolled back if it refuses.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let _ = answer.send(in_transaction(connection, work));
        });
        let gone = || Fault::Broken("the writing thread is gone");
        self.0.send(work).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

fn in_transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}
