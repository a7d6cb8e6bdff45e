use crate::{Allowlist, DpaState};
use activity::fields::Field;
use activity::{Address, CycleId, Domain, Instant, Level, Road, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a tenant's admin allows; the service serves it signed, the app and the service both filter by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// The tenant.
    pub tenant: TenantId,
    /// Rises with every change.
    pub version: u64,
    /// When the service signed it.
    pub issued_at: Instant,
    /// The tenant's own domains, always excluded with all below them.
    pub verified_domains: Vec<Domain>,
    /// The external domains that may produce activities.
    pub allowed_external_domains: Allowlist,
    /// The mapped properties that are left out.
    #[serde(default)]
    pub fields_off: BTreeSet<Field>,
    /// Which roads are open for new connections.
    #[serde(default)]
    pub roads: RoadSwitches,
    /// The mail permission that employees are asked for.
    #[serde(default)]
    pub mail_scope: MailScope,
    /// Whether a plain deletion upstream retracts what was sent.
    #[serde(default)]
    pub retract_on_delete: bool,
    /// How many days the service keeps what arrived; until it is erased or retracted where none are set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// How much of transcripts may be sent, and of which meetings.
    #[serde(default)]
    pub transcripts: TranscriptPolicy,
    /// The review cycles; without any, the current calendar quarter in UTC is the cycle.
    #[serde(default)]
    pub cycles: Vec<Cycle>,
    /// Where the DPA stands.
    pub dpa: DpaState,
}

/// Which roads are open for new connections; what is connected goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RoadSwitches {
    /// Employees by Microsoft Graph.
    pub employee_graph: bool,
    /// Employees by IMAP.
    pub employee_imap: bool,
    /// The organisation.
    pub organisation: bool,
}

impl Default for RoadSwitches {
    fn default() -> Self {
        Self {
            employee_graph: true,
            employee_imap: true,
            organisation: true,
        }
    }
}

impl RoadSwitches {
    /// Whether the road takes new connections.
    pub fn is_open(self, road: Road) -> bool {
        match road {
            Road::EmployeeGraph => self.employee_graph,
            Road::EmployeeImap => self.employee_imap,
            Road::Organisation => self.organisation,
        }
    }
}

/// What may be sent of transcripts; an employee may choose less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TranscriptPolicy {
    /// The most that may leave.
    pub level: Level,
    /// Whether meetings without anybody from outside count too.
    pub internal_meetings: bool,
}

/// The mail permission that the employee road asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailScope {
    /// The seed's own scope.
    #[default]
    #[serde(rename = "Mail.Read")]
    Read,
    /// Hides bodies at Microsoft already.
    #[serde(rename = "Mail.ReadBasic")]
    ReadBasic,
}

/// A review cycle: its start is in, its end is out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cycle {
    /// Its id, such as `2026-Q4`.
    pub id: CycleId,
    /// What people call it; the id where nobody named it.
    #[serde(default)]
    pub name: String,
    /// The first instant in it.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
    /// The time zone (IANA) in which its start and end were chosen.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Whether its numbers may still change.
    #[serde(default)]
    pub state: CycleState,
}

/// Where a review cycle stands; it only ever moves forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CycleState {
    /// Numbers are counted and sent.
    #[default]
    Open,
    /// The numbers stay as they are; the review reads them.
    Frozen,
    /// The review is over.
    Closed,
}

fn utc() -> String {
    "UTC".to_owned()
}

impl Cycle {
    /// An open cycle in UTC that nobody named.
    pub fn new(id: CycleId, start: Instant, end: Instant) -> Self {
        Self {
            name: id.to_string(),
            id,
            start,
            end,
            time_zone: utc(),
            state: CycleState::default(),
        }
    }

    /// Whether the instant lies in the cycle.
    pub fn contains(&self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }
}

impl Policy {
    /// What stands before an admin chose anything: nothing is allowed, and everything else is as it is by default.
    pub fn new(tenant: TenantId, issued_at: Instant, dpa: DpaState) -> Self {
        Self {
            tenant,
            version: 1,
            issued_at,
            verified_domains: Vec::new(),
            allowed_external_domains: Allowlist::default(),
            fields_off: BTreeSet::new(),
            roads: RoadSwitches::default(),
            mail_scope: MailScope::default(),
            retract_on_delete: false,
            retention_days: None,
            transcripts: TranscriptPolicy::default(),
            cycles: Vec::new(),
            dpa,
        }
    }

    /// Whether the address belongs to the tenant itself.
    pub fn is_internal(&self, address: &Address) -> bool {
        self.is_internal_domain(address.domain())
    }

    /// Whether the domain is one of the tenant's own or lies below one.
    pub fn is_internal_domain(&self, domain: &Domain) -> bool {
        self.verified_domains
            .iter()
            .any(|own| domain.is_within(own))
    }

    /// Whether the address is that of an external person whom the allowlist admits; internal beats the allowlist.
    pub fn admits(&self, address: &Address) -> bool {
        !self.is_internal(address) && self.allowed_external_domains.admits(address)
    }

    /// Whether a cycle's numbers may still change; one that is not on the list is the calendar's, and open.
    pub fn is_counted(&self, cycle: &CycleId) -> bool {
        let named = self.cycles.iter().find(|named| named.id == *cycle);
        named.is_none_or(|named| named.state == CycleState::Open)
    }

    /// Whether the property may be sent.
    pub fn sends(&self, field: Field) -> bool {
        !self.fields_off.contains(&field)
    }
}
