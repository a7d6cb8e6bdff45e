//! A world as the engine's source, told page by page as Microsoft Graph does.

use crate::world::{Event, Invited, Mail, Person, World, instant};
use activity::{Instant, ItemId, ObjectId};
use consent::Permit;
use privacy::Raw;
use privacy::input::{Attendee, Invitation, Meeting, Message};
use std::sync::{Arc, Mutex};
use sync::{CalendarFrom, MailFrom, Mailbox, Next, Page, Source, SourceError, Transcripts};

#[derive(Clone)]
pub struct Mailboxes(pub Arc<Mutex<World>>);

impl Source for Mailboxes {
    async fn now(&self) -> Result<Instant, SourceError> {
        let mut world = self.0.lock().unwrap();
        world.asked += 1;
        Ok(world.now)
    }

    async fn mailboxes(&self, _permit: &Permit<'_>) -> Result<Vec<Mailbox>, SourceError> {
        let world = self.0.lock().unwrap();
        let told = |person: &Person| Mailbox {
            id: person.id.clone(),
            addresses: person.addresses.clone(),
            readability: person.readability,
        };
        Ok(world.people.iter().map(told).collect())
    }

    async fn calendar_page(
        &self,
        _permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: CalendarFrom<'_>,
    ) -> Result<Page<Meeting>, SourceError> {
        let mut world = self.0.lock().unwrap();
        world.pull()?;
        let (cursor, window) = match from {
            CalendarFrom::Cursor(cursor) => (Some(cursor), String::new()),
            CalendarFrom::Window { start, end } => (None, format!("{start}/{end}")),
        };
        let place = world.place(cursor, window)?;
        let (start, end) = place.window.split_once('/').unwrap();
        let (start, end) = (instant(start), instant(end));
        let person = world.owner(mailbox);
        let belongs = |event: &Event| match (event.start, event.end) {
            (Some(from), Some(to)) => from < end && to > start,
            _ => true,
        };
        Ok(world.page(&place, &person.events, belongs, |id, event| {
            meeting(id, event, person)
        }))
    }

    async fn folders(
        &self,
        _permit: &Permit<'_>,
        mailbox: &ObjectId,
    ) -> Result<Vec<String>, SourceError> {
        let world = self.0.lock().unwrap();
        let person = world.owner(mailbox);
        Ok(person
            .folders
            .keys()
            .filter(|name| *name != "junk")
            .cloned()
            .collect())
    }

    async fn mail_page(
        &self,
        _permit: &Permit<'_>,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> Result<Page<Message>, SourceError> {
        let mut world = self.0.lock().unwrap();
        world.pull()?;
        let (cursor, floor) = match from {
            MailFrom::Cursor(cursor) => (Some(cursor), String::new()),
            MailFrom::Since(since) => (None, since.to_string()),
        };
        let place = world.place(cursor, floor)?;
        let floor = instant(&place.window);
        let person = world.owner(mailbox);
        let belongs = |mail: &Mail| mail.received.is_none_or(|received| received >= floor);
        Ok(world.page(&place, &person.folders[folder], belongs, message))
    }

    async fn mails(
        &self,
        _permit: &Permit<'_>,
        _mailbox: &ObjectId,
        _ids: &[ItemId],
    ) -> Result<Vec<Raw<Message>>, SourceError> {
        Ok(Vec::new())
    }

    async fn invitations(
        &self,
        _permit: &Permit<'_>,
        _mailbox: &ObjectId,
        _from: MailFrom<'_>,
    ) -> Result<Page<Invitation>, SourceError> {
        let mut world = self.0.lock().unwrap();
        world.pull()?;
        let items = world.invited.iter().map(invitation).map(Raw::seal);
        Ok(Page {
            items: items.collect(),
            removed: Vec::new(),
            partial: Vec::new(),
            next: Next::Done(String::new()),
        })
    }

    async fn transcripts(
        &self,
        _permit: &Permit<'_>,
        _mailbox: &ObjectId,
        link: &str,
        _ended: Instant,
    ) -> Result<Transcripts, SourceError> {
        let mut world = self.0.lock().unwrap();
        world.pull()?;
        let now = world.now;
        world.looked_up.push((link.into(), now));
        Ok(world.teams[link].clone())
    }

    fn traffic(&self) -> (u64, u64) {
        (self.0.lock().unwrap().pulls, 0)
    }
}

fn meeting(id: &str, event: &Event, person: &Person) -> Meeting {
    Meeting {
        id: ItemId::new(id).unwrap(),
        ical_uid: event.uid.clone(),
        in_series: false,
        original_start: None,
        subject: Some(event.subject.clone()),
        start: event.start,
        end: event.end,
        is_cancelled: event.cancelled,
        is_private: event.private,
        is_organizer: person.addresses.contains(&event.organizer),
        is_online: Some(true),
        organizer: Some(event.organizer.clone()),
        attendees: event
            .attendees
            .iter()
            .map(|address| Attendee {
                address: Some(address.clone()),
                is_resource: false,
                response: None,
            })
            .collect(),
    }
}

fn invitation(invited: &Invited) -> Invitation {
    let attendees = invited.with.iter().map(|address| Attendee {
        address: Some(address.clone()),
        is_resource: false,
        response: None,
    });
    Invitation {
        meeting: Raw::seal(Meeting {
            id: ItemId::new(&*invited.id).unwrap(),
            ical_uid: None,
            in_series: invited.moved_from.is_some(),
            original_start: invited.moved_from,
            subject: Some("secret".into()),
            start: Some(invited.starts),
            end: Some(invited.ends),
            is_cancelled: false,
            is_private: invited.private,
            is_organizer: true,
            is_online: Some(true),
            organizer: Some("ada@contoso.example".into()),
            attendees: attendees.collect(),
        }),
        link: invited.link.clone(),
        is_series: invited.recurrence.is_some(),
        recurrence: invited.recurrence.clone(),
    }
}

fn message(id: &str, mail: &Mail) -> Message {
    Message {
        id: ItemId::new(id).unwrap(),
        internet_message_id: mail.message_id.clone(),
        conversation_id: Some("conv".into()),
        subject: Some(mail.subject.clone()),
        sender: Some(mail.sender.clone()),
        from: None,
        to: mail.to.clone(),
        cc: Vec::new(),
        received: mail.received,
        sent: mail.received,
        is_draft: mail.draft,
    }
}
