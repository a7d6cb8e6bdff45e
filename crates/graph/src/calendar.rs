use crate::chain::{Kind, State};
use crate::client::GraphClient;
use crate::cursor::Cursor;
use crate::page::{Next, Page};
use crate::refusal::GraphRefusal;
use crate::wire_event::{Line, MASTER_FIELDS, Master, Occurrence, WireEvent};
use activity::{Instant, ItemId, ObjectId};
use consent::MayRead;
use privacy::input::Meeting;
use std::collections::HashMap;
use std::sync::Arc;

/// Asked for in one page; events bring their bodies, so pages are small.
const PAGE_SIZE: u32 = 50;

/// Where in a calendar to begin.
#[derive(Clone, Copy, Debug)]
pub enum CalendarFrom<'cursor> {
    /// At the beginning of a new chain over this window, which stays fixed in it.
    Window {
        /// Events that end after this belong.
        start: Instant,
        /// Events that start before this belong.
        end: Instant,
    },
    /// Where an earlier page left off.
    Cursor(&'cursor Cursor),
}

impl GraphClient {
    /// One page of a mailbox's primary calendar. Occurrences are made whole from their series; the series itself is no item.
    pub async fn calendar_page(
        &self,
        _proof: &impl MayRead,
        mailbox: &ObjectId,
        from: CalendarFrom<'_>,
    ) -> Result<Page<Meeting>, GraphRefusal> {
        let mut state = match from {
            CalendarFrom::Window { start, end } => self.calendar_chain(mailbox, start, end)?,
            CalendarFrom::Cursor(cursor) => State::open(cursor, Kind::Calendar)?,
        };
        self.check_mailbox(&state, mailbox)?;
        if state.stored || matches!(from, CalendarFrom::Window { .. }) {
            self.masters().forget(mailbox);
        }
        let fetched = self
            .page::<WireEvent>(&mut state, Some(mailbox), |_| {})
            .await?;
        let mut page = Page {
            items: Vec::with_capacity(fetched.page.value.len()),
            removed: Vec::new(),
            partial: Vec::new(),
            dropped_bodies: 0,
            next: Next::Done(Cursor::from_kept("")),
            server_now: fetched.server_now,
        };
        let seen = (fetched.page.value.len(), fetched.content);
        let mut bare = Vec::new();
        let mut met = HashMap::new();
        for event in fetched.page.value {
            page.dropped_bodies += u64::from(event.had_body());
            match event.into_line()? {
                Line::Whole(meeting) => page.items.push(meeting),
                Line::Removed(id) => page.removed.push(id),
                Line::Bare(occurrence) => bare.push(occurrence),
                Line::Master(id, master) => {
                    let master = Arc::new(master);
                    self.masters()
                        .keep(mailbox, id.clone(), Arc::clone(&master));
                    met.insert(id, master);
                }
            }
        }
        self.make_whole(mailbox, bare, met, &mut page).await?;
        page.next =
            self.after_calendar(state, mailbox, seen, fetched.page.next, fetched.page.delta)?;
        Ok(page)
    }

    fn calendar_chain(
        &self,
        mailbox: &ObjectId,
        start: Instant,
        end: Instant,
    ) -> Result<State, GraphRefusal> {
        let query = format!("startDateTime={start}&endDateTime={end}");
        let url = self.mailbox_url(mailbox, &["calendarView", "delta"], &query)?;
        Ok(State::new(
            Kind::Calendar,
            self.relative(url.as_str())?,
            PAGE_SIZE,
        ))
    }

    async fn make_whole(
        &self,
        mailbox: &ObjectId,
        bare: Vec<Occurrence>,
        mut met: HashMap<ItemId, Arc<Master>>,
        page: &mut Page<Meeting>,
    ) -> Result<(), GraphRefusal> {
        let mut missing = Vec::new();
        for occurrence in &bare {
            if met.contains_key(&occurrence.master) || missing.contains(&&occurrence.master) {
                continue;
            }
            match self.masters().get(mailbox, &occurrence.master) {
                Some(master) => {
                    met.insert(occurrence.master.clone(), master);
                }
                None => missing.push(&occurrence.master),
            }
        }
        let query = format!("$select={MASTER_FIELDS}");
        let urls = missing
            .iter()
            .map(|id| self.mailbox_url(mailbox, &["events", id.as_str()], &query));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        for (id, answer) in missing
            .into_iter()
            .zip(self.batch::<WireEvent>(&urls, Some(mailbox)).await?)
        {
            match answer {
                Ok(event) => {
                    page.dropped_bodies += u64::from(event.had_body());
                    let master = Arc::new(event.into_master());
                    self.masters()
                        .keep(mailbox, id.clone(), Arc::clone(&master));
                    met.insert(id.clone(), master);
                }
                // The series went while its occurrences were on their way; the next round will say so too.
                Err(GraphRefusal::NotFound) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        for occurrence in bare {
            match met.get(&occurrence.master) {
                Some(master) => page.items.push(occurrence.of(master)),
                None => page.removed.push(occurrence.id),
            }
        }
        Ok(())
    }

    fn after_calendar(
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
        let delta = self.relative(&delta.ok_or(GraphRefusal::WrongShape)?)?;
        self.masters().forget(mailbox);
        state.finish(delta, PAGE_SIZE);
        Ok(Next::Done(state.cursor()))
    }
}
