use crate::companion::Companion;
use crate::connect::own_mailbox;
use crate::obstacle::Obstacle;
use activity::{ConnectionId, Level, Stream};
use consent::Register;
use graph::{GraphRefusal, TranscriptState};
use ledger::{Connection, HeldTranscript, Review};
use privacy::{OwnAddresses, Reading, Reason, Terms};
use std::sync::Arc;
use transcript::Span;

/// A transcript that lies open, in memory only.
pub(crate) struct Opened {
    connection: ConnectionId,
    item: i64,
    pub(super) reading: Reading,
    names: Vec<String>,
    own: OwnAddresses,
}

impl Companion {
    /// The transcript that lies open; read from Teams if it is another.
    pub(super) async fn read_open(
        &self,
        connection: &Connection,
        held: &HeldTranscript,
        register: &Register,
    ) -> Result<Arc<Opened>, Obstacle> {
        let open = self.bench.papers().opened.clone();
        if let Some(open) = open
            && open.item == held.item
            && open.connection == connection.id
        {
            return Ok(open);
        }
        let opened = Arc::new(self.fetch(connection, held, register).await?);
        self.bench.papers().opened = Some(Arc::clone(&opened));
        let nameless = opened.reading.transcript().speakers();
        let is_nameless = nameless.into_iter().all(|(_, name)| name.is_empty());
        self.ledger().note_names(held.item, is_nameless).await?;
        Ok(opened)
    }

    /// Puts the transcript that lies open away.
    pub(crate) fn forget_opened(&self) {
        self.bench.papers().opened = None;
    }

    async fn fetch(
        &self,
        connection: &Connection,
        held: &HeldTranscript,
        register: &Register,
    ) -> Result<Opened, Obstacle> {
        let mailbox = own_mailbox(connection)?;
        let client = self.client(connection).await?;
        let me = client.me().await?;
        let own = OwnAddresses::new(me.addresses.iter().map(String::as_str));
        let clearance = register.clearance(Stream::Transcript)?;
        let fetched = client
            .transcript(&clearance, mailbox, &held.meeting, &held.id)
            .await
            .map_err(|refusal| self.unreadable(&refusal, held))?;
        Ok(Opened {
            connection: connection.id.clone(),
            item: held.item,
            reading: Reading::open(fetched.transcript, &clearance),
            names: me.display_name.into_iter().collect(),
            own: own.ok_or(Obstacle::Internal("no_own_address"))?,
        })
    }

    /// What a refusal means for a transcript that was listed before.
    fn unreadable(&self, refusal: &GraphRefusal, held: &HeldTranscript) -> Obstacle {
        match TranscriptState::of_refusal(refusal, held.ends, self.now()) {
            Some(state) => Obstacle::Transcript(state),
            None => refusal.clone().into(),
        }
    }
}

impl Opened {
    /// On what terms it may leave.
    pub(super) fn terms<'a>(
        &'a self,
        held: &'a HeldTranscript,
        cuts: &'a [Span],
        level: Level,
    ) -> Terms<'a> {
        Terms {
            id: &held.id,
            starts: held.starts,
            reason: withheld(held),
            own: &self.own,
            names: &self.names,
            claimed: &held.choice.claimed,
            cuts,
            level: held.choice.level.unwrap_or(level),
            // Who came and left when is told under a permission that this program does not ask for.
            externals_left: None,
        }
    }
}

/// Why a transcript stays.
fn withheld(held: &HeldTranscript) -> Option<Reason> {
    match held.review {
        Review::Withheld(reason) => Some(reason),
        Review::Waiting | Review::Released | Review::Sent => held.reason,
    }
}

/// The passages that were cut.
pub(super) fn spans(cuts: &[(i64, i64)]) -> Vec<Span> {
    cuts.iter()
        .map(|(from, until)| Span::new(*from, *until))
        .collect()
}
