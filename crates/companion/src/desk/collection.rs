//! What is collected, rendered from the register of fields; and what the permissions could read.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    CollectionView, FieldRow, NeverCollected, PermissionTruth, Road, Sensitivity, StreamCollection,
};
use activity::Stream;
use activity::fields::{self, Declaration, FIELDS, NEVER_COLLECTED};
use consent::{MailScope, Policy};

const SEEN_BY: &str = "People of your organisation whom it lets into the central service";
const BECAUSE: &str = "No type of the program can hold it";

/// Each permission: its name, what it could read, what is asked for with it, what is sent.
type Truth = (&'static str, &'static str, &'static str, &'static str);

const EMPLOYEE: [Truth; 4] = [
    (
        "Mail.Read",
        "Every mail in your mailbox, with its text",
        "Sender, recipients, subject, times and message ids; of people and subject only one-way codes are kept, for your rules",
        "Two numbers for each review cycle",
    ),
    (
        "User.Read",
        "Your profile",
        "Your addresses, to tell sent from received",
        "Your own address",
    ),
    (
        "OnlineMeetings.Read",
        "Your Teams meetings",
        "Which meeting an invitation’s join link leads to",
        "Nothing",
    ),
    (
        "OnlineMeetingTranscript.Read.All",
        "Transcripts of your Teams meetings",
        "Which transcripts there are, and the words of one when you open it",
        "What you release of a transcript",
    ),
];

/// What takes the first one's place where the tenant chose it.
const BASIC: Truth = (
    "Mail.ReadBasic",
    "The envelopes of every mail in your mailbox, without texts",
    "Sender, recipients, subject, times and message ids; Teams meetings cannot be found in invitations, so transcripts need join links from elsewhere",
    "Two numbers for each review cycle",
);

const BY_IMAP: [Truth; 1] = [(
    "IMAP",
    "Every mail in your mailbox, with its text and attachments; it could also change and delete them",
    "Sender, recipients, subject, times, message ids and the draft mark; folders are opened for reading only, and the program has no command that fetches a text",
    "Two numbers for each review cycle",
)];

const ORGANISATION: [Truth; 3] = [
    (
        "Calendars.Read",
        "Every calendar of the tenant, with the texts of invitations",
        "Meetings of the last 90 days and the next 30",
        "One activity for each attendee on an allowed external domain",
    ),
    (
        "Mail.ReadBasic.All",
        "The envelopes of every mail of the tenant, without texts",
        "Envelopes of the last 90 days",
        "One activity for each mail with people on allowed external domains",
    ),
    (
        "User.Read.All",
        "The profile of everybody in the tenant",
        "Ids and addresses, to know your own people",
        "Ids only",
    ),
];

impl Companion {
    pub(super) async fn collected(&self, road: Road) -> Result<CollectionView, Obstacle> {
        let connections = self.connections().await?;
        let of_road = activity::Road::from(road);
        let policy = match connections
            .iter()
            .find(|connection| connection.road == of_road)
        {
            Some(connection) => self.last_policy(connection).await?,
            None => None,
        };
        Ok(CollectionView {
            road,
            streams: of_road
                .streams()
                .iter()
                .map(|stream| collection(*stream, policy.as_ref()))
                .collect(),
            never: never(),
            permissions: match road {
                Road::EmployeeGraph => self.employee_truths(policy.as_ref()).await?,
                Road::EmployeeImap => truths(&BY_IMAP),
                Road::Organisation => truths(&ORGANISATION),
            },
        })
    }
}

impl Companion {
    async fn employee_truths(
        &self,
        policy: Option<&Policy>,
    ) -> Result<Vec<PermissionTruth>, Obstacle> {
        let mail_scope = if let Some(policy) = policy {
            policy.mail_scope
        } else {
            let invite = self.last_invite().await?;
            invite.map(|invite| invite.mail_scope).unwrap_or_default()
        };
        let mut permissions = EMPLOYEE;
        if mail_scope == MailScope::ReadBasic {
            permissions[0] = BASIC;
        }
        Ok(truths(&permissions))
    }
}

fn collection(stream: Stream, policy: Option<&Policy>) -> StreamCollection {
    let fields = FIELDS
        .iter()
        .filter(|field| field.stream == stream)
        .map(|field| row(field, policy));
    StreamCollection {
        stream: stream.into(),
        fields: fields.collect(),
    }
}

fn row(field: &Declaration, policy: Option<&Policy>) -> FieldRow {
    let sent = match (field.switch, policy) {
        (Some(switch), Some(policy)) => policy.sends(switch),
        _ => true,
    };
    FieldRow {
        name: field.path.replace("properties.", ""),
        example: field.example.to_owned(),
        purpose: field.purpose.to_owned(),
        sensitivity: match field.sensitivity {
            fields::Sensitivity::Technical => Sensitivity::Low,
            fields::Sensitivity::Interaction => Sensitivity::Medium,
            fields::Sensitivity::Identifying | fields::Sensitivity::Written => Sensitivity::High,
        },
        seen_by: SEEN_BY.to_owned(),
        kept_days: policy.and_then(|policy| policy.retention_days),
        switchable: field.switch.is_some(),
        sent,
    }
}

fn never() -> Vec<NeverCollected> {
    let codes = [
        "body",
        "attachments",
        "bcc",
        "others",
        "left_out_folders",
        "withheld",
    ];
    let pairs = codes.iter().zip(NEVER_COLLECTED);
    pairs
        .map(|(code, what)| NeverCollected {
            code: (*code).to_owned(),
            what: what.to_owned(),
            because: BECAUSE.to_owned(),
        })
        .collect()
}

fn truths(truths: &[Truth]) -> Vec<PermissionTruth> {
    let truth = |(permission, could_read, asks_for, sends): &Truth| PermissionTruth {
        permission: (*permission).to_owned(),
        could_read: (*could_read).to_owned(),
        asks_for: (*asks_for).to_owned(),
        sends: (*sends).to_owned(),
    };
    truths.iter().map(truth).collect()
}
