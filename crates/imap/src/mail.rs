use crate::client::{ImapClient, Work};
use crate::command::Command;
use crate::cursor::Position;
use crate::dialogue::{Dialogue, Told};
use crate::envelope::Envelope;
use crate::open_folder::OpenFolder;
use crate::refusal::ImapRefusal;
use activity::{Instant, Sha256};
use consent::MayRead;
use imap_next::imap_types::response::{Code, Data, StatusKind};
use privacy::Raw;
use privacy::input::Message;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::num::NonZeroU32;

/// So many messages are asked for at once.
const PAGE: usize = 500;
/// A server tells days in its own zone.
const ZONES: i64 = 1;

/// Where in a folder to begin.
#[derive(Clone, Copy, Debug)]
pub enum MailFrom<'cursor> {
    /// At the beginning, with mail that arrived since then.
    Since(Instant),
    /// Where an earlier page left off.
    Cursor(&'cursor str),
}

/// One page of a folder's mail.
#[derive(Debug)]
pub struct Page {
    /// The mails, without bodies.
    pub items: Vec<Raw<Message>>,
    /// Where to go on.
    pub cursor: String,
    /// Whether the folder has been read to its end for now.
    pub done: bool,
}

impl ImapClient {
    /// One page of a folder's mail: what arrived since, or what is new.
    pub async fn mail_page(
        &self,
        _proof: &impl MayRead,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page, ImapRefusal> {
        let position = match from {
            MailFrom::Since(_) => None,
            MailFrom::Cursor(text) => Some(Position::read(text)?),
        };
        self.patiently(PageOf {
            folder,
            from,
            position,
        })
        .await
    }
}

struct PageOf<'asked> {
    folder: &'asked str,
    from: MailFrom<'asked>,
    position: Option<Position>,
}

impl Work for PageOf<'_> {
    type Done = Page;

    async fn run(
        &self,
        dialogue: &mut Dialogue,
        open: &mut Option<OpenFolder>,
    ) -> Result<Page, ImapRefusal> {
        page(
            dialogue,
            open,
            self.folder,
            self.from,
            self.position.clone(),
        )
        .await
    }
}

async fn page(
    dialogue: &mut Dialogue,
    open: &mut Option<OpenFolder>,
    folder: &str,
    from: MailFrom<'_>,
    position: Option<Position>,
) -> Result<Page, ImapRefusal> {
    let goes_on = position
        .as_ref()
        .is_some_and(|position| !position.round_over);
    // A new round looks at the folder anew, so that it sees what has come meanwhile.
    if !goes_on || open.as_ref().is_none_or(|open| open.name != folder) {
        *open = examine(dialogue, folder).await?;
    }
    let mut position = match (position, from) {
        (Some(position), _) => position,
        (None, MailFrom::Since(floor)) => {
            Position::start(floor, open.as_ref().map_or(0, |open| open.validity))
        }
        (None, MailFrom::Cursor(_)) => return Err(ImapRefusal::ChainLost),
    };
    let Some(open) = open else {
        // It cannot be opened, so nothing of it counts; if that changes, it is read from the start.
        position.validity = 0;
        return Ok(finished(position, Vec::new()));
    };
    if open.validity != position.validity {
        return Err(ImapRefusal::ChainLost);
    }
    let mut pending = match open.pending.take() {
        Some((from, pending)) if from == position.next => pending,
        _ => search(dialogue, open, &position).await?,
    };
    let uids: Vec<NonZeroU32> = pending.drain(..pending.len().min(PAGE)).collect();
    let items = fetch_all(dialogue, folder, &uids).await?;
    if let Some(last) = uids.last() {
        position.next = last.get().saturating_add(1);
    }
    if pending.is_empty() {
        position.next = position.next.max(open.next);
        return Ok(finished(position, items));
    }
    position.round_over = false;
    open.pending = Some((position.next, pending));
    Ok(Page {
        items,
        cursor: position.write(),
        done: false,
    })
}

fn finished(mut position: Position, items: Vec<Raw<Message>>) -> Page {
    position.round_over = true;
    Page {
        items,
        cursor: position.write(),
        done: true,
    }
}

/// Opens a folder for reading only; nothing if the server does not let us.
async fn examine(dialogue: &mut Dialogue, folder: &str) -> Result<Option<OpenFolder>, ImapRefusal> {
    let (mut validity, mut next) = (0, 1);
    let ended = dialogue
        .ask(Command::Examine { folder }, |told| match told {
            Told::Code(Code::UidValidity(number)) => validity = number.get(),
            Told::Code(Code::UidNext(number)) => next = number.get(),
            Told::Code(_) | Told::Data(_) => {}
        })
        .await?;
    match (ended.kind, ended.well()) {
        (_, Ok(())) => Ok(Some(OpenFolder {
            name: folder.to_owned(),
            validity,
            next,
            pending: None,
        })),
        (StatusKind::No, Err(ImapRefusal::Refused)) => {
            tracing::warn!("a folder cannot be opened");
            Ok(None)
        }
        (_, Err(refusal)) => Err(refusal),
    }
}

/// The UIDs that are still to be read, rising.
async fn search(
    dialogue: &mut Dialogue,
    open: &OpenFolder,
    position: &Position,
) -> Result<VecDeque<NonZeroU32>, ImapRefusal> {
    let Some(from) = NonZeroU32::new(position.next) else {
        return Err(ImapRefusal::ChainLost);
    };
    if position.next > 1 && open.next == position.next {
        return Ok(VecDeque::new());
    }
    let since = day(position.floor.plus_days(-ZONES));
    let mut found = Vec::new();
    let ended = dialogue
        .ask(Command::Search { from, since }, |told| {
            if let Told::Data(Data::Search(uids)) = told {
                found.extend(uids);
            }
        })
        .await?;
    ended.well()?;
    // `7:*` names the last message even where its UID is smaller.
    found.retain(|uid| *uid >= from);
    found.sort_unstable();
    found.dedup();
    Ok(found.into())
}

/// Every one of these messages; of what the server has but does not tell, only that it is there.
async fn fetch_all(
    dialogue: &mut Dialogue,
    folder: &str,
    uids: &[NonZeroU32],
) -> Result<Vec<Raw<Message>>, ImapRefusal> {
    let mut told = HashMap::with_capacity(uids.len());
    let mut asked = vec![uids];
    while let Some(part) = asked.pop() {
        if part.is_empty() {
            continue;
        }
        let ended = fetch(dialogue, part, &mut told).await?;
        let whole = part.iter().all(|uid| told.contains_key(uid));
        // One bad message must not hide the others.
        if ended != StatusKind::Ok && !whole && part.len() > 1 {
            let (one, other) = part.split_at(part.len() / 2);
            asked.extend([other, one]);
        }
    }
    let missing: Vec<NonZeroU32> = uids
        .iter()
        .copied()
        .filter(|uid| !told.contains_key(uid))
        .collect();
    let still_there = still_there(dialogue, &missing).await?;
    let folder = Sha256::of(folder.as_bytes()).to_string();
    let folder = folder.get(..16).unwrap_or_default();
    let mut seen = HashMap::new();
    let mut items = Vec::with_capacity(told.len() + still_there.len());
    for uid in uids {
        let message = match told.remove(uid) {
            Some(message) => message,
            None if still_there.contains(uid) => Envelope::default(),
            None => continue,
        };
        items.extend(message.seal(folder, *uid, &mut seen));
    }
    Ok(items)
}

async fn fetch(
    dialogue: &mut Dialogue,
    uids: &[NonZeroU32],
    into: &mut HashMap<NonZeroU32, Envelope>,
) -> Result<StatusKind, ImapRefusal> {
    let wanted: BTreeSet<NonZeroU32> = uids.iter().copied().collect();
    let ended = dialogue
        .ask(Command::Fetch(uids), |told| {
            if let Told::Data(Data::Fetch { items, .. }) = told
                && let Some((uid, message)) = Envelope::of(items.into_iter())
                && wanted.contains(&uid)
            {
                into.insert(uid, message);
            }
        })
        .await?;
    match ended.well() {
        Ok(()) | Err(ImapRefusal::Refused) => Ok(ended.kind),
        Err(refusal) => Err(refusal),
    }
}

/// Which of these messages the server still has.
async fn still_there(
    dialogue: &mut Dialogue,
    uids: &[NonZeroU32],
) -> Result<BTreeSet<NonZeroU32>, ImapRefusal> {
    let mut found = BTreeSet::new();
    if uids.is_empty() {
        return Ok(found);
    }
    let ended = dialogue
        .ask(Command::SearchAmong(uids), |told| {
            if let Told::Data(Data::Search(uids)) = told {
                found.extend(uids);
            }
        })
        .await?;
    ended.well()?;
    Ok(found)
}

fn day(instant: Instant) -> chrono::NaiveDate {
    let days = instant.milliseconds().div_euclid(86_400_000);
    i32::try_from(days + 719_163)
        .ok()
        .and_then(chrono::NaiveDate::from_num_days_from_ce_opt)
        .unwrap_or_default()
}
