use crate::watch::Progress;
use crate::window::LOOKBACK_DAYS;
use crate::{Engine, Failure, Purpose, Source, Uplink, Watcher};
use activity::{Instant, ObjectId, Road, Sha256, Stream};
use consent::{Gap, Permit, Policy, Register, Rules};
use ledger::{ChainState, Ledger, PageCommit, Provenance, RunId, UnitId};
use privacy::{Directory, Keyer};
use std::sync::atomic::{AtomicU64, Ordering};

/// What all units of one run share.
pub(crate) struct Round<'engine> {
    pub(crate) run: RunId,
    pub(crate) now: Instant,
    pub(crate) purpose: Purpose,
    pub(crate) keyer: Keyer,
    pub(crate) directory: Directory,
    pub(crate) ledger: &'engine Ledger,
    pub(crate) judged: AtomicU64,
}

/// One unit of work: a stream of one mailbox.
pub(crate) struct Unit<'round, S, U, W> {
    pub(crate) engine: &'round Engine<S, U, W>,
    pub(crate) round: &'round Round<'round>,
    pub(crate) id: UnitId,
    pub(crate) mailbox: &'round ObjectId,
    pub(crate) stream: Stream,
    /// Which mailbox, counted from one, and of how many.
    pub(crate) place: (u64, u64),
}

impl<S: Source, U: Uplink, W: Watcher> Unit<'_, S, U, W> {
    /// Reads this unit's part of the permit anew.
    pub(crate) fn permit<'register>(
        &self,
        register: &'register Register,
    ) -> Result<Permit<'register>, Gap> {
        permit(register, self.stream, self.round.purpose)
    }

    /// What of the policy and rules decides verdicts, as one word: a chain begun under another word begins anew.
    pub(crate) async fn fingerprint(&self) -> String {
        let register = self.engine.register.read().await;
        fingerprint(register.policy(), register.rules())
    }

    /// The chain's state, begun anew where there is none or where it is stale.
    pub(crate) async fn begin(
        &self,
        chain: &str,
        fingerprint: &str,
        is_stale: impl Fn(&ChainState) -> bool + Send,
    ) -> Result<ChainState, Failure> {
        let ledger = self.round.ledger;
        if let Some(state) = ledger.chain(self.id, chain).await?
            && state.fingerprint == fingerprint
            && !is_stale(&state)
        {
            return Ok(state);
        }
        Ok(ledger
            .restart_chain(self.id, chain, fingerprint, self.round.now)
            .await?)
    }

    /// What a page is recorded with, apart from its items.
    pub(crate) fn commit<A>(
        &self,
        chain: &str,
        state: &ChainState,
        permit: &Permit<'_>,
        items: Vec<A>,
    ) -> PageCommit<A> {
        let window_start = state.started_at.plus_days(-LOOKBACK_DAYS);
        PageCommit {
            run: self.round.run,
            unit: self.id,
            chain: chain.to_owned(),
            cursor: String::new(),
            complete: false,
            items,
            removed: Vec::new(),
            provenance: provenance(permit),
            retract_since: consent::MayRead::policy(permit)
                .retract_on_delete
                .then_some(window_start),
            now: self.round.now,
        }
    }

    /// Tells the watcher that a page was recorded.
    pub(crate) fn recorded(&self, items: u64) {
        let judged = self.round.judged.fetch_add(items, Ordering::Relaxed) + items;
        let (mailbox, of) = self.place;
        self.engine.watcher.progress(Progress::Page {
            owner: self.mailbox,
            mailbox,
            of,
            stream: self.stream,
            items,
            judged,
        });
    }
}

/// Whether a run goes on without a stream: the employee has not agreed to it, but has to another.
pub(crate) fn is_left_out(register: &Register, road: Road, stream: Stream) -> bool {
    let streams = road.streams();
    road.is_employee()
        && register.clearance(stream).is_err()
        && streams
            .iter()
            .any(|other| register.clearance(*other).is_ok())
}

/// The permit of a stream for a purpose.
pub(crate) fn permit(
    register: &Register,
    stream: Stream,
    purpose: Purpose,
) -> Result<Permit<'_>, Gap> {
    match purpose {
        Purpose::Preview => register.glimpse(stream).map(Permit::Preview),
        Purpose::Sync => register.clearance(stream).map(Permit::Sync),
    }
}

/// Under what an activity is recorded.
pub(crate) fn provenance(permit: &Permit<'_>) -> Provenance {
    use consent::MayRead;
    let consent = match permit {
        Permit::Sync(clearance) => clearance.consent().map(str::to_owned),
        Permit::Preview(_) => None,
    };
    Provenance {
        policy_version: permit.policy().version,
        dpa_version: permit.dpa_version(),
        consent,
    }
}

fn fingerprint(policy: &Policy, rules: &Rules) -> String {
    let own = policy
        .verified_domains
        .iter()
        .map(|domain| format!("={domain}"));
    let allowed = policy
        .allowed_external_domains
        .entries()
        .iter()
        .map(|entry| format!("+{entry}"));
    let off = policy
        .fields_off
        .iter()
        .map(|field| format!("-{}", field.name()));
    let excluded = rules
        .iter()
        .map(|rule| format!("!{}", String::from(rule.exclusion.clone())));
    let words: Vec<String> = own.chain(allowed).chain(off).chain(excluded).collect();
    Sha256::of(words.join("\n").as_bytes()).to_string()
}
