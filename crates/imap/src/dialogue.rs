use crate::command::Command;
use crate::refusal::ImapRefusal;
use crate::server::Server;
use egress::{Egress, SecureStream, Security};
use imap_next::client::{Client, Error, Event, Options};
use imap_next::imap_types::auth::AuthenticateData;
use imap_next::imap_types::command::{Command as Line, CommandBody};
use imap_next::imap_types::response::{
    Capability, Code, Data, GreetingKind, Status, StatusBody, StatusKind, Tagged,
};
use imap_next::{Interrupt, Io, State as _};
use std::time::Duration;
use tokio::time::timeout;

/// The longest single answer that is read: the UIDs of two million messages.
const LONGEST_ANSWER: u32 = 16 * 1024 * 1024;
/// The most that is read in answer to one command.
const MOST: u64 = 64 * 1024 * 1024;
/// How long one command may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// A conversation with a server: one command at a time, over an encrypted stream.
pub(crate) struct Dialogue {
    stream: SecureStream,
    client: Client,
    buffer: Vec<u8>,
    commands: u64,
    pub(crate) capabilities: Vec<Capability<'static>>,
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) kind: StatusKind,
    pub(crate) code: Option<Code<'static>>,
    /// Whether the server says that the person is known but has no mailbox here.
    pub(crate) not_connected: bool,
}

/// What a server said on the way.
pub(crate) enum Told {
    Data(Data<'static>),
    Code(Code<'static>),
}

#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, and only for a moment"
)]
enum Heard {
    Event(Event),
    /// What the server said is no IMAP, or too long; its first bytes.
    Unreadable(Vec<u8>),
}

impl Dialogue {
    /// Connects and hears the greeting.
    pub(crate) async fn open(egress: &Egress, server: &Server) -> Result<Self, ImapRefusal> {
        let origin = server.origin().map_err(|_| ImapRefusal::Unsayable)?;
        let stream = egress.open_stream(&origin).await?;
        let mut options = Options::default();
        options.max_response_size = LONGEST_ANSWER;
        options.crlf_relaxed = true;
        // Whoever asked for the encryption heard the greeting.
        options.discard_greeting = server.security == Security::StartTls;
        let greeted = options.discard_greeting;
        let mut dialogue = Self {
            stream,
            client: Client::new(options),
            buffer: vec![0; 16 * 1024],
            commands: 0,
            capabilities: Vec::new(),
        };
        if !greeted {
            dialogue.greeting().await?;
        }
        Ok(dialogue)
    }

    /// Commands sent and bytes received so far.
    pub(crate) fn traffic(&self) -> (u64, u64) {
        (self.commands, self.stream.traffic().1)
    }

    /// Says a command and hears the whole answer, piece by piece.
    pub(crate) async fn ask(
        &mut self,
        command: Command<'_>,
        each: impl FnMut(Told),
    ) -> Result<Ended, ImapRefusal> {
        self.converse(command.into_body()?, Vec::new(), each).await
    }

    /// Signs in; each of the `answers` is given when the server asks for one, and nothing after them.
    pub(crate) async fn authenticate(
        &mut self,
        command: Command<'_>,
        answers: Vec<Vec<u8>>,
        each: impl FnMut(Told),
    ) -> Result<Ended, ImapRefusal> {
        self.converse(command.into_body()?, answers, each).await
    }

    /// Takes leave.
    pub(crate) async fn close(mut self) {
        let leave = self.ask(Command::Logout, |_| {});
        let _ = timeout(Duration::from_secs(5), leave).await;
        self.stream.close().await;
    }

    async fn greeting(&mut self) -> Result<(), ImapRefusal> {
        let mut room = MOST;
        let heard = timeout(PATIENCE, self.hear(&mut room)).await;
        let Heard::Event(Event::GreetingReceived { greeting }) =
            heard.map_err(|_| ImapRefusal::Timeout)??
        else {
            return Err(ImapRefusal::NotImap);
        };
        match greeting.kind {
            GreetingKind::Ok => {}
            GreetingKind::Bye => return Err(ImapRefusal::Bye),
            // Nobody has signed in here, so this would be somebody else's mailbox.
            GreetingKind::PreAuth => return Err(ImapRefusal::NotImap),
        }
        if let Some(Code::Capability(capabilities)) = greeting.code {
            self.capabilities = capabilities.into_iter().collect();
        }
        Ok(())
    }

    async fn converse(
        &mut self,
        body: CommandBody<'static>,
        answers: Vec<Vec<u8>>,
        each: impl FnMut(Told),
    ) -> Result<Ended, ImapRefusal> {
        let spoken = timeout(PATIENCE, self.say_and_hear(body, answers, each)).await;
        spoken.unwrap_or(Err(ImapRefusal::Timeout))
    }

    async fn say_and_hear(
        &mut self,
        body: CommandBody<'static>,
        answers: Vec<Vec<u8>>,
        mut each: impl FnMut(Told),
    ) -> Result<Ended, ImapRefusal> {
        self.commands += 1;
        let leaving = matches!(body, CommandBody::Logout);
        let tag = format!("v{}", self.commands);
        let line = Line::new(tag.clone(), body).map_err(|_| ImapRefusal::Unsayable)?;
        self.client.enqueue_command(line);
        let mut answers = answers.into_iter();
        let mut room = MOST;
        loop {
            let status = match self.hear(&mut room).await? {
                Heard::Event(Event::DataReceived { data }) => {
                    each(Told::Data(data));
                    continue;
                }
                Heard::Event(Event::AuthenticateContinuationRequestReceived { .. }) => {
                    let answer = answers.next().unwrap_or_default();
                    let answer = AuthenticateData::r#continue(answer);
                    // It is refused only where nothing was asked.
                    let _ = self.client.set_authenticate_data(answer);
                    continue;
                }
                Heard::Event(
                    Event::StatusReceived { status }
                    | Event::AuthenticateStatusReceived { status, .. }
                    | Event::CommandRejected { status, .. },
                ) => status,
                Heard::Event(_) => continue,
                // What cannot be read is left out, unless it is the end of the answer.
                Heard::Unreadable(bytes) => match end_of(&bytes, &tag) {
                    Some(ended) => return Ok(ended),
                    None => continue,
                },
            };
            match status {
                Status::Tagged(Tagged { tag: of, body }) if of.as_ref() == tag => {
                    return Ok(Ended::of(body));
                }
                Status::Untagged(StatusBody {
                    code: Some(code), ..
                }) => each(Told::Code(code)),
                Status::Bye(_) if !leaving => return Err(ImapRefusal::Bye),
                Status::Tagged(_) | Status::Untagged(_) | Status::Bye(_) => {}
            }
        }
    }

    async fn hear(&mut self, room: &mut u64) -> Result<Heard, ImapRefusal> {
        loop {
            match self.client.next() {
                Ok(event) => return Ok(Heard::Event(event)),
                Err(Interrupt::Io(Io::Output(bytes))) => self.stream.write(&bytes).await?,
                Err(Interrupt::Io(Io::NeedMoreInput)) => {
                    let read = self.stream.read(&mut self.buffer).await?;
                    if read == 0 {
                        return Err(ImapRefusal::Torn);
                    }
                    let left = room.checked_sub(read as u64);
                    *room = left.ok_or(ImapRefusal::TooMuch)?;
                    let bytes = self.buffer.get(..read).unwrap_or_default();
                    self.client.enqueue_input(bytes);
                }
                Err(Interrupt::Error(
                    Error::ResponseTooLong { discarded_bytes }
                    | Error::MalformedMessage { discarded_bytes }
                    | Error::ExpectedCrlfGotLf { discarded_bytes },
                )) => return Ok(Heard::Unreadable(discarded_bytes.declassify().to_vec())),
            }
        }
    }
}

impl Ended {
    fn of(body: StatusBody<'static>) -> Self {
        Self {
            kind: body.kind,
            code: body.code,
            // Exchange has no code for it, only these words.
            not_connected: body.text.as_ref().contains("not connected"),
        }
    }
}

/// The end of an answer whose words cannot be read.
fn end_of(bytes: &[u8], tag: &str) -> Option<Ended> {
    let rest = bytes.strip_prefix(tag.as_bytes())?.strip_prefix(b" ")?;
    let starts = |word: &[u8]| {
        rest.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let kind = match () {
        () if starts(b"OK") => StatusKind::Ok,
        () if starts(b"NO") => StatusKind::No,
        () => StatusKind::Bad,
    };
    Some(Ended {
        kind,
        code: None,
        not_connected: false,
    })
}
