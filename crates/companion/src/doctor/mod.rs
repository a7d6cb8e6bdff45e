//! Live checks of everything that a sync needs, each with a sentence and a next step.

mod check;

pub use check::{Check, CheckState};

use crate::companion::{Companion, role_of};
use crate::counted::counted;
use crate::obstacle::{Exit, Obstacle};
use crate::settings::Settings;
use crate::view::Shell;
use activity::{Instant, ObjectId, Road, Stream};
use check::{failed, fine, skipped};
use consent::Register;
use egress::{Exchange, Outcome};
use graph::{GraphClient, GraphRefusal};
use jiff::Timestamp;
use ledger::Connection;
use std::sync::Arc;

/// Beyond this many seconds a clock is worth a look.
const CLOCK_TOLERANCE: i64 = 300;

/// Checks everything, even where the home cannot be opened.
pub async fn doctor(settings: Settings, shell: Arc<dyn Shell>) -> Vec<Check> {
    let given = settings.encryption_key.is_some();
    match Companion::open(settings, shell).await {
        Ok(companion) => companion.check_all(given).await,
        Err(obstacle) => {
            let keyring = matches!(
                obstacle,
                Obstacle::Keyring
                    | Obstacle::Home(
                        crate::view::HomeProblem::NoKeyring
                            | crate::view::HomeProblem::KeyMalformed
                    )
            );
            let broken = if keyring { "keyring" } else { "disk" };
            let rest = [
                "service",
                "network",
                "clock",
                "dpa",
                "allowlist",
                "token",
                "calendar_permission",
                "mail_permission",
            ];
            let mut checks = vec![failed(broken, &obstacle)];
            checks.extend(rest.map(skipped));
            checks
        }
    }
}

impl Companion {
    /// Checks everything that a sync of this home needs.
    pub async fn check_all(&self, key_given: bool) -> Vec<Check> {
        let connections = self.connections().await.unwrap_or_default();
        let keyring = if key_given {
            "The key is given by CONNECTOR_ENCRYPTION_KEY."
        } else {
            "The keyring gave the key."
        };
        let mut checks = vec![
            fine("keyring", keyring),
            self.check_disk().await,
            self.check_service(&connections).await,
        ];
        if connections.is_empty() {
            checks.push(failed("token", &Obstacle::NotConnected));
        }
        for connection in &connections {
            self.check_agreement(connection, &mut checks).await;
            match connection.road {
                Road::Organisation | Road::EmployeeGraph => {
                    self.check_microsoft(connection, &mut checks).await;
                }
                Road::EmployeeImap => checks.push(self.check_mail_server(connection).await),
            }
        }
        checks.push(self.check_clock());
        checks.push(throttling(&self.graph_egress.exchanges()));
        checks
    }

    async fn check_disk(&self) -> Check {
        match self
            .home
            .keep("doctor", &Instant::from(Timestamp::now()))
            .await
        {
            Ok(()) => fine("disk", "The home can be written to and its ledger opens."),
            Err(obstacle) => failed("disk", &obstacle),
        }
    }

    async fn check_service(&self, connections: &[Connection]) -> Check {
        if let Err(obstacle) = self.meet_service(None).await {
            return failed("service", &obstacle);
        }
        for connection in connections {
            if let Err(obstacle) = self.check_credential(connection).await {
                return failed("service", &obstacle);
            }
        }
        fine(
            "service",
            "The central service answers and is the one that this home knows.",
        )
    }

    /// The agreement of the tenant, and what must stand beside it.
    async fn check_agreement(&self, connection: &Connection, checks: &mut Vec<Check>) {
        let standing = async {
            let policy = self.policy_in_force(connection).await?;
            self.register(connection, policy).await
        };
        let register: Register = match standing.await {
            Ok(register) => register,
            Err(obstacle) => {
                checks.push(failed("dpa", &obstacle));
                return;
            }
        };
        checks.push(match register.assert_dpa_accepted() {
            Ok(accepted) => fine(
                "dpa",
                &format!(
                    "Version {} is accepted, since {}.",
                    accepted.version, accepted.accepted_at
                ),
            ),
            Err(gap) => failed("dpa", &gap.into()),
        });
        if connection.road.is_employee() {
            checks.push(check_consent(connection, &register));
        } else {
            checks.push(check_allowlist(&register));
        }
    }

    /// A token, the tenant, and one cheap question for each stream.
    async fn check_microsoft(&self, connection: &Connection, checks: &mut Vec<Check>) {
        let client = match self.client(connection).await {
            Ok(client) => client,
            Err(obstacle) => {
                checks.push(failed("token", &obstacle));
                checks.extend(["network", "calendar_permission", "mail_permission"].map(skipped));
                return;
            }
        };
        let mailbox = match connection.road {
            Road::Organisation => match client.organization().await {
                Ok(_) => self.any_mailbox(connection, &client).await,
                Err(refusal) => Err(refusal),
            },
            Road::EmployeeGraph | Road::EmployeeImap => client.me().await.map(|me| Some(me.id)),
        };
        match mailbox {
            Ok(mailbox) => {
                checks.push(fine("network", "Microsoft answers."));
                checks.push(fine("token", "A token can be had, and it is the tenant's."));
                checks.extend(permissions(connection.road, &client, mailbox.as_ref()).await);
            }
            Err(refusal) => {
                let obstacle = Obstacle::from(refusal);
                let offline = matches!(obstacle, Obstacle::MicrosoftUnreachable(_));
                let (broken, other) = if offline {
                    ("network", "token")
                } else {
                    ("token", "network")
                };
                checks.push(failed(broken, &obstacle));
                checks.push(skipped(other));
                checks.extend(["calendar_permission", "mail_permission"].map(skipped));
            }
        }
    }

    /// The mail server answers, lets the person in, and lists folders of which some count.
    async fn check_mail_server(&self, connection: &Connection) -> Check {
        let looked = async {
            let account = self.mail_account(connection).await?;
            let client = self.mailbox_client(connection, &account).await?;
            let folders = client.folders().await;
            client.close().await;
            Ok(folders?)
        };
        match looked.await {
            Ok(folders) => {
                let read = folders.iter().filter(|folder| folder.left_out.is_none());
                let sentence = format!(
                    "The mail server lets you in; of {}, {}.",
                    counted(folders.len(), "folder", "folders"),
                    counted(read.count(), "counts", "count")
                );
                fine("mail_server", &sentence)
            }
            Err(obstacle) => failed("mail_server", &obstacle),
        }
    }

    /// One mailbox of the tenant to ask about, if there is one that can be read.
    async fn any_mailbox(
        &self,
        connection: &Connection,
        client: &GraphClient,
    ) -> Result<Option<ObjectId>, GraphRefusal> {
        let Ok(Some(policy)) = self.kept_policy(&connection.tenant).await else {
            return Ok(None);
        };
        let Ok(register) = self.register(connection, policy).await else {
            return Ok(None);
        };
        // Without the agreement nobody's mailbox is looked at, not even to check.
        let Ok(glimpse) = register.glimpse(Stream::EmailThread) else {
            return Ok(None);
        };
        let page = client.users(&glimpse, None).await?;
        let ids: Vec<ObjectId> = page
            .users
            .into_iter()
            .map(|user| user.id)
            .take(20)
            .collect();
        let readable = client.readability(&glimpse, &ids).await?;
        let mut both = ids.into_iter().zip(readable);
        Ok(both
            .find(|(_, readable)| *readable == graph::Readability::Readable)
            .map(|(id, _)| id))
    }

    fn check_clock(&self) -> Check {
        let Some(theirs) = self.graph_egress.server_time() else {
            return skipped("clock");
        };
        let off = Instant::from(Timestamp::now()).seconds_until(theirs).abs();
        if off <= CLOCK_TOLERANCE {
            return fine("clock", "This machine's clock agrees with Microsoft's.");
        }
        Check {
            name: "clock",
            state: CheckState::Warn,
            code: "clock_off".to_owned(),
            sentence: format!(
                "This machine's clock is {} off; Microsoft's counts.",
                counted(off / 60, "minute", "minutes")
            ),
            next_step: Some("Set this machine's clock.".to_owned()),
            exit: Exit::Done,
        }
    }

    /// Whether the service still answers this home.
    async fn check_credential(&self, connection: &Connection) -> Result<(), Obstacle> {
        self.device(role_of(connection.road)).await?.me().await?;
        Ok(())
    }
}

/// Whether Microsoft asked to slow down lately; the program does, by itself.
fn throttling(exchanges: &[Exchange]) -> Check {
    const TOO_MANY_REQUESTS: u16 = 429;
    let is_slowed = |exchange: &&Exchange| {
        exchange.outcome
            == (Outcome::Answered {
                status: TOO_MANY_REQUESTS,
            })
    };
    let times = exchanges.iter().rev().take(200).filter(is_slowed).count();
    if times == 0 {
        return fine("throttling", "Microsoft has not asked to slow down lately.");
    }
    Check {
        name: "throttling",
        state: CheckState::Warn,
        code: "throttled".to_owned(),
        sentence: format!(
            "Microsoft asked {} lately to slow down; that is heeded.",
            counted(times, "time", "times")
        ),
        next_step: Some("Nothing: what is left is read as soon as Microsoft allows it.".to_owned()),
        exit: Exit::Done,
    }
}

async fn permissions(road: Road, client: &GraphClient, mailbox: Option<&ObjectId>) -> Vec<Check> {
    let mut checks = Vec::new();
    for stream in road.streams() {
        let name = match stream {
            Stream::MeetingAttend => "calendar_permission",
            Stream::EmailThread | Stream::EmailSignal => "mail_permission",
            Stream::Transcript => "invitations_permission",
        };
        let Some(mailbox) = mailbox else {
            checks.push(skipped(name));
            continue;
        };
        checks.push(match client.probe(*stream, mailbox).await {
            Ok(()) => fine(name, "The permission is there."),
            Err(refusal) => failed(name, &refusal.into()),
        });
    }
    checks
}

fn check_allowlist(register: &Register) -> Check {
    let list = &register.policy().allowed_external_domains;
    if !list.is_empty() {
        return fine(
            "allowlist",
            &format!(
                "{} allowed.",
                counted(list.entries().len(), "domain is", "domains are")
            ),
        );
    }
    Check {
        name: "allowlist",
        state: CheckState::Warn,
        code: "allowlist_empty".to_owned(),
        sentence: "The allowlist is empty: nothing is collected.".to_owned(),
        next_step: Some("Allow a domain with `vitrinectl admin allow DOMAIN`.".to_owned()),
        exit: Exit::Done,
    }
}

fn check_consent(connection: &Connection, register: &Register) -> Check {
    let is_agreed = |stream: &&Stream| {
        let mut records = register.consents().iter();
        records.any(|record| record.stream == **stream && record.is_in_force())
    };
    let streams = connection.road.streams();
    let agreed: Vec<&str> = streams
        .iter()
        .filter(is_agreed)
        .map(|one| one.name())
        .collect();
    if agreed.len() == streams.len() {
        return fine("consent", "You agreed to every stream.");
    }
    if agreed.is_empty() {
        return failed(
            "consent",
            &Obstacle::ConsentMissing(streams.first().copied()),
        );
    }
    let sentence = format!(
        "You agreed to {}; nothing else is collected.",
        agreed.join(", ")
    );
    fine("consent", &sentence)
}
