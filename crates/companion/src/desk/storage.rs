//! What Vitrine takes up on this computer.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{StorageView, StoredStream};

impl Companion {
    pub(super) async fn storage_view(&self, id: &str) -> Result<StorageView, Obstacle> {
        let connection = self.connection(id).await?;
        let stored = self.ledger().stored(&connection.id).await?;
        let streams = stored
            .items
            .into_iter()
            .map(|(stream, items)| StoredStream {
                stream: stream.into(),
                items: count(items),
            });
        #[expect(clippy::cast_precision_loss, reason = "no disk has 2^53 bytes")]
        Ok(StorageView {
            bytes: self.home.ledger_bytes().await? as f64,
            streams: streams.collect(),
            oldest: stored.oldest.map(|oldest| oldest.to_string()),
        })
    }
}
