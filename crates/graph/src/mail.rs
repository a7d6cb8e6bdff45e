use crate::chain::{Kind, MailState, State};
use crate::client::GraphClient;
use crate::cursor::Cursor;
use crate::page::{Next, Page};
use crate::refusal::GraphRefusal;
use crate::wire_message::{Line, WireMessage};
use activity::{Instant, ItemId, ObjectId, Stream};
use consent::MayRead;
use privacy::Raw;
use privacy::input::Message;

/// A delta with a filter on the time gives at most this many messages (documented).
const FILTER_CAP: u64 = 5_000;
/// Asked for in one page; made smaller where Graph cannot.
const PAGE_SIZE: u32 = 200;
/// What a mail activity is made of.
const FIELDS: &str = "id,receivedDateTime,sentDateTime,conversationId,internetMessageId,subject,from,sender,toRecipients,ccRecipients,isDraft,parentFolderId";
/// What counting needs, and the employee's rules, which may leave out whom a mail went to or a word of its subject.
const LEAN_FIELDS: &str = "id,receivedDateTime,sentDateTime,internetMessageId,subject,from,sender,toRecipients,ccRecipients,isDraft,parentFolderId";

/// Where in a folder to begin.
#[derive(Clone, Copy, Debug)]
pub enum MailFrom<'cursor> {
    /// At the beginning of a new chain over mail received since then.
    Since(Instant),
    /// Where an earlier page left off.
    Cursor(&'cursor Cursor),
}

impl GraphClient {
    /// One page of a folder's mail.
    ///
    /// A chain begins with a delta over the window. Such a delta ends silently after 5,000 messages, so a folder that has as
    /// many is then read once more as a plain list, and only after that the round counts as done.
    pub async fn mail_page(
        &self,
        proof: &impl MayRead,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page<Message>, GraphRefusal> {
        let mut state = match from {
            MailFrom::Since(floor) => self.mail_chain(proof, mailbox, folder, floor)?,
            MailFrom::Cursor(cursor) => State::open(cursor, Kind::Mail)?,
        };
        self.check_mailbox(&state, mailbox)?;
        let smaller = |state: &mut State| self.restart_list(state, mailbox);
        let fetched = self
            .page::<WireMessage>(&mut state, Some(mailbox), smaller)
            .await?;
        let mail = state.mail.as_mut().ok_or(GraphRefusal::WrongShape)?;
        let mut page = Page {
            items: Vec::with_capacity(fetched.page.value.len()),
            removed: Vec::new(),
            partial: Vec::new(),
            dropped_bodies: 0,
            next: Next::Done(Cursor::from_kept("")),
            server_now: fetched.server_now,
        };
        let seen = (fetched.page.value.len(), fetched.content);
        for message in fetched.page.value {
            page.dropped_bodies += u64::from(message.had_body());
            if mail.after.is_some() {
                mail.reached = mail.reached.max(message.received());
            }
            match message.into_line(mail.lean)? {
                Line::Whole(message) => page.items.push(message),
                Line::Partial(id) => page.partial.push(id),
                Line::Removed(id) => page.removed.push(id),
            }
        }
        page.next = self.after_mail(state, mailbox, seen, fetched.page.next, fetched.page.delta)?;
        Ok(page)
    }

    /// The whole of some messages; what is gone by now is left out.
    pub async fn messages(
        &self,
        proof: &impl MayRead,
        mailbox: &ObjectId,
        ids: &[ItemId],
    ) -> Result<Vec<Raw<Message>>, GraphRefusal> {
        let lean = is_lean(proof);
        let query = format!("$select={}", fields(lean));
        let urls = ids
            .iter()
            .map(|id| self.mailbox_url(mailbox, &["messages", id.as_str()], &query));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        let mut messages = Vec::with_capacity(ids.len());
        for answer in self.batch::<WireMessage>(&urls, Some(mailbox)).await? {
            let message = match answer {
                Ok(message) => message,
                Err(GraphRefusal::NotFound) => continue,
                Err(refusal) => return Err(refusal),
            };
            if let Line::Whole(message) = message.into_line(lean)? {
                messages.push(message);
            }
        }
        Ok(messages)
    }

    fn mail_chain(
        &self,
        proof: &impl MayRead,
        mailbox: &ObjectId,
        folder: &str,
        floor: Instant,
    ) -> Result<State, GraphRefusal> {
        let lean = is_lean(proof);
        let query = format!(
            "$select={}&$filter=receivedDateTime ge {}",
            fields(lean),
            whole_seconds(floor)
        );
        let url = self.mailbox_url(
            mailbox,
            &["mailFolders", folder, "messages", "delta"],
            &query,
        )?;
        let mut state = State::new(Kind::Mail, self.relative(url.as_str())?, PAGE_SIZE);
        state.mail = Some(MailState {
            folder: folder.to_owned(),
            floor,
            lean,
            after: None,
            reached: None,
            first: true,
        });
        Ok(state)
    }

    fn after_mail(
        &self,
        mut state: State,
        mailbox: &ObjectId,
        (count, content): (usize, u64),
        next: Option<String>,
        delta: Option<String>,
    ) -> Result<Next, GraphRefusal> {
        if let Some(next) = next {
            state.advance(self.relative(&next)?, count, content)?;
            return Ok(Next::More(state.cursor()));
        }
        let seen = state.seen + count as u64;
        let Some(mail) = &mut state.mail else {
            return Err(GraphRefusal::WrongShape);
        };
        if let Some(after) = mail.after.take() {
            mail.reached = None;
            mail.first = false;
            state.finish(after, PAGE_SIZE);
            return Ok(Next::Done(state.cursor()));
        }
        let delta = self.relative(&delta.ok_or(GraphRefusal::WrongShape)?)?;
        if mail.first && seen >= FILTER_CAP {
            mail.after = Some(delta);
            let list = self.list_link(mail, mailbox, state.size)?;
            state.advance(list, count, content)?;
            return Ok(Next::More(state.cursor()));
        }
        mail.first = false;
        state.finish(delta, PAGE_SIZE);
        Ok(Next::Done(state.cursor()))
    }

    /// A list keeps its page size in its links, so a smaller page means a new list from the latest time seen.
    fn restart_list(&self, state: &mut State, mailbox: &ObjectId) {
        let size = state.size;
        if let Some(mail) = &state.mail
            && mail.after.is_some()
            && let Ok(link) = self.list_link(mail, mailbox, size)
        {
            state.link = link;
        }
    }

    fn list_link(
        &self,
        mail: &MailState,
        mailbox: &ObjectId,
        size: u32,
    ) -> Result<String, GraphRefusal> {
        let from = whole_seconds(mail.reached.unwrap_or(mail.floor));
        let query = format!(
            "$select={}&$filter=receivedDateTime ge {from}&$orderby=receivedDateTime&$top={size}",
            fields(mail.lean)
        );
        let url = self.mailbox_url(mailbox, &["mailFolders", &mail.folder, "messages"], &query)?;
        self.relative(url.as_str())
    }

    /// A cursor belongs to one mailbox; a delegated grant must not be led elsewhere by a kept one.
    pub(crate) fn check_mailbox(
        &self,
        state: &State,
        mailbox: &ObjectId,
    ) -> Result<(), GraphRefusal> {
        let root = self.relative(self.mailbox_url(mailbox, &[], "")?.as_str())?;
        let below = state
            .link
            .get(root.len()..)
            .filter(|rest| rest.starts_with('/'));
        let fits = below.is_some()
            && state
                .link
                .get(..root.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(&root));
        // Graph may write `users('id')` in its own links.
        let spelt = root.rsplit('/').next().unwrap_or_default();
        let parenthesised = format!("/users('{spelt}')/");
        let fits = fits
            || state
                .link
                .to_lowercase()
                .starts_with(&parenthesised.to_lowercase());
        if fits {
            Ok(())
        } else {
            Err(GraphRefusal::SyncStateLost { location: None })
        }
    }
}

fn is_lean(proof: &impl MayRead) -> bool {
    proof.stream() == Stream::EmailSignal
}

fn fields(lean: bool) -> &'static str {
    if lean { LEAN_FIELDS } else { FIELDS }
}

/// Exchange compares times by the second; a little earlier is harmless, later would lose mail.
fn whole_seconds(instant: Instant) -> Instant {
    let seconds = instant.milliseconds().div_euclid(1_000);
    Instant::from_milliseconds(seconds * 1_000).unwrap_or(instant)
}
