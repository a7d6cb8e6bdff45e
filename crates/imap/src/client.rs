use crate::command::Command;
use crate::dialogue::{Dialogue, Ended, Told};
use crate::folder::{Folder, FolderChoice, Listed, Surroundings, sort_out};
use crate::login::{Credential, Shown};
use crate::open_folder::OpenFolder;
use crate::refusal::ImapRefusal;
use crate::server::Server;
use egress::Egress;
use imap_next::imap_types::mailbox::Mailbox;
use imap_next::imap_types::response::{Code, Data, StatusKind};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How often something is tried before it is given up for this time.
const ATTEMPTS: u32 = 4;

/// The same where the server says nothing, so that it is named within a minute.
const SILENT_ATTEMPTS: u32 = 2;

/// Whose mailbox is read, where, and with what.
#[derive(Clone, Debug)]
pub struct Access {
    /// The mail server.
    pub server: Server,
    /// The name to sign in with.
    pub user: String,
    /// What is shown to the server.
    pub credential: Credential,
    /// What the person says about folders.
    pub choice: FolderChoice,
}

/// One mailbox behind one connection at a time.
pub struct ImapClient {
    egress: Egress,
    access: Access,
    pub(crate) state: Mutex<State>,
    traffic: std::sync::Mutex<(u64, u64)>,
}

/// What stands between two calls.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) dialogue: Option<Dialogue>,
    pub(crate) open: Option<OpenFolder>,
}

/// What is done in a conversation, and can be done again in another one.
pub(crate) trait Work: Sync {
    type Done: Send;

    fn run(
        &self,
        dialogue: &mut Dialogue,
        open: &mut Option<OpenFolder>,
    ) -> impl Future<Output = Result<Self::Done, ImapRefusal>> + Send;
}

struct Check;

struct Folders<'client>(&'client FolderChoice);

impl Work for Check {
    type Done = ();

    async fn run(
        &self,
        dialogue: &mut Dialogue,
        _: &mut Option<OpenFolder>,
    ) -> Result<(), ImapRefusal> {
        dialogue.ask(Command::Noop, |_| {}).await?.well()
    }
}

impl Work for Folders<'_> {
    type Done = Vec<Folder>;

    async fn run(
        &self,
        dialogue: &mut Dialogue,
        _: &mut Option<OpenFolder>,
    ) -> Result<Vec<Folder>, ImapRefusal> {
        folders(dialogue, self.0).await
    }
}

impl ImapClient {
    /// A client for that mailbox; it connects when it is first asked for something.
    pub fn new(egress: Egress, access: Access) -> Self {
        Self {
            egress,
            access,
            state: Mutex::default(),
            traffic: std::sync::Mutex::default(),
        }
    }

    /// Signs in, as a test of server and credential.
    pub async fn check(&self) -> Result<(), ImapRefusal> {
        self.patiently(Check).await
    }

    /// The folders of the mailbox, and which of them count.
    pub async fn folders(&self) -> Result<Vec<Folder>, ImapRefusal> {
        self.patiently(Folders(&self.access.choice)).await
    }

    /// Takes leave of the server.
    pub async fn close(&self) {
        let mut state = self.state.lock().await;
        state.open = None;
        if let Some(dialogue) = state.dialogue.take() {
            self.count(&dialogue);
            dialogue.close().await;
        }
    }

    /// Commands said and bytes received so far.
    pub fn traffic(&self) -> (u64, u64) {
        let before = *self.lock_traffic();
        let now = self
            .state
            .try_lock()
            .ok()
            .and_then(|state| state.dialogue.as_ref().map(Dialogue::traffic))
            .unwrap_or_default();
        (before.0 + now.0, before.1 + now.1)
    }

    /// Does some work in a conversation; what breaks off is begun again in a new one.
    pub(crate) async fn patiently<W: Work>(&self, work: W) -> Result<W::Done, ImapRefusal> {
        let mut state = self.state.lock().await;
        let mut attempt = 1;
        loop {
            let refusal = match self.attempt(&mut state, &work).await {
                Ok(done) => return Ok(done),
                Err(refusal) => refusal,
            };
            if let Some(dialogue) = state.dialogue.take() {
                self.count(&dialogue);
            }
            state.open = None;
            let attempts = match refusal {
                ImapRefusal::Timeout => SILENT_ATTEMPTS,
                _ => ATTEMPTS,
            };
            if !refusal.is_passing() || attempt >= attempts {
                return Err(refusal);
            }
            tracing::info!(code = refusal.code(), attempt, "mail server asked again");
            let pacing = self.egress.pacing();
            let wait = Duration::from_millis(250 << attempt).mul_f64(0.5 + pacing.jitter());
            pacing.sleep(wait).await;
            attempt += 1;
        }
    }

    async fn attempt<W: Work>(&self, state: &mut State, work: &W) -> Result<W::Done, ImapRefusal> {
        let dialogue = match &mut state.dialogue {
            Some(dialogue) => dialogue,
            none => none.insert(self.signed_in().await?),
        };
        work.run(dialogue, &mut state.open).await
    }

    /// A conversation in which the person is signed in. A token that is refused is renewed once.
    async fn signed_in(&self) -> Result<Dialogue, ImapRefusal> {
        let mut dialogue = Dialogue::open(&self.egress, &self.access.server).await?;
        let source = match &self.access.credential {
            Credential::Password(password) => {
                let shown = Shown::Password(password.clone());
                dialogue.sign_in(&self.access.user, &shown).await?;
                return Ok(dialogue);
            }
            Credential::Token(source) => Arc::clone(source),
        };
        let token = source.access_token().await?;
        let shown = Shown::Token(token.clone());
        match dialogue.sign_in(&self.access.user, &shown).await {
            Err(ImapRefusal::TokenRefused) => {}
            signed_in => return signed_in.map(|()| dialogue),
        }
        self.count(&dialogue);
        let renewed = source.renew(&token, None).await?;
        let mut dialogue = Dialogue::open(&self.egress, &self.access.server).await?;
        dialogue
            .sign_in(&self.access.user, &Shown::Token(renewed))
            .await?;
        Ok(dialogue)
    }

    fn count(&self, dialogue: &Dialogue) {
        let (commands, bytes) = dialogue.traffic();
        let mut traffic = self.lock_traffic();
        traffic.0 += commands;
        traffic.1 += bytes;
    }

    fn lock_traffic(&self) -> std::sync::MutexGuard<'_, (u64, u64)> {
        self.traffic
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Ended {
    /// The command went through, or why not.
    pub(crate) fn well(&self) -> Result<(), ImapRefusal> {
        match self.kind {
            StatusKind::Ok => Ok(()),
            StatusKind::No | StatusKind::Bad if self.not_connected => {
                Err(ImapRefusal::AccountUnavailable)
            }
            StatusKind::No if self.is_busy() => Err(ImapRefusal::Busy),
            StatusKind::No | StatusKind::Bad => Err(ImapRefusal::Refused),
        }
    }

    pub(crate) fn is_busy(&self) -> bool {
        ["UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT"]
            .iter()
            .any(|code| self.says(code))
    }

    /// Whether that is the code of the answer.
    pub(crate) fn says(&self, code: &str) -> bool {
        match &self.code {
            Some(Code::Other(said)) => said.inner().eq_ignore_ascii_case(code.as_bytes()),
            _ => false,
        }
    }
}

async fn folders(
    dialogue: &mut Dialogue,
    choice: &FolderChoice,
) -> Result<Vec<Folder>, ImapRefusal> {
    let surroundings = surroundings(dialogue).await?;
    let mut listed = Vec::new();
    let ended = dialogue
        .ask(Command::List, |told| {
            if let Told::Data(Data::List {
                items,
                delimiter,
                mailbox,
            }) = told
            {
                listed.extend(name_of(&mailbox).map(|name| Listed {
                    name,
                    attributes: items.iter().map(ToString::to_string).collect(),
                    delimiter: delimiter.map(|delimiter| delimiter.inner()),
                }));
            }
        })
        .await?;
    ended.well()?;
    Ok(sort_out(listed, &surroundings, choice))
}

/// Whose folders are listed beside the person's own, and whether it is Exchange that lists them.
async fn surroundings(dialogue: &mut Dialogue) -> Result<Surroundings, ImapRefusal> {
    let is_exchange = dialogue.offers("CLIENTACCESSRULES");
    let mut foreign = Vec::new();
    if dialogue.offers("NAMESPACE") {
        let ended = dialogue
            .ask(Command::Namespace, |told| {
                if let Told::Data(Data::Namespace { other, shared, .. }) = told {
                    let prefixes = other.iter().chain(&shared);
                    foreign.extend(prefixes.filter_map(|namespace| {
                        let prefix = std::str::from_utf8(namespace.prefix.as_ref()).ok()?;
                        // A namespace without a prefix is where the person's own folders are.
                        (!prefix.is_empty()).then(|| prefix.to_owned())
                    }));
                }
            })
            .await?;
        ended.well()?;
    }
    Ok(Surroundings {
        foreign,
        is_exchange,
    })
}

/// The name as it is written; a name that is not text cannot be opened either.
fn name_of(mailbox: &Mailbox<'_>) -> Option<String> {
    match mailbox {
        Mailbox::Inbox => Some("INBOX".to_owned()),
        Mailbox::Other(other) => String::from_utf8(other.as_ref().to_vec()).ok(),
    }
}

impl fmt::Debug for ImapClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ImapClient")
    }
}
