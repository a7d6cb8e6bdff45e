//! Previews as a face begins, watches and leafs through them.

use super::bench::Previewing;
use super::counts::counts;
use super::numbers::{WINDOW_DAYS, flows};
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::Preview;
use crate::view::{DeskEvent, LedgerCounts, LedgerDetail, LedgerPage, LedgerQuery, PreviewView};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use sync::Progress;
use tokio_util::sync::CancellationToken;

impl Companion {
    pub(super) async fn start_preview(&self, id: &str) -> Result<PreviewView, Obstacle> {
        let connection = self.connection(id).await?;
        self.drop_preview(id);
        let stop = CancellationToken::new();
        let started_at = self.egress.pacing().wall().to_string();
        let view = PreviewView::Reading {
            items: 0,
            started_at: started_at.clone(),
        };
        let previewing = Previewing {
            view: view.clone(),
            preview: None,
            stop: stop.clone(),
        };
        self.bench
            .papers()
            .previews
            .insert(id.to_owned(), previewing);
        let (this, key) = (self.itself()?, id.to_owned());
        tokio::spawn(async move {
            let items = AtomicU64::new(0);
            let watched = (Arc::clone(&this), key.clone(), stop.clone());
            let following = Arc::new(move |progress: Progress<'_>| {
                let (this, key, stop) = &watched;
                if let Progress::Page { judged, .. } = progress
                    && !stop.is_cancelled()
                {
                    items.store(judged, Ordering::Relaxed);
                    let view = PreviewView::Reading {
                        items: super::words::count(judged),
                        started_at: started_at.clone(),
                    };
                    this.put_preview(key, view, None);
                }
            });
            let made = this.preview(&connection, following, stop.clone()).await;
            if stop.is_cancelled() {
                return;
            }
            let (view, preview) = match made {
                Ok(preview) => (this.ready(&preview).await, Some(preview)),
                Err(obstacle) => (
                    PreviewView::Failed {
                        error: obstacle.into(),
                    },
                    None,
                ),
            };
            this.put_preview(&key, view, preview);
        });
        Ok(view)
    }

    pub(super) fn preview_view(&self, id: &str) -> PreviewView {
        self.bench
            .papers()
            .previews
            .get(id)
            .map_or(PreviewView::None, |previewing| previewing.view.clone())
    }

    pub(super) fn drop_preview(&self, id: &str) -> PreviewView {
        if let Some(previewing) = self.bench.papers().previews.remove(id) {
            previewing.stop.cancel();
        }
        self.announce(DeskEvent::PreviewChanged);
        PreviewView::None
    }

    pub(super) async fn preview_rows(
        &self,
        id: &str,
        query: &LedgerQuery,
    ) -> Result<LedgerPage, Obstacle> {
        let preview = self.made_preview(id)?;
        self.rows(&preview.ledger, &preview.connection, query, true)
            .await
    }

    pub(super) async fn preview_counted(
        &self,
        id: &str,
        query: &LedgerQuery,
    ) -> Result<LedgerCounts, Obstacle> {
        let preview = self.made_preview(id)?;
        counts(&preview.ledger, &preview.connection, query, true).await
    }

    pub(super) async fn preview_detail(
        &self,
        id: &str,
        row: &str,
    ) -> Result<LedgerDetail, Obstacle> {
        let preview = self.made_preview(id)?;
        self.detail(&preview.ledger, &preview.connection, row, true)
            .await
    }

    /// Whether a preview was made in this process.
    pub(super) fn is_previewed(&self, id: &str) -> bool {
        self.made_preview(id).is_ok()
    }

    fn made_preview(&self, id: &str) -> Result<Preview, Obstacle> {
        let papers = self.bench.papers();
        let previewing = papers.previews.get(id).ok_or(Obstacle::NotFound)?;
        previewing.preview.clone().ok_or(Obstacle::NotFound)
    }

    pub(super) fn put_preview(&self, id: &str, view: PreviewView, preview: Option<Preview>) {
        if let Some(previewing) = self.bench.papers().previews.get_mut(id) {
            previewing.view = view;
            previewing.preview = preview;
        }
        self.announce(DeskEvent::PreviewChanged);
    }

    pub(super) async fn ready(&self, preview: &Preview) -> PreviewView {
        PreviewView::Ready {
            made_at: self.egress.pacing().wall().to_string(),
            window_days: WINDOW_DAYS,
            flows: flows(&preview.report.streams, 0),
            signal: self
                .signal(&preview.ledger, &preview.connection)
                .await
                .unwrap_or_default(),
            days: self
                .days(&preview.ledger, &preview.connection)
                .await
                .unwrap_or_default(),
        }
    }
}
