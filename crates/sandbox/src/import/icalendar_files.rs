//! Calendars in iCalendar files.

use std::collections::BTreeMap;
use std::path::Path;

use icalendar::parser::{Component, Property, read_calendar, unfold};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{ImportError, account_of_file, files};
use crate::world::address::Address;
use crate::world::meeting::{Attendee, Exception, Meeting, MeetingKey, MeetingUid, Online};
use crate::world::series::{Pattern, Range, Series, weekday};
use crate::world::{World, zones};

/// When something in a file happens.
struct Moment {
    instant: Timestamp,
    zone: String,
    is_date: bool,
}

/// Imports the events of all files in a folder. An event reaches those of its organiser and attendees who have a mailbox
/// here, or else the mailbox that the file is named after.
pub(crate) fn import(world: &World, folder: &Path) -> Result<usize, ImportError> {
    let mut imported = 0;
    for path in files(folder, "ics")? {
        let bytes =
            std::fs::read(&path).map_err(|error| ImportError::Unreadable(path.clone(), error))?;
        let text = unfold(&String::from_utf8_lossy(&bytes));
        let calendar =
            read_calendar(&text).map_err(|_| ImportError::Foreign(path.clone(), "iCalendar"))?;
        let events: Vec<&Component<'_>> = calendar
            .components
            .iter()
            .filter(|component| component.name == "VEVENT")
            .collect();
        let (overrides, heads): (Vec<&Component<'_>>, Vec<&Component<'_>>) = events
            .into_iter()
            .partition(|event| event.find_prop("RECURRENCE-ID").is_some());
        let mut editor = world.edit();
        let fallback = account_of_file(&editor, &path)?;
        for head in heads {
            let Some(mut meeting) = meeting(head, editor.now) else {
                continue;
            };
            let same = overrides
                .iter()
                .filter(|event| value(event, "UID") == value(head, "UID"));
            add_exceptions(&mut meeting, head, &same.copied().collect::<Vec<_>>());
            meeting.organizer_account = meeting
                .organizer
                .address
                .as_deref()
                .and_then(|address| editor.state.account(address));
            let cancelled = value(head, "STATUS")
                .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"));
            let (_, copies) = editor.add_meeting(Some(fallback), |key| Meeting { key, ..meeting });
            if let (true, Some((account, entry))) = (cancelled, copies.first()) {
                let cancelling = editor.cancel_meeting(*account, *entry, 0, false);
                cancelling.map_err(|_| ImportError::Foreign(path.clone(), "iCalendar"))?;
            }
            imported += 1;
        }
    }
    Ok(imported)
}

fn meeting(event: &Component<'_>, now: Timestamp) -> Option<Meeting> {
    let start = moment(event.find_prop("DTSTART")?)?;
    let end = event
        .find_prop("DTEND")
        .and_then(moment)
        .map(|end| end.instant);
    let length = value(event, "DURATION").and_then(|text| text.parse::<jiff::Span>().ok());
    let length = length.and_then(|span| {
        span.to_duration(start.instant.to_zoned(TimeZone::UTC).datetime())
            .ok()
    });
    let usual = if start.is_date {
        SignedDuration::from_hours(24)
    } else {
        SignedDuration::ZERO
    };
    let organizer = event
        .find_prop("ORGANIZER")
        .map(|property| person(property))
        .unwrap_or_default();
    Some(Meeting {
        key: MeetingKey(0),
        organizer,
        organizer_account: None,
        attendees: properties(event, "ATTENDEE").map(attendee).collect(),
        invited: Vec::new(),
        subject: value(event, "SUMMARY").map(unescape),
        start: start.instant,
        end: end.unwrap_or_else(|| start.instant + length.unwrap_or(usual)),
        series: value(event, "RRULE").and_then(|rule| series(rule, &start)),
        zone: start.zone,
        all_day: start.is_date,
        exceptions: BTreeMap::new(),
        online: Online::No,
        uid: value(event, "UID").map_or(MeetingUid::Missing, |uid| {
            MeetingUid::Foreign(uid.to_owned())
        }),
        created: event
            .find_prop("CREATED")
            .and_then(moment)
            .map_or(now, |created| created.instant),
        sensitivity: match value(event, "CLASS") {
            Some("PRIVATE") => "private",
            Some("CONFIDENTIAL") => "confidential",
            _ => "normal",
        },
        location: value(event, "LOCATION").map(unescape),
        transcribed: false,
    })
}

fn add_exceptions(meeting: &mut Meeting, head: &Component<'_>, overrides: &[&Component<'_>]) {
    let starts = meeting.starts(meeting.start + SignedDuration::from_hours(24 * 3650));
    let number = |instant: Timestamp| {
        starts
            .iter()
            .find(|(_, start)| *start == instant)
            .map(|(number, _)| *number)
    };
    for property in properties(head, "EXDATE") {
        for text in property.val.as_str().split(',') {
            let moment = moment_of(text, property);
            if let Some(number) = moment.and_then(|moment| number(moment.instant)) {
                meeting.exceptions.entry(number).or_default().cancelled = true;
            }
        }
    }
    for event in overrides {
        let original = event
            .find_prop("RECURRENCE-ID")
            .and_then(moment)
            .and_then(|moment| number(moment.instant));
        let Some(number) = original else { continue };
        let time = |name: &str| {
            event
                .find_prop(name)
                .and_then(moment)
                .map(|moment| moment.instant)
        };
        meeting.exceptions.insert(
            number,
            Exception {
                start: time("DTSTART"),
                end: time("DTEND"),
                subject: value(event, "SUMMARY").map(unescape),
                cancelled: value(event, "STATUS")
                    .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
                guests: Vec::new(),
            },
        );
    }
}

fn series(rule: &str, start: &Moment) -> Option<Series> {
    let part = |name: &str| {
        rule.split(';')
            .filter_map(|part| part.split_once('='))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let zone = zones::zone(&start.zone)?;
    let days: Vec<Weekday> = part("BYDAY")
        .into_iter()
        .flat_map(|days| days.split(','))
        .filter_map(weekday)
        .collect();
    let pattern = match part("FREQ")? {
        "DAILY" => Pattern::Daily,
        "WEEKLY" if days.is_empty() => {
            Pattern::Weekly(vec![start.instant.to_zoned(zone).weekday()])
        }
        "WEEKLY" => Pattern::Weekly(days),
        _ => return None,
    };
    let until = part("UNTIL")
        .and_then(|text| text.get(..8))
        .and_then(|text| Date::strptime("%Y%m%d", text).ok());
    let range = match (part("COUNT").and_then(|count| count.parse().ok()), until) {
        (Some(count), _) => Range::Count(count),
        (None, Some(until)) => Range::Until(until),
        (None, None) => Range::Open,
    };
    let interval = part("INTERVAL")
        .and_then(|interval| interval.parse().ok())
        .unwrap_or(1);
    Some(Series {
        pattern,
        interval,
        range,
    })
}

fn moment(property: &Property<'_>) -> Option<Moment> {
    moment_of(property.val.as_str(), property)
}

fn moment_of(text: &str, property: &Property<'_>) -> Option<Moment> {
    let text = text.trim();
    if text.len() == 8 {
        let date = Date::strptime("%Y%m%d", text).ok()?;
        let instant = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return Some(Moment {
            instant,
            zone: "UTC".to_owned(),
            is_date: true,
        });
    }
    let local = DateTime::strptime("%Y%m%dT%H%M%S", text.trim_end_matches('Z')).ok()?;
    let named = parameter(property, "TZID").filter(|_| !text.ends_with('Z'));
    let (zone, name) = named
        .and_then(|name| Some((zones::zone(&name)?, name)))
        .unwrap_or((TimeZone::UTC, "UTC".to_owned()));
    let instant = zone
        .to_ambiguous_zoned(local)
        .compatible()
        .ok()?
        .timestamp();
    Some(Moment {
        instant,
        zone: name,
        is_date: false,
    })
}

fn attendee(property: &Property<'_>) -> Attendee {
    let kind = match (
        parameter(property, "CUTYPE").as_deref(),
        parameter(property, "ROLE").as_deref(),
    ) {
        (Some("RESOURCE" | "ROOM"), _) => "resource",
        (_, Some("OPT-PARTICIPANT")) => "optional",
        _ => "required",
    };
    let response = match parameter(property, "PARTSTAT").as_deref() {
        Some("ACCEPTED") => "accepted",
        Some("TENTATIVE") => "tentativelyAccepted",
        Some("DECLINED") => "declined",
        _ => "none",
    };
    Attendee {
        address: person(property),
        kind,
        response: Some(response),
    }
}

fn person(property: &Property<'_>) -> Address {
    let text = property.val.as_str();
    let address = text
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        .map_or(text, |_| &text[7..]);
    Address {
        name: Some(parameter(property, "CN").unwrap_or_else(|| address.to_owned())),
        address: Some(address.to_owned()),
    }
}

fn parameter(property: &Property<'_>, name: &str) -> Option<String> {
    let found = property
        .params
        .iter()
        .find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name))?;
    Some(found.val.as_ref()?.as_str().trim_matches('"').to_owned())
}

fn properties<'e>(
    event: &'e Component<'_>,
    name: &'e str,
) -> impl Iterator<Item = &'e Property<'e>> {
    event
        .properties
        .iter()
        .filter(move |property| property.name == name)
}

fn value<'e>(event: &'e Component<'_>, name: &str) -> Option<&'e str> {
    event.find_prop(name).map(|property| property.val.as_str())
}

fn unescape(text: &str) -> String {
    text.replace("\\n", "\n")
        .replace("\\,", ",")
        .replace("\\;", ";")
        .replace("\\\\", "\\")
}
