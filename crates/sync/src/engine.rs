use crate::calendar::Calendar;
use crate::outcome::Unfinished;
use crate::reach::Reach;
use crate::source::directory;
use crate::unit::{Round, Unit, is_left_out, permit};
use crate::upload::empty_outbox;
use crate::watch::Progress;
use crate::{
    Failure, Mailbox, Outcome, Readability, RunReport, Source, SourceError, Uplink, UplinkError,
    Watcher, mail, signal, transcripts,
};
use activity::Stream;
use consent::Register;
use ledger::{Connection, Ledger, RunEnd, RunId, UnitId, Uploads};
use privacy::OwnAddresses;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

/// Runs one connection.
pub struct Engine<S, U, W> {
    /// Where verdicts, cursors and the outbox are kept; a preview brings one of its own, in memory.
    pub ledger: Ledger,
    /// Where raw items come from.
    pub source: S,
    /// The way to the central service.
    pub uplink: U,
    /// Who is told how it goes on.
    pub watcher: W,
    /// What the connection stands on; whoever withdraws takes it for writing.
    pub register: Arc<RwLock<Register>>,
    /// The connection.
    pub connection: Connection,
    /// Stops the run after the page at hand.
    pub stop: CancellationToken,
}

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look: everything is judged and recorded, nothing is sent.
    Preview,
    /// To read, record and send.
    Sync,
}

impl<S: Source, U: Uplink, W: Watcher> Engine<S, U, W> {
    /// Brings every unit of the connection up to date, then empties the outbox.
    pub async fn run(&self, purpose: Purpose) -> Result<RunReport, Failure> {
        self.register.read().await.assert_dpa_accepted()?;
        let now = self.source.now().await?;
        let run = self.ledger.begin_run(&self.connection.id, now).await?;
        let mut unfinished = Vec::new();
        let mut skipped = 0;
        let ended = self
            .read_and_send(run, now, purpose, &mut unfinished, &mut skipped)
            .await;
        let outcome = outcome(ended, &unfinished);
        let (requests, bytes) = self.source.traffic();
        let code = outcome.as_ref().map_or("failed", Outcome::code).to_owned();
        let end = RunEnd {
            finished_at: now,
            outcome: code,
            requests,
            bytes,
        };
        self.ledger.finish_run(run, end).await?;
        let outcome = outcome?;
        let uploads = match purpose {
            Purpose::Preview => Uploads::Assumed,
            Purpose::Sync => Uploads::Acknowledged,
        };
        let mut streams = self.ledger.summary(run, uploads).await?;
        for stream in self.connection.road.streams() {
            streams.entry(*stream).or_default();
        }
        tracing::info!(
            outcome = outcome.code(),
            requests,
            bytes,
            unfinished = unfinished.len(),
            "run ended"
        );
        Ok(RunReport {
            streams,
            requests,
            bytes,
            outcome,
            unfinished,
            skipped,
        })
    }

    async fn read_and_send(
        &self,
        run: RunId,
        now: activity::Instant,
        purpose: Purpose,
        unfinished: &mut Vec<Unfinished>,
        skipped: &mut u64,
    ) -> Result<(), Failure> {
        let mailboxes = self.mailboxes(purpose).await?;
        let directory = directory(&mailboxes);
        let readable: Vec<&Mailbox> = mailboxes
            .iter()
            .filter(|mailbox| mailbox.readability == Readability::Readable)
            .collect();
        *skipped = (mailboxes.len() - readable.len()) as u64;
        self.watcher
            .progress(Progress::Mailboxes { all: &mailboxes });
        let keyer = self.ledger.keyer();
        let judged = AtomicU64::new(0);
        let round = Round {
            run,
            now,
            purpose,
            keyer,
            directory,
            ledger: &self.ledger,
            judged,
        };
        self.read_all(&round, &readable, unfinished, None).await?;
        let again = self.ledger.take_rereads(&self.connection.id).await?;
        if !again.is_empty() {
            self.read_all(&round, &readable, unfinished, Some(&again))
                .await?;
        }
        self.ledger.ripen(run, &self.connection.id, now).await?;
        match purpose {
            Purpose::Preview => Ok(()),
            Purpose::Sync => empty_outbox(self, run).await,
        }
    }

    async fn mailboxes(&self, purpose: Purpose) -> Result<Vec<Mailbox>, Failure> {
        let register = self.register.read().await;
        let streams = self.connection.road.streams().iter().copied();
        let first = streams
            .clone()
            .find(|stream| permit(&register, *stream, purpose).is_ok())
            .or_else(|| streams.clone().next())
            .unwrap_or(Stream::EmailThread);
        let mut found = self
            .source
            .mailboxes(&permit(&register, first, purpose)?)
            .await?;
        found.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(found)
    }

    /// Reads every stream of every mailbox, or only the units named. A unit that cannot be finished does not hold up the others, unless
    /// the source is out of reach altogether.
    async fn read_all(
        &self,
        round: &Round<'_>,
        mailboxes: &[&Mailbox],
        unfinished: &mut Vec<Unfinished>,
        only: Option<&[UnitId]>,
    ) -> Result<(), Failure> {
        let mut reach = Reach::default();
        for (index, mailbox) in mailboxes.iter().enumerate() {
            let place = (index as u64 + 1, mailboxes.len() as u64);
            let before = unfinished.len();
            let mut has_begun = false;
            let mut lost = None;
            for stream in self.connection.road.streams().iter().copied() {
                if self.leaves_out(stream, round.purpose).await {
                    continue;
                }
                let id = self
                    .ledger
                    .unit(&self.connection.id, &mailbox.id, stream)
                    .await?;
                if let Some(only) = only {
                    if !only.contains(&id) {
                        continue;
                    }
                    self.forget_chains(id, round.now).await?;
                }
                if !has_begun {
                    let owner = &mailbox.id;
                    self.watcher.progress(Progress::Began { owner });
                    has_begun = true;
                }
                let unit = Unit {
                    engine: self,
                    round,
                    id,
                    mailbox: &mailbox.id,
                    stream,
                    place,
                };
                let read = self.read(&unit, mailbox).await;
                reach.note(&mailbox.id, &read);
                match read {
                    Ok(()) => {}
                    Err(Failure::Source(error)) if !ends_the_run(&error) => {
                        let code = error.code().to_owned();
                        tracing::warn!(code, stream = stream.name(), "unit not finished");
                        unfinished.push(Unfinished {
                            mailbox: mailbox.id.clone(),
                            stream,
                            code,
                        });
                        // What is named is read anew in this run or not at all.
                        lost = (only.is_none() && reach.is_lost()).then_some(error);
                    }
                    // The employee took the agreement to this stream back meanwhile; the others go on.
                    Err(Failure::Gap(_)) if self.leaves_out(stream, round.purpose).await => {}
                    Err(failure) => return Err(failure),
                }
            }
            if has_begun {
                let problem = unfinished.get(before).map(|unit| unit.code.as_str());
                let owner = &mailbox.id;
                self.watcher.progress(Progress::Ended { owner, problem });
            }
            if let Some(error) = lost {
                return Err(error.into());
            }
        }
        Ok(())
    }

    async fn leaves_out(&self, stream: Stream, purpose: Purpose) -> bool {
        let register = self.register.read().await;
        purpose == Purpose::Sync && is_left_out(&register, self.connection.road, stream)
    }

    async fn read(&self, unit: &Unit<'_, S, U, W>, mailbox: &Mailbox) -> Result<(), Failure> {
        match unit.stream {
            Stream::MeetingAttend => Calendar::sync(unit).await,
            Stream::EmailThread => mail::sync(unit).await,
            Stream::Transcript => transcripts::sync(unit, &own(mailbox)?).await,
            Stream::EmailSignal => signal::sync(unit, &own(mailbox)?).await,
        }
    }

    /// Makes every chain of a unit begin anew, because a copy whose content was not kept has come to count.
    async fn forget_chains(&self, unit: UnitId, now: activity::Instant) -> Result<(), Failure> {
        for (name, state) in self.ledger.chains(unit).await? {
            self.ledger
                .restart_chain(unit, &name, &state.fingerprint, now)
                .await?;
        }
        Ok(())
    }
}

/// The addresses of an employee's own mailbox.
fn own(mailbox: &Mailbox) -> Result<OwnAddresses, Failure> {
    let own = OwnAddresses::new(mailbox.addresses.iter().map(String::as_str));
    own.ok_or_else(|| {
        let code = "no_own_address".to_owned();
        SourceError::Refused { code }.into()
    })
}

/// Whether an error stands in the way of every unit.
fn ends_the_run(error: &SourceError) -> bool {
    matches!(error, SourceError::SignIn { .. })
}

/// How the run ended; what makes the whole run worthless is a failure.
fn outcome(ended: Result<(), Failure>, unfinished: &[Unfinished]) -> Result<Outcome, Failure> {
    match ended {
        Ok(()) => Ok(match unfinished.first() {
            Some(first) => Outcome::Partly {
                code: first.code.clone(),
            },
            None => Outcome::Done,
        }),
        Err(Failure::Stopped) => Ok(Outcome::Stopped),
        Err(Failure::Uplink(UplinkError::Refused { code })) => Ok(Outcome::ServiceRefused { code }),
        Err(Failure::Uplink(UplinkError::Unavailable { code })) => Ok(Outcome::Partly { code }),
        Err(Failure::Source(SourceError::SignIn { code })) => Ok(Outcome::SignInNeeded { code }),
        Err(Failure::Source(error)) => Ok(Outcome::Partly {
            code: error.code().to_owned(),
        }),
        Err(failure @ (Failure::Gap(_) | Failure::Ledger(_))) => Err(failure),
    }
}
