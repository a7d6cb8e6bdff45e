use crate::Fallible;
use crate::ground::Ground;
use crate::process::own_computing_time;
use activity::{ObjectId, Stream};
use egress::{Egress, EgressConfig, EgressError, HeaderName, Origin, Request, Role};
use graph::{CalendarFrom, Cursor, MailFrom, Next, Readability, User};
use privacy::{Directory, Keyer, assess_mail, assess_meeting};
use std::hint::black_box;
use std::time::{Duration, Instant};
use url::Url;

/// What the product's client asks for, so that the floor pulls the same pages.
const MAIL_FIELDS: &str = "id,receivedDateTime,sentDateTime,conversationId,internetMessageId,subject,from,sender,\
                           toRecipients,ccRecipients,isDraft,parentFolderId";
const MAIL_PAGE: u32 = 200;
const CALENDAR_PAGE: u32 = 50;
const DAYS_BACK: i64 = 90;
const DAYS_AHEAD: i64 = 30;

/// What a walk over all pages came to.
pub(crate) struct Walked {
    pub(crate) took: Duration,
    pub(crate) computed: Duration,
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
    pub(crate) items: u64,
}

/// Opens a page as a browser does that nobody has to click in: it follows where the page sends it.
pub(crate) async fn browse(address: &str) -> Fallible<()> {
    let mut next = Url::parse(address)?;
    for _ in 0..8 {
        let door = Egress::new(EgressConfig::new().allow(Role::Authority, Origin::of(&next)?))?;
        match door.fetch(Request::get(next.clone())).await {
            Ok(_) => return Ok(()),
            Err(EgressError::Status(answer)) => {
                let location = answer
                    .location
                    .ok_or_else(|| format!("status {}", answer.code))?;
                next = next.join(&location)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err("sent round in circles".into())
}

/// Pulls every page and drops its bytes unread; `items` are those that the other floor finds in them.
pub(crate) async fn bytes_only(ground: &Ground, items: u64) -> Fallible<Walked> {
    let watch = Stopwatch::start(ground);
    let now = ground.now()?;
    for user in people(ground).await? {
        let base = format!("{}/users/{}", ground.base, user.id);
        let (start, end) = (now.plus_days(-DAYS_BACK), now.plus_days(DAYS_AHEAD));
        let window = format!("{base}/calendarView/delta?startDateTime={start}&endDateTime={end}");
        drop_round(ground, &user.id, window, CALENDAR_PAGE).await?;
        for folder in folders(ground, &user.id).await? {
            let query = format!("$select={MAIL_FIELDS}&$filter=receivedDateTime ge {start}");
            let first = format!("{base}/mailFolders/{folder}/messages/delta?{query}");
            drop_round(ground, &user.id, first, MAIL_PAGE).await?;
        }
    }
    Ok(watch.stop(items))
}

/// Pulls every page, parses and judges its items by the product's own client and filter, and keeps nothing.
pub(crate) async fn parse_and_filter(ground: &Ground) -> Fallible<Walked> {
    let watch = Stopwatch::start(ground);
    let now = ground.now()?;
    let (start, end) = (now.plus_days(-DAYS_BACK), now.plus_days(DAYS_AHEAD));
    let keyer = Keyer::new(&[5; 32]);
    let (meetings, mails) = (
        ground.register.clearance(Stream::MeetingAttend)?,
        ground.register.clearance(Stream::EmailThread)?,
    );
    let people = people(ground).await?;
    let mut directory = Directory::default();
    for user in &people {
        directory.add(&user.id, user.addresses.iter().map(String::as_str));
        directory.mark_readable(user.id.clone());
    }
    let mut items = 0;
    for User { id, .. } in &people {
        let mut from = None;
        loop {
            let at = from
                .as_ref()
                .map_or(CalendarFrom::Window { start, end }, CalendarFrom::Cursor);
            let page = ground.graph.calendar_page(&meetings, id, at).await?;
            for meeting in page.items {
                items += 1;
                black_box(assess_meeting(meeting, id, &directory, &keyer, &meetings));
            }
            let Some(next) = more(page.next) else { break };
            from = Some(next);
        }
        for folder in folders(ground, id).await? {
            let mut from = None;
            loop {
                let at = from
                    .as_ref()
                    .map_or(MailFrom::Since(start), MailFrom::Cursor);
                let page = ground.graph.mail_page(&mails, id, &folder, at).await?;
                for mail in page.items {
                    items += u64::from(
                        black_box(assess_mail(mail, id, start, &keyer, &mails)).is_some(),
                    );
                }
                let Some(next) = more(page.next) else { break };
                from = Some(next);
            }
        }
    }
    Ok(watch.stop(items))
}

fn more(next: Next) -> Option<Cursor> {
    match next {
        Next::More(cursor) => Some(cursor),
        Next::Done(_) => None,
    }
}

/// Everybody in the directory who has a mailbox; shared ones belong to accounts that nobody can sign in to.
async fn people(ground: &Ground) -> Fallible<Vec<User>> {
    let proof = ground.register.clearance(Stream::EmailThread)?;
    let mut found = Vec::new();
    let mut from = None;
    loop {
        let page = ground.graph.users(&proof, from.as_ref()).await?;
        let ids: Vec<ObjectId> = page.users.iter().map(|user| user.id.clone()).collect();
        let known = ground.graph.readability(&proof, &ids).await?;
        let readable = page
            .users
            .into_iter()
            .zip(known)
            .filter(|(_, known)| *known == Readability::Readable);
        found.extend(readable.map(|(user, _)| user));
        let Some(next) = page.next else {
            return Ok(found);
        };
        from = Some(next);
    }
}

async fn folders(ground: &Ground, mailbox: &ObjectId) -> Fallible<Vec<String>> {
    let proof = ground.register.clearance(Stream::EmailThread)?;
    let tree = ground.graph.folders(&proof, mailbox).await?;
    Ok(tree.in_scope().map(str::to_owned).collect())
}

/// Follows the pages of a round; of each only the next link is looked for.
async fn drop_round(
    ground: &Ground,
    mailbox: &ObjectId,
    first: String,
    page_size: u32,
) -> Fallible<()> {
    let prefer =
        format!(r#"IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize={page_size}"#);
    let mut next = Some(first);
    while let Some(link) = next {
        let request = Request::get(Url::parse(&link)?)
            .bearer(&ground.token)
            .mailbox(mailbox.as_str(), 1)
            .header(HeaderName::from_static("prefer"), &prefer);
        let answer = ground.door.fetch(request).await?;
        next = next_link(answer.body());
    }
    Ok(())
}

/// The next link of a page; links are plain enough to be cut out of its end or its beginning.
fn next_link(page: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"\"@odata.nextLink\":";
    let at = page.windows(MARK.len()).position(|window| window == MARK)?;
    let rest = std::str::from_utf8(&page[at + MARK.len()..]).ok()?;
    let link = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    Some(link.replace("\\/", "/").replace("\\u0026", "&"))
}

/// Time and traffic since a moment.
struct Stopwatch<'ground> {
    ground: &'ground Ground,
    begun: Instant,
    computed: Duration,
    before: egress::Totals,
}

impl<'ground> Stopwatch<'ground> {
    fn start(ground: &'ground Ground) -> Self {
        Self {
            ground,
            begun: Instant::now(),
            computed: own_computing_time(),
            before: ground.door.totals(),
        }
    }

    fn stop(self, items: u64) -> Walked {
        let after = self.ground.door.totals();
        Walked {
            took: self.begun.elapsed(),
            computed: own_computing_time().saturating_sub(self.computed),
            requests: after.requests - self.before.requests,
            bytes: after.bytes_received - self.before.bytes_received,
            items,
        }
    }
}
