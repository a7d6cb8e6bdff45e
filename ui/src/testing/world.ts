import type {
  AppState,
  CollectionView,
  DayView,
  ConnectionView,
  ConsentForm,
  DpaView,
  Flow,
  Guide,
  HealthView,
  InviteRow,
  InviteView,
  LedgerDetail,
  LedgerRow,
  MailboxRow,
  PolicyView,
  ReceiptView,
  RegistrationView,
  Road,
  StepName,
  StreamName,
} from "../bindings";
import { offers } from "./ownMails";

/** A made-up world, in the shapes of the generated bindings. */
export const HASH = "9c1f0b7d3e5a48c2b6f4d1907e8a53c6b2d94f10a7c35e68d0f9b1a2c4e6d708";
const TENANT = "7d3c1c1e-0000-4000-8000-00000000c0de";

export const employeeInvite: InviteView = {
  role: "employee",
  organisation: "Contoso",
  tenant_id: TENANT,
  invited_by: "Toni Berger, people operations",
  invited_address: "alex.wood@contoso.example",
  purpose: "Workload in the yearly review, as two numbers beside the conversation",
  legal_basis: "Your consent",
  expires_at: "2026-12-06T12:00:00Z",
  service_host: "service.contoso.example",
  roads: [
    { road: "employee_graph", standing: "open" },
    { road: "employee_imap", standing: "open" },
  ],
};

export const managerInvite: InviteView = { ...employeeInvite, role: "manager", invited_by: "Robin Admin", invited_address: "toni.berger@contoso.example" };

export const adminInvite: InviteView = {
  ...employeeInvite,
  role: "tenant_admin",
  invited_by: null,
  invited_address: null,
  purpose: "Meetings and mails with customers, for the account teams",
  legal_basis: "Agreement with the organisation",
  roads: [{ road: "organisation", standing: "open" }],
};

const dpa = {
  standing: "in_force" as const,
  version: 3,
  sha256: HASH,
  language: "en",
  accepted_at: "2026-11-02T09:12:00Z",
  accepted_by: null,
};

export const employee: ConnectionView = {
  id: "e-1",
  road: "employee_graph",
  tenant: { id: TENANT, name: "Contoso", domain: "contoso.example" },
  account: { address: "alex.wood@contoso.example", name: "Alex Wood" },
  connected_at: "2026-11-02T09:20:00Z",
  permissions: ["Mail.Read", "User.Read", "OnlineMeetings.Read", "OnlineMeetingTranscript.Read.All"],
  dpa,
  streams: [
    {
      stream: "email_signal",
      offered: true,
      consent: { standing: "in_force", record: "c-4f21", given_at: "2026-11-02T09:31:00Z", sha256: HASH },
    },
  ],
  mail: null,
  roads: [
    { road: "employee_graph", standing: "closed_for_new" },
    { road: "employee_imap", standing: "open" },
  ],
  sync: { sentence: { is: "up_to_date" }, last_at: "2026-11-22T20:00:00Z", next_at: "2026-11-22T21:30:00Z", waiting: 0 },
};

export const organisation: ConnectionView = {
  ...employee,
  id: "o-1",
  road: "organisation",
  account: null,
  permissions: ["Calendars.Read", "Mail.ReadBasic.All", "User.Read.All"],
  streams: [
    { stream: "meeting_attend", offered: true, consent: { standing: "not_needed" } },
    { stream: "email_thread", offered: true, consent: { standing: "not_needed" } },
  ],
};

const steps: Record<"employee" | "admin", StepName[]> = {
  employee: ["who_asks", "what_is_collected", "sign_in", "preview", "consent", "first_sync"],
  admin: ["register", "admin_consent", "dpa", "domains", "allowlist", "first_sync", "health"],
};

/** A guide that stands at a step. */
export function guideAt(who: "employee" | "admin", at: StepName, road: Road = "employee_graph"): Guide {
  const here = steps[who].indexOf(at);
  return {
    road: who === "admin" ? "organisation" : road,
    steps: steps[who].map((step, index) => ({
      step,
      state: index < here ? "done" : index === here ? "ready" : "blocked",
    })),
  };
}

export const blank: AppState = {
  version: "0.1.0",
  first_run: true,
  invite: null,
  asked_by: null,
  managing: null,
  connections: [],
  guides: [],
  service: { host: "service.contoso.example", reachable: true, last_heard_at: "2026-11-22T20:00:00Z" },
  not_microsoft: false,
  locked: [],
  language: null,
  background: false,
  notices: true,
  metered: false,
};

/** Some weeks, quiet at weekends. */
export function days(stream: StreamName): DayView[] {
  const today = Date.now();
  return Array.from({ length: 80 }, (_, back) => new Date(today - back * 86_400_000))
    .filter((day) => day.getUTCDay() % 6 !== 0)
    .map((day) => ({ day: day.toISOString().slice(0, 10), stream, count: 3 + ((day.getUTCDate() * 7) % 19) }))
    .reverse();
}

export const signalFlow: Flow = {
  stream: "email_signal",
  considered: 853,
  withheld: [{ reason: "duplicate", count: 41 }],
  pending: 0,
  failed: 0,
  sent: 812,
  activities: 1,
  acknowledged: 1,
  retracted: 0,
};

export const flows: Flow[] = [
  {
    stream: "meeting_attend",
    considered: 1204,
    withheld: [
      { reason: "cancelled", count: 12 },
      { reason: "private", count: 31 },
      { reason: "duplicate", count: 402 },
      { reason: "internal_only", count: 404 },
      { reason: "not_on_allowlist", count: 240 },
    ],
    pending: 14,
    failed: 1,
    sent: 100,
    activities: 131,
    acknowledged: 131,
    retracted: 2,
  },
  {
    stream: "email_thread",
    considered: 9512,
    withheld: [
      { reason: "duplicate", count: 1203 },
      { reason: "no_usable_address", count: 8 },
      { reason: "internal_only", count: 6410 },
      { reason: "not_on_allowlist", count: 1480 },
    ],
    pending: 0,
    failed: 0,
    sent: 411,
    activities: 411,
    acknowledged: 405,
    retracted: 0,
  },
];

export const signal = {
  cycle: "2026-Q4",
  starts_at: "2026-10-01T00:00:00Z",
  ends_at: "2027-01-01T00:00:00Z",
  sent: 271,
  received: 541,
};

const states = ["acknowledged", "withheld", "acknowledged", "withheld", "pending", "failed", "retracted", "queued"] as const;
const reasons = ["internal_only", "not_on_allowlist", "private", "duplicate"] as const;
const people = ["buyer@acme.example", "champion@partner.example", "日本@acme.example", "zoë.ström@fabrikam.example", "ليلى@fabrikam.example"];
const subjects = ["Quarterly planning", "Offer and next steps", "Rückfrage zum Vertrag", "הצעה (2026) ושלבים הבאים!", "A very long subject that goes on and on because somebody pasted the whole story into it", null];

export const rows: LedgerRow[] = Array.from({ length: 640 }, (_, index) => {
  const state = states[index % states.length] ?? "acknowledged";
  return {
    id: `row-${index}`,
    stream: index % 3 === 0 ? "meeting_attend" : "email_thread",
    state,
    reason: state === "withheld" ? (reasons[index % reasons.length] ?? null) : null,
    occurred_at: state === "failed" ? null : new Date(Date.UTC(2026, 10, 22, 9) - index * 7_200_000).toISOString(),
    person: people[index % people.length] ?? null,
    subject: subjects[index % subjects.length] ?? null,
    direction: null,
    sent_at: state === "acknowledged" ? "2026-11-22T10:30:00Z" : null,
  };
});

export function detailOf(row: LedgerRow): LedgerDetail {
  const canonical = JSON.stringify({
    channel: "email",
    externalId: `o365_email_${row.id}`,
    occurredAt: row.occurred_at,
    personExternalId: row.person,
    properties: { conversationId: "conv_abc", participantCount: 2, participantEmails: people.slice(0, 2), subject: row.subject },
    type: "email_thread",
  });
  const leaves = !["withheld", "failed", "counted", "unreviewed"].includes(row.state);
  return {
    row,
    rules: row.reason === "excluded_by_rule" ? ["domain:clinic.example"] : [],
    offered: row.state === "counted" && row.person !== null ? offers(row.person, row.subject) : [],
    passed_by: leaves ? "acme.example" : null,
    under: { policy_version: 7, dpa_version: 3, consent_record: null, consent_given_at: null },
    bytes: leaves ? { canonical, length: new TextEncoder().encode(canonical).length, sha256: HASH } : null,
    acknowledgement: row.state === "acknowledged" ? { sha256: HASH, at: "2026-11-22T10:31:00Z", matches: true } : null,
  };
}

const agreement = `# Data processing agreement

Between **Contoso** and the operator of the central service.

## What is processed

Metadata of meetings and mails with people on domains that the organisation allows. Never a mail body, a preview or an attachment.

## What is not

- Anything that stays inside the organisation
- Anything marked private, personal or confidential
- Anything that nobody on an allowed domain took part in

## Rights

Every person can see what the service holds that came from their mailbox, and have it erased.
`;

export const dpaText: DpaView = {
  version: 3,
  language: "en",
  text: agreement,
  sha256: HASH,
  differs_from_accepted: false,
  acceptance: null,
  in_force: false,
  changes: null,
};

export const consentForm: ConsentForm = {
  stream: "email_signal",
  language: "en",
  text: "# Consent to email signals\n\nI agree that Vitrine counts the mails that I sent and received in a review cycle and sends **these two numbers** to my organisation’s service.\n\n- No subject, no name and no text leaves this computer.\n- I can withdraw at any time, with one click; counting stops at once.",
  sha256: HASH,
  consent: { standing: "not_given" },
};

export const receipts: ReceiptView[] = [
  {
    record: "consent-4f21",
    stream: "email_signal",
    organisation: "Contoso",
    given_at: "2026-11-02T09:31:00Z",
    withdrawn_at: null,
    language: "en",
    sha256: HASH,
    text: consentForm.text,
  },
  {
    record: "consent-07aa",
    stream: "email_signal",
    organisation: "Contoso",
    given_at: "2026-08-12T14:05:00Z",
    withdrawn_at: "2026-09-01T07:45:00Z",
    language: "de",
    sha256: HASH,
    text: null,
  },
];

const robin = "Robin Admin";
export const invites: InviteRow[] = [
  { id: "a", role: "employee", address: "alex.wood@contoso.example", standing: "open", invited_by: "Toni Berger", expires_at: "2026-11-29T09:00:00Z" },
  { id: "m", role: "manager", address: "toni.berger@contoso.example", standing: "used", invited_by: robin, expires_at: "2026-11-24T09:00:00Z" },
  { id: "b", role: "employee", address: "billie.stone@contoso.example", standing: "used", invited_by: "Toni Berger", expires_at: "2026-11-20T09:00:00Z" },
  { id: "c", role: "employee", address: "zoë.ström@contoso.example", standing: "expired", invited_by: robin, expires_at: "2026-11-10T09:00:00Z" },
  { id: "d", role: "tenant_admin", address: null, standing: "used", invited_by: null, expires_at: "2026-11-02T09:00:00Z" },
];

export const collection: CollectionView = {
  road: "employee_graph",
  streams: [
    {
      stream: "email_signal",
      fields: [
        ["cycleId", "2026-Q4", "Says which review cycle the numbers belong to", "low"],
        ["sent / received", "312 / 541", "Shows how much mail went out and came in", "medium"],
        ["personExternalId", "alex.wood@contoso.example", "Says whose numbers they are", "high"],
      ].map(([name = "", example = "", purpose = "", sensitivity]) => ({
        name,
        example,
        purpose,
        sensitivity: sensitivity as "low" | "medium" | "high",
        seen_by: "You and your manager",
        kept_days: 730,
        switchable: false,
        sent: true,
      })),
    },
  ],
  never: [
    { code: "bodies", what: "The text of a mail, its preview or its attachments", because: "No type in the program can hold one." },
    { code: "subjects", what: "Subjects of your mails", because: "This stream reads them for nothing and stores none." },
    { code: "others", what: "Anybody else’s mailbox", because: "The permission reads your own account and nothing else." },
  ],
  permissions: [
    { permission: "Mail.Read", could_read: "All your mails, with their text", asks_for: "Ids, times, sender and folder", sends: "Two numbers a cycle" },
    { permission: "User.Read", could_read: "Your profile", asks_for: "Your id and addresses", sends: "Your own address" },
  ],
};

export const registration: RegistrationView = {
  tenant: "contoso.example",
  client_id: "",
  credential: { kind: "missing" },
  redirect_uri: "http://localhost:8400/consent",
  locked: [],
  permissions: [
    { permission: "Calendars.Read", purpose: "Read meetings, to find those with people on allowed domains", granted: null },
    { permission: "Mail.ReadBasic.All", purpose: "Read who wrote to whom and when; Microsoft gives no text with it", granted: null },
    { permission: "User.Read.All", purpose: "List the mailboxes of the organisation", granted: null },
  ],
};

export const policy: PolicyView = {
  version: 7,
  choices: {
    employee_graph: false,
    employee_imap: true,
    organisation: true,
    mail_scope: "Mail.Read",
    transcript_level: "own_turns",
    internal_meetings: false,
    retract_on_delete: false,
    retention_days: null,
  },
  allowlist: ["*.partner.example", "acme.example"],
  fields: [
    { stream: "meeting_attend", name: "meetingSubject", source: "subject", transform: "trim", on: true },
    { stream: "meeting_attend", name: "organizerEmail", source: "organizer.emailAddress.address", transform: "lowercase", on: true },
    { stream: "email_thread", name: "subject", source: "subject", transform: "trim", on: false },
    { stream: "email_thread", name: "conversationId", source: "conversationId", transform: "none", on: true },
  ],
};

export const health: HealthView = {
  checked_at: "2026-11-22T20:31:00Z",
  rows: [
    { check: "dpa", state: "ok", code: "dpa_ok", sentence: "Version 3 is in force.", next: null, mend: null },
    { check: "allowlist", state: "warn", code: "allowlist_empty", sentence: "The allowlist is empty, so nothing is sent.", next: "Add the domains of your customers.", mend: "allowlist" },
    { check: "token", state: "ok", code: "token_ok", sentence: "Microsoft gives a token.", next: null, mend: null },
    { check: "calendar_permission", state: "fail", code: "calendar_denied", sentence: "Calendars.Read is missing.", next: "Grant it on Microsoft’s page.", mend: "admin_consent" },
    { check: "mail_permission", state: "skipped", code: "skipped", sentence: "Not checked yet.", next: null, mend: null },
    { check: "clock", state: "ok", code: "clock_ok", sentence: "The clock is right to the second.", next: null, mend: null },
    { check: "service", state: "ok", code: "service_ok", sentence: "The service answers in 12 ms.", next: null, mend: null },
  ],
};

export const mailboxes: MailboxRow[] = ["Alex Wood", "Billie Stone", "Chris Field", "Room Atrium", "Dana Reed"].map((label, index) => ({
  id: `m-${index}`,
  label,
  state: (["done", "done", "reading", "missing", "waiting"] as const)[index] ?? "waiting",
  considered: [812, 640, 211, 0, 0][index] ?? 0,
}));
