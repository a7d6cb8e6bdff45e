//! Transcripts of Teams meetings: found by a join link, listed, and fetched in the best form that the tenant allows.

use crate::asking::Asking;
use crate::client::GraphClient;
use crate::join_link::JoinLink;
use crate::refusal::GraphRefusal;
use crate::transcript_state::TranscriptState;
use crate::wire::WirePage;
use activity::{Instant, ItemId, ObjectId};
use consent::MayRead;
use egress::{HeaderName, Request, Url, header};
use privacy::Raw;
use serde::Deserialize;
use std::fmt;
use transcript::{Form, LARGEST, Transcript, Unreadable, read};
use url::form_urlencoded::byte_serialize;

/// The form that hides who spoke; it can be asked for in the header only.
const SPEAKERLESS: &str = "application/vnd.microsoft.graph.transcript+text";
/// The most transcripts of one meeting in a page, and the most pages.
const PAGE_SIZE: u32 = 100;
const PAGES: u32 = 50;

/// A transcript as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTranscript {
    /// Its id.
    pub id: ItemId,
    /// When it was begun.
    pub created: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
}

/// What there is of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transcripts {
    /// These are there.
    Listed {
        /// The meeting's id.
        meeting: ItemId,
        /// Its transcripts; of a series those of all occurrences.
        transcripts: Vec<ListedTranscript>,
    },
    /// None can be had, and why.
    Absent(TranscriptState),
}

/// A transcript, sealed, with what may be known of it before it is judged.
pub struct FetchedTranscript {
    /// What was said.
    pub transcript: Raw<Transcript>,
    /// The form that the tenant allowed.
    pub form: Form,
    /// How many cues it has.
    pub cues: usize,
    /// How many people it names.
    pub named_speakers: usize,
}

#[derive(Deserialize)]
struct WireMeeting {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTranscript {
    id: String,
    #[serde(default)]
    created_date_time: Option<String>,
    #[serde(default)]
    end_date_time: Option<String>,
}

impl GraphClient {
    /// The transcripts of the meeting behind a join link that ended then, or the named state in which there are none.
    pub async fn transcripts(
        &self,
        proof: &impl MayRead,
        mailbox: &ObjectId,
        link: &JoinLink,
        ended: Instant,
    ) -> Result<Transcripts, GraphRefusal> {
        let listed = match self.online_meeting(proof, mailbox, link).await {
            Ok(meeting) => self
                .list(mailbox, &meeting)
                .await
                .map(|listed| (meeting, listed)),
            Err(refusal) => Err(refusal),
        };
        let now = self.now().await?;
        match listed {
            Ok((_, transcripts)) if transcripts.is_empty() => {
                Ok(Transcripts::Absent(TranscriptState::of_none(ended, now)))
            }
            Ok((meeting, transcripts)) => Ok(Transcripts::Listed {
                meeting,
                transcripts,
            }),
            Err(refusal) => match TranscriptState::of_refusal(&refusal, ended, now) {
                Some(state) => Ok(Transcripts::Absent(state)),
                None => Err(refusal),
            },
        }
    }

    /// The id of the meeting behind a join link. Attendees are often refused the look-up and let in by the meeting's id, so
    /// that is the second try.
    pub async fn online_meeting(
        &self,
        _proof: &impl MayRead,
        mailbox: &ObjectId,
        link: &JoinLink,
    ) -> Result<ItemId, GraphRefusal> {
        let filter: String = byte_serialize(link.filter().as_bytes()).collect();
        let query = format!("$filter={filter}&$select=id").replace('+', "%20");
        let url = self.mailbox_url(mailbox, &["onlineMeetings"], &query)?;
        let found: Result<WirePage<WireMeeting>, _> = self.get_json(url, Asking::default()).await;
        let refusal = match found {
            Ok(page) => match page.value.into_iter().next() {
                Some(meeting) => return item(meeting.id),
                None => GraphRefusal::NotFound,
            },
            Err(refusal @ (GraphRefusal::NoLookupAccess | GraphRefusal::NotFound)) => refusal,
            Err(refusal) => return Err(refusal),
        };
        let Some(id) = link.meeting_id() else {
            return Err(refusal);
        };
        let url = self.mailbox_url(mailbox, &["onlineMeetings", &id], "$select=id")?;
        match self.get_json::<WireMeeting>(url, Asking::default()).await {
            Ok(meeting) => item(meeting.id),
            // What the first try said is the better known refusal.
            Err(GraphRefusal::NotFound | GraphRefusal::Unknown { status: 400, .. }) => Err(refusal),
            Err(other) => Err(other),
        }
    }

    async fn list(
        &self,
        mailbox: &ObjectId,
        meeting: &ItemId,
    ) -> Result<Vec<ListedTranscript>, GraphRefusal> {
        let below = ["onlineMeetings", meeting.as_str(), "transcripts"];
        let mut url = self.mailbox_url(mailbox, &below, &format!("$top={PAGE_SIZE}"))?;
        let mut listed = Vec::new();
        for _ in 0..PAGES {
            let page: WirePage<WireTranscript> = self.get_json(url, Asking::default()).await?;
            for transcript in page.value {
                listed.push(transcript.listed()?);
            }
            let Some(next) = page.next else {
                return Ok(listed);
            };
            url = self.absolute(&self.relative(&next)?)?;
        }
        Err(GraphRefusal::EndlessPaging)
    }

    /// Fetches a transcript: with absolute times and languages where that is there, else as captions, and without the
    /// speakers where the tenant hides them.
    pub async fn transcript(
        &self,
        _proof: &impl MayRead,
        mailbox: &ObjectId,
        meeting: &ItemId,
        transcript: &ItemId,
    ) -> Result<FetchedTranscript, GraphRefusal> {
        let url = |last: &str| {
            let below = [
                "onlineMeetings",
                meeting.as_str(),
                "transcripts",
                transcript.as_str(),
                last,
            ];
            self.mailbox_url(mailbox, &below, "")
        };
        let tries = [
            (url("metadataContent")?, "text/vtt", Form::Metadata),
            (url("content")?, "text/vtt", Form::Voices),
            (url("content")?, SPEAKERLESS, Form::Speakerless),
        ];
        let mut refused = GraphRefusal::NotFound;
        for (url, accept, form) in tries {
            if refused == GraphRefusal::SpeakerAttributionNotAllowed && form == Form::Voices {
                continue;
            }
            refused = match self.text(url, accept).await {
                Ok(bytes) => match read(&bytes, form) {
                    Ok(transcript) => return Ok(sealed(transcript, form)),
                    Err(unreadable) => wrong(unreadable),
                },
                Err(refusal) => refusal,
            };
            let another_form = matches!(
                refused,
                GraphRefusal::NotFound
                    | GraphRefusal::SpeakerAttributionNotAllowed
                    | GraphRefusal::WrongShape
            );
            if !another_form {
                break;
            }
        }
        // Who could list it has the permission; what is refused is this meeting.
        Err(match refused {
            GraphRefusal::ScopeMissing => GraphRefusal::NoLookupAccess,
            refused => refused,
        })
    }

    async fn text(&self, url: Url, accept: &str) -> Result<Vec<u8>, GraphRefusal> {
        let id = uuid::Uuid::new_v4().to_string();
        let request = Request::get(url)
            .header(HeaderName::from_static("client-request-id"), &id)
            .header(header::ACCEPT, accept)
            .body_limit(LARGEST);
        let answer = self.send(request, false).await;
        let answer = answer.map_err(|failed| failed.refusal)?;
        Ok(answer.body().to_vec())
    }
}

impl WireTranscript {
    fn listed(self) -> Result<ListedTranscript, GraphRefusal> {
        let instant = |text: Option<String>| Instant::parse(&text?).ok();
        Ok(ListedTranscript {
            id: item(self.id)?,
            created: instant(self.created_date_time),
            ended: instant(self.end_date_time),
        })
    }
}

fn sealed(transcript: Transcript, form: Form) -> FetchedTranscript {
    let named = transcript.speakers().filter(|(_, name)| !name.is_empty());
    FetchedTranscript {
        named_speakers: named.count(),
        cues: transcript.cues(),
        form,
        transcript: Raw::seal(transcript),
    }
}

fn wrong(unreadable: Unreadable) -> GraphRefusal {
    tracing::info!(code = unreadable.code(), "a transcript cannot be read");
    GraphRefusal::WrongShape
}

fn item(id: String) -> Result<ItemId, GraphRefusal> {
    ItemId::new(id).map_err(|_| GraphRefusal::WrongShape)
}

impl fmt::Debug for FetchedTranscript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (form, cues) = (self.form, self.cues);
        write!(formatter, "FetchedTranscript({form:?}, {cues} cues)")
    }
}
