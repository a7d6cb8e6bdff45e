use super::approvals::Approving;
use super::diagnostics::Moments;
use super::errand::{Errand, Visiting};
use super::mailboxes::Mailboxes;
use super::survey::Surveying;
use super::updates::Found;
use crate::my_data::MyData;
use crate::obstacle::Obstacle;
use crate::run::{Preview, Schedule};
use crate::transcripts::Opened;
use crate::view::{
    MailForm, MyDataView, Notice, PreviewView, SyncProgress, TenantProof, UpdateStanding,
};
use activity::Instant;
use ledger::Ledger;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What a face began and asks about again: visits to the browser, previews, runs. Nothing of it outlives the process.
#[derive(Default)]
pub(crate) struct Bench {
    pub(crate) schedule: Schedule,
    pub(crate) is_scheduled: OnceLock<()>,
    /// Whether the last turn of the schedule was held back because of the network.
    pub(crate) is_turn_held: AtomicBool,
    papers: Mutex<Papers>,
}

#[derive(Default)]
pub(crate) struct Papers {
    pub(crate) sign_in: Visiting,
    pub(crate) consent: Visiting,
    /// The approval that a refused sign-in needs.
    pub(crate) approving: Option<Approving>,
    /// What was said of a mailbox for which Microsoft vouches.
    pub(crate) form: Option<MailForm>,
    pub(crate) proof: Option<TenantProof>,
    pub(crate) previews: HashMap<String, Previewing>,
    pub(crate) survey: Option<Surveying>,
    pub(crate) moments: Moments,
    /// The bundle that was shown last.
    pub(crate) bundle: Option<String>,
    pub(crate) progress: HashMap<String, SyncProgress>,
    pub(crate) mailboxes: HashMap<String, Mailboxes>,
    /// How the last run of a connection ended, if not well.
    pub(crate) troubles: HashMap<String, Trouble>,
    /// What the person was told of the trouble that lasts.
    pub(crate) told: HashMap<String, Notice>,
    /// The transcript that lies open.
    pub(crate) opened: Option<Arc<Opened>>,
    pub(crate) reading: Reading,
    /// What came of looking for a newer version.
    pub(crate) update: UpdateStanding,
    pub(crate) found: Option<Found>,
    pub(crate) service_heard: Option<(bool, Instant)>,
}

/// One's own data as far as it is.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) view: Option<MyDataView>,
    pub(crate) mine: Option<MyData>,
    pub(crate) task: Option<JoinHandle<()>>,
}

/// A preview as far as it is.
pub(crate) struct Previewing {
    pub(crate) view: PreviewView,
    pub(crate) preview: Option<Preview>,
    pub(crate) stop: CancellationToken,
}

/// What stood in the way of the last run, and since when it does.
#[derive(Clone)]
pub(crate) struct Trouble {
    pub(crate) obstacle: Obstacle,
    pub(crate) since: Instant,
}

impl Papers {
    /// The visit that an errand is done by.
    pub(crate) fn visiting(&mut self, errand: Errand) -> &mut Visiting {
        match errand {
            Errand::SignIn | Errand::Mailbox | Errand::Manager => &mut self.sign_in,
            Errand::Consent => &mut self.consent,
        }
    }
}

impl Bench {
    /// Everything on the bench; never held across anything slow.
    pub(crate) fn papers(&self) -> MutexGuard<'_, Papers> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ledgers of the previews that were made.
    pub(crate) fn previewed(&self) -> Vec<Ledger> {
        let papers = self.papers();
        let made = papers.previews.values();
        made.filter_map(|previewing| Some(previewing.preview.as_ref()?.ledger.clone()))
            .collect()
    }
}
