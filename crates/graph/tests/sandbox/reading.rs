//! Reading to the end of a round.

use crate::support::{Stage, proof};
use activity::{Instant, ObjectId, Stream};
use graph::{CalendarFrom, Cursor, GraphRefusal, MailFrom, Next};

pub(crate) struct Read {
    pub(crate) items: usize,
    pub(crate) partial: usize,
    pub(crate) removed: usize,
    pub(crate) bodies: u64,
    pub(crate) pages: usize,
    pub(crate) done: Cursor,
}

pub(crate) async fn read_folder(
    stage: &Stage,
    mailbox: &ObjectId,
    folder: &str,
    from: MailFrom<'_>,
) -> Result<Read, GraphRefusal> {
    let proof = proof(&stage.register, Stream::EmailThread);
    let mut read = Read {
        items: 0,
        partial: 0,
        removed: 0,
        bodies: 0,
        pages: 0,
        done: Cursor::from_kept(""),
    };
    let mut page = stage
        .client
        .mail_page(&proof, mailbox, folder, from)
        .await?;
    loop {
        read.items += page.items.len();
        read.partial += page.partial.len();
        read.removed += page.removed.len();
        read.bodies += page.dropped_bodies;
        read.pages += 1;
        match page.next {
            Next::Done(cursor) => {
                read.done = cursor;
                return Ok(read);
            }
            Next::More(cursor) => {
                // Cursors are kept as text between two pages.
                let cursor = Cursor::from_kept(cursor.as_str());
                page = stage
                    .client
                    .mail_page(&proof, mailbox, folder, MailFrom::Cursor(&cursor))
                    .await?;
            }
        }
    }
}

pub(crate) async fn read_calendar(stage: &Stage, mailbox: &ObjectId) -> Result<Read, GraphRefusal> {
    let now = now(stage);
    let window = CalendarFrom::Window {
        start: now.plus_days(-90),
        end: now.plus_days(30),
    };
    read_calendar_from(stage, mailbox, window).await
}

pub(crate) async fn read_calendar_from(
    stage: &Stage,
    mailbox: &ObjectId,
    from: CalendarFrom<'_>,
) -> Result<Read, GraphRefusal> {
    let proof = proof(&stage.register, Stream::MeetingAttend);
    let mut read = Read {
        items: 0,
        partial: 0,
        removed: 0,
        bodies: 0,
        pages: 0,
        done: Cursor::from_kept(""),
    };
    let mut page = stage.client.calendar_page(&proof, mailbox, from).await?;
    loop {
        read.items += page.items.len();
        read.removed += page.removed.len();
        read.bodies += page.dropped_bodies;
        read.pages += 1;
        match page.next {
            Next::Done(cursor) => {
                read.done = cursor;
                return Ok(read);
            }
            Next::More(cursor) => {
                page = stage
                    .client
                    .calendar_page(&proof, mailbox, CalendarFrom::Cursor(&cursor))
                    .await?;
            }
        }
    }
}

pub(crate) fn now(stage: &Stage) -> Instant {
    Instant::from(stage.sandbox.world().now())
}

pub(crate) fn since(stage: &Stage) -> MailFrom<'static> {
    MailFrom::Since(now(stage).plus_days(-3_650))
}
