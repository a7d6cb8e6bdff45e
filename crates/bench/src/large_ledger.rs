//! A ledger with very many rows: it opens, is leafed through, narrowed and searched as the window does it.

use crate::Fallible;
use crate::ground::register;
use crate::process::say;
use activity::{Domain, Instant as Moment, ItemId, ObjectId, Road, Stream, TenantId};
use consent::{MayRead as _, Register};
use ledger::{
    Connection, EntryState, Ledger, MasterKey, PageCommit, Place, Provenance, RowPage, RowQuery,
    RunEnd, RunId, UnitId,
};
use privacy::input::Message;
use privacy::{Raw, assess_mail};
use std::cmp::Reverse;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many rows one transaction has while the ledger is filled: far more than a page of the engine, since only what is asked
/// of it afterwards is measured.
const PAGE: usize = 5_000;
/// How many rows the window asks for at once.
const ROWS: usize = 100;
/// How many pages of each kind are asked for.
const SAMPLES: u64 = 200;
const DAYS: i64 = 90;
const CHAIN: &str = "inbox";
const NOW: &str = "2026-11-22T10:00:00Z";
const SYLLABLES: [&str; 16] = [
    "ka", "lo", "mi", "ne", "ru", "sa", "te", "vi", "bo", "da", "fe", "gi", "ho", "ju", "po", "wa",
];

/// What is searched, and the words of the nth search.
type Search = (&'static str, fn(u64) -> String);

/// Fills a ledger and asks it for pages, a line for each kind of question.
pub(crate) async fn measure(folder: &Path, rows: u64) -> Fallible<()> {
    let path = folder.join("large.db");
    let key = MasterKey::random().map_err(|_| "no randomness")?;
    let begun = Instant::now();
    fill(&Ledger::open(&path, &key)?, rows).await?;
    let megabytes = std::fs::metadata(&path)?.len() / (1 << 20);
    say(&format!(
        "\na ledger of {rows} activities, {megabytes} MiB, filled in {:.1} s",
        begun.elapsed().as_secs_f64()
    ));
    let begun = Instant::now();
    let ledger = Ledger::open(&path, &key)?;
    ledger.rows(query()?).await?;
    say(&format!(
        "{:<44} {:>8.1} ms",
        "opened, with the first page",
        milliseconds(begun.elapsed())
    ));
    say(&format!(
        "{:<44} {:>8} {:>8} {:>8}",
        "", "p50", "p99", "most"
    ));
    leaf(&ledger).await?;
    ask(&ledger, "a day, somewhere", |number| {
        let since = moment(rows, scattered(number) % rows)?;
        Ok(RowQuery {
            since: Some(since),
            until: Some(since.plus_days(1)),
            ..query()?
        })
    })
    .await?;
    ask(&ledger, "a state in which nothing is", |_| {
        Ok(RowQuery {
            activities: vec![(Stream::EmailThread, EntryState::Retracted)],
            ..query()?
        })
    })
    .await?;
    let searches: [Search; 5] = [
        ("a person", |number| person(scattered(number))),
        ("a domain, of everybody", |_| "acme".to_owned()),
        ("the beginning of a word", |number| {
            word(scattered(number))[..3].to_owned()
        }),
        ("two words that seldom meet", |number| {
            format!(
                "{} {}",
                word(scattered(number)),
                word(scattered(number + 1))
            )
        }),
        ("what is not there", |number| format!("zzz{number}")),
    ];
    for (name, text) in searches {
        ask(&ledger, name, |number| {
            Ok(RowQuery {
                text: Some(text(number)),
                ..query()?
            })
        })
        .await?;
    }
    Ok(())
}

/// From the newest on, page after page.
async fn leaf(ledger: &Ledger) -> Fallible<()> {
    let mut times = Vec::new();
    let mut after: Option<Place> = None;
    for _ in 0..SAMPLES {
        let page = timed(ledger, RowQuery { after, ..query()? }, &mut times).await?;
        after = page.next;
    }
    tell("leafed through, newest first", times);
    Ok(())
}

async fn ask(
    ledger: &Ledger,
    name: &str,
    query: impl Fn(u64) -> Fallible<RowQuery>,
) -> Fallible<()> {
    let mut times = Vec::new();
    for number in 0..SAMPLES {
        timed(ledger, query(number)?, &mut times).await?;
    }
    tell(name, times);
    Ok(())
}

async fn timed(ledger: &Ledger, query: RowQuery, times: &mut Vec<Duration>) -> Fallible<RowPage> {
    let begun = Instant::now();
    let page = ledger.rows(query).await?;
    times.push(begun.elapsed());
    Ok(page)
}

fn tell(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at =
        |percent: usize| milliseconds(times[(times.len() * percent / 100).min(times.len() - 1)]);
    say(&format!(
        "{name:<44} {:>8.2} {:>8.2} {:>8.2} ms (aim at p99: 50)",
        at(50),
        at(99),
        at(100)
    ));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn query() -> Fallible<RowQuery> {
    let states = [
        EntryState::Sent,
        EntryState::Waiting,
        EntryState::Pending,
        EntryState::Retracted,
    ];
    Ok(RowQuery {
        connection: connection()?.id,
        activities: states.map(|state| (Stream::EmailThread, state)).into(),
        withheld: Vec::new(),
        counted: false,
        rule: None,
        unreviewed: false,
        text: None,
        since: None,
        until: None,
        after: None,
        limit: ROWS,
    })
}

fn connection() -> Fallible<Connection> {
    Ok(Connection {
        id: activity::ConnectionId::new("floor")?,
        tenant: TenantId::new("11111111-1111-4111-8111-111111111111")?,
        road: Road::Organisation,
        mailbox: None,
        account: None,
        display_name: None,
        created_at: Moment::parse(NOW)?,
        disconnected_at: None,
    })
}

/// Fills a ledger through the same door as a sync.
async fn fill(ledger: &Ledger, rows: u64) -> Fallible<()> {
    let connection = connection()?;
    let own = Domain::parse("contoso.example").map_err(|_| "not a domain")?;
    let filling = Filling {
        ledger,
        now: connection.created_at,
        owner: ObjectId::new("22222222-2222-4222-8222-222222222222")?,
        register: register(&connection.tenant, vec![own], "acme.example")?,
        rows,
    };
    ledger.put_connection(&connection).await?;
    let run = ledger.begin_run(&connection.id, filling.now).await?;
    let stream = Stream::EmailThread;
    let unit = ledger.unit(&connection.id, &filling.owner, stream).await?;
    ledger.restart_chain(unit, CHAIN, "", filling.now).await?;
    for first in (0..rows).step_by(PAGE) {
        let mut numbers: Vec<u64> = (first..rows).take(PAGE).collect();
        // Within a transaction the index of words takes rows in the order of time several times as fast.
        numbers.sort_unstable_by_key(|number| Reverse(ago(rows, *number)));
        filling.page(run, unit, numbers).await?;
    }
    let end = RunEnd {
        finished_at: filling.now,
        outcome: "done".to_owned(),
        requests: 0,
        bytes: 0,
    };
    Ok(ledger.finish_run(run, end).await?)
}

struct Filling<'ledger> {
    ledger: &'ledger Ledger,
    now: Moment,
    owner: ObjectId,
    register: Register,
    rows: u64,
}

impl Filling<'_> {
    async fn page(&self, run: RunId, unit: UnitId, numbers: Vec<u64>) -> Fallible<()> {
        let permit = self.register.clearance(Stream::EmailThread)?;
        let keyer = self.ledger.keyer();
        let since = self.now.plus_days(-DAYS);
        let mut items = Vec::new();
        for number in numbers {
            let mail = Raw::seal(mail(number, self.rows)?);
            items.extend(assess_mail(mail, &self.owner, since, &keyer, &permit));
        }
        let commit = PageCommit {
            run,
            unit,
            chain: CHAIN.to_owned(),
            cursor: "cursor".to_owned(),
            complete: false,
            items,
            removed: Vec::new(),
            provenance: Provenance {
                policy_version: permit.policy().version,
                dpa_version: permit.dpa_version(),
                consent: None,
            },
            retract_since: None,
            now: self.now,
        };
        self.ledger.commit_mails(commit).await?;
        Ok(())
    }
}

fn mail(number: u64, rows: u64) -> Fallible<Message> {
    let of = scattered(number);
    Ok(Message {
        id: ItemId::new(format!("m{number}"))?,
        internet_message_id: Some(format!("<{number}@contoso.example>")),
        conversation_id: Some(format!("c{}", of % (rows / 4 + 1))),
        subject: Some(format!("{} {} {}", word(of), word(of / 7), word(of / 49))),
        sender: Some("ada@contoso.example".to_owned()),
        from: None,
        to: vec![person(of)],
        cc: Vec::new(),
        received: Some(moment(rows, number)?),
        sent: None,
        is_draft: false,
    })
}

fn moment(rows: u64, number: u64) -> Fallible<Moment> {
    let ago = i64::try_from(ago(rows, number))?;
    Ok(Moment::parse(NOW)?.plus_seconds(-ago - 60))
}

/// How many seconds ago a row happened: they lie evenly over the window, not in the order in which they come in.
fn ago(rows: u64, number: u64) -> u64 {
    let span = (DAYS - 1).unsigned_abs() * 24 * 3600;
    scattered(number) % rows * span / rows
}

/// One of 5,000 people.
fn person(of: u64) -> String {
    format!("{}{}@acme.example", word(of % 5_000), of % 5_000)
}

/// One of 4,096 words.
fn word(of: u64) -> String {
    [0, 4, 8]
        .map(|shift| SYLLABLES[(of >> shift) as usize % SYLLABLES.len()])
        .concat()
}

/// A number that looks like chance and is the same every time.
fn scattered(number: u64) -> u64 {
    let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}
