import { mockIPC } from "@tauri-apps/api/mocks";
import type { AppState, CommandError, FolderWish, InviteForm, LedgerQuery, LedgerRow, MailFolders, MailForm, PolicyForm, PreviewView, RegistrationForm, Road, RuleChange, RulesView, Selection, SurveyView, SyncProgress, SyncSentence, TranscriptChange, UpdateStanding, Visit } from "../bindings";
import * as admin from "./adminWorld";
import * as data from "./dataWorld";
import * as mail from "./mailWorld";
import * as own from "./ownMails";
import { managing, reviewDesk } from "./reviewWorld";
import * as talk from "./transcriptWorld";
import * as world from "./world";

/** Where a made-up desk begins. */
export type Scene =
  | "first_run"
  | "employee_guide"
  | "employee_signed_in"
  | "employee_home"
  | "metered"
  | "failed"
  | "manager_home"
  | "manager_invited"
  | "manager_alone"
  | "manager_over"
  | "imap_guide"
  | "imap_signed_in"
  | "both_roads"
  | "admin_guide"
  | "admin_syncing"
  | "admin_home"
  | "dpa_anew"
  | "home_unusable";

const { blank, employee, organisation, guideAt } = world;
const unconsented = {
  ...employee,
  streams: [{ stream: "email_signal" as const, offered: true, consent: { standing: "not_given" as const } }],
  sync: { sentence: { is: "not_set_up" as const, step: "preview" as const }, last_at: null, next_at: null, waiting: 0 },
};
const unsynced = { ...organisation, sync: { ...unconsented.sync, sentence: { is: "never_synced" as const } } };

const standing = (sentence: SyncSentence) => ({ ...employee, sync: { ...employee.sync, sentence, next_at: null } });

const scenes: Record<Exclude<Scene, "home_unusable">, AppState> = {
  first_run: blank,
  employee_guide: { ...blank, first_run: false, invite: world.employeeInvite, asked_by: world.employeeInvite, guides: [guideAt("employee", "what_is_collected")] },
  employee_signed_in: {
    ...blank,
    first_run: false,
    asked_by: world.employeeInvite,
    connections: [unconsented],
    guides: [guideAt("employee", "preview")],
  },
  imap_guide: { ...blank, first_run: false, invite: mail.imapInvite, asked_by: mail.imapInvite, guides: [guideAt("employee", "sign_in", "employee_imap")] },
  imap_signed_in: {
    ...blank,
    first_run: false,
    connections: [{ ...mail.byImap, streams: unconsented.streams, sync: unconsented.sync }],
    guides: [guideAt("employee", "preview", "employee_imap")],
  },
  both_roads: {
    ...blank,
    first_run: false,
    connections: [
      employee,
      { ...mail.byImap, sync: { ...employee.sync, sentence: { is: "mail_server_refused", problem: "wrong_password", since: "2026-11-22T19:00:00Z" } } },
    ],
  },
  metered: { ...blank, first_run: false, connections: [standing({ is: "metered" })] },
  failed: { ...blank, first_run: false, connections: [standing({ is: "failed", error: { code: "home_unusable", problem: "disk_full" } })] },
  employee_home: { ...blank, first_run: false, connections: [employee] },
  manager_home: { ...blank, first_run: false, managing: managing, connections: [employee] },
  manager_invited: { ...blank, first_run: false, invite: world.managerInvite, asked_by: world.managerInvite },
  manager_alone: { ...blank, first_run: false, asked_by: world.managerInvite, managing: managing },
  manager_over: { ...blank, first_run: false, managing: { ...managing, is_taken_back: true } },
  admin_guide: { ...blank, first_run: false, invite: world.adminInvite, asked_by: world.adminInvite, connections: [unsynced], guides: [guideAt("admin", "health")] },
  admin_syncing: { ...blank, first_run: false, connections: [{ ...unsynced, sync: { ...unsynced.sync, sentence: { is: "syncing" } } }], guides: [guideAt("admin", "first_sync")] },
  dpa_anew: { ...blank, first_run: false, connections: [{ ...organisation, dpa: { standing: "outdated", accepted: 3, version: 4 }, sync: { ...organisation.sync, sentence: { is: "dpa_missing" } } }] },
  admin_home: { ...blank, first_run: false, connections: [organisation], not_microsoft: true },
};

/** Every argument that a command can have. */
interface Input {
  link: string;
  connection: string;
  id: string;
  sha256: string;
  query: LedgerQuery;
  form: RegistrationForm & InviteForm;
  policy: PolicyForm;
  entries: string[];
  language: string | null;
  road: Road;
  wish: FolderWish;
  change: RuleChange & TranscriptChange;
  selection: Selection;
  isWanted: boolean;
  areWanted: boolean;
}

type Handler = (input: Input) => unknown;

function refuse(error: CommandError): never {
  throw error;
}

function page(query: LedgerQuery, all: LedgerRow[]) {
  const text = query.text?.toLowerCase() ?? "";
  const matching = all.filter(
    (row) =>
      (query.states.length === 0 || query.states.includes(row.state)) &&
      (query.reasons.length === 0 || (row.reason !== null && query.reasons.includes(row.reason))) &&
      `${row.person} ${row.subject}`.toLowerCase().includes(text),
  );
  const start = Number(query.after ?? 0);
  const counted = new Map<LedgerRow["state"], number>();
  for (const row of all) counted.set(row.state, (counted.get(row.state) ?? 0) + 1);
  return {
    rows: matching.slice(start, start + query.limit),
    next: start + query.limit < matching.length ? String(start + query.limit) : null,
    counts: {
      total: text === "" ? matching.length : null,
      by_state: [...counted].map(([state, count]) => ({ state, count })),
      by_reason: [],
      withheld_counts: [],
    },
  };
}

function foldersBy(all: MailFolders, wish: FolderWish): MailFolders {
  return {
    sent_is_known: all.sent_is_known || wish.sent !== null,
    folders: all.folders.map((one) => ({
      ...one,
      holds_sent: one.holds_sent || one.name === wish.sent,
      left_out: wish.count.includes(one.name) ? null : wish.leave_out.includes(one.name) ? (one.left_out ?? "chosen") : one.left_out,
    })),
  };
}

function inspect(link: string) {
  if (link.includes("expired")) refuse({ code: "invite_refused", problem: "expired" });
  if (!link.startsWith("vitrine://")) refuse({ code: "invite_refused", problem: "garbled" });
  if (link.includes("manager")) return world.managerInvite;
  return link.includes("admin") ? world.adminInvite : world.employeeInvite;
}

function changed({ rules, at_service }: RulesView, { add, remove }: RuleChange): RulesView {
  const rest = rules.filter(({ id }) => id !== remove);
  const holds = { sent: 4, received: 19, transcripts: 1 };
  const added = add === null ? [] : [{ id: `${add.kind}:${add.value}`, rule: add, since: "2026-11-22T20:04:00Z", holds }];
  return { rules: [...rest, ...added], at_service };
}

/** Answers every command out of a made-up world; only for looking at screens and for component tests. */
export function fakeDesk(scene: Scene, overrides: Record<string, Handler> = {}, pace = 0) {
  const calls: [string, Record<string, unknown>][] = [];
  let state = scene === "home_unusable" ? blank : scenes[scene];
  let visit: Visit = { state: "idle" };
  let isRecording = false;
  let survey: SurveyView = { state: "none" };
  let preview: PreviewView = { state: "none" };
  let dpa = scene === "dpa_anew" ? admin.dpaAnew : world.dpaText;
  let policy = { ...world.policy };
  let invites = world.invites.filter(({ role }) => !scene.startsWith("manager") || role === "employee");
  let transcript = talk.told(talk.transcript);
  let folders = mail.mailFolders;
  let mine = data.none;
  const rows = world.rows;
  const previewRows = own.mails;
  const isEmployee = scene.startsWith("employee") || scene.startsWith("manager");
  let rules = own.rules;
  // What the ledger keeps of an employee's mails: not whom they were with.
  const ownRows = own.mails.map((row) => ({ ...row, person: null, subject: null }));
  let running: SyncProgress | null = scene === "admin_syncing" ? admin.underWay : null;
  let update: UpdateStanding = { state: "not_looked" };
  const consentVisit = () => ({ visit, proof: null });
  const waiting: Visit = {
    state: "waiting",
    link: "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize?client_id=00000000",
    browser_opened: true,
    until: "2026-11-22T21:00:00Z",
    approved: false,
  };
  const handlers: Record<string, Handler> = {
    app_state: () => (scene === "home_unusable" ? refuse({ code: "home_unusable", problem: "no_keyring" }) : state),
    inspect_invite: ({ link }) => inspect(link),
    accept_invite: ({ link }) => {
      const invite = inspect(link);
      if (invite.role === "manager") return (state = { ...scenes.manager_invited });
      const guide = invite.role === "tenant_admin" ? guideAt("admin", "register") : guideAt("employee", "what_is_collected");
      return (state = { ...blank, first_run: false, invite, asked_by: invite, guides: [guide] });
    },
    drop_invite: () => (state = blank),
    begin_managing: () => (visit = waiting),
    stop_managing: () => (state = blank),
    want_mailbox: ({ isWanted }) => {
      const guides = isWanted ? [guideAt("employee", "what_is_collected")] : [];
      return (state = { ...state, managing: { ...managing, wants_mailbox: isWanted }, guides });
    },
    collection: () => world.collection,
    my_data: () => mine,
    begin_my_data: () => (mine = { state: "visiting", visit: waiting }),
    reopen_my_data: () => (mine = data.ready),
    end_my_data: () => (mine = data.none),
    my_data_page: ({ query }) => page(query, rows),
    my_data_counts: ({ query }) => page(query, rows).counts,
    my_data_row: ({ id }) => world.detailOf(rows.find((row) => row.id === id) ?? (rows[0] as LedgerRow)),
    export_my_data: () => ({ name: "vitrine-my-data-2026-11-22.ndjson", rows: rows.length }),
    people: () => data.people,
    choose_road: ({ road }) => (state = { ...state, guides: [guideAt("employee", "sign_in", road)] }),
    mail_setup: () => ({ address: "alex.wood@contoso.example", server: null, sign_in: null }),
    connect_mailbox: (input) => {
      const form = input.form as unknown as MailForm;
      if (form.password === "wrong") refuse({ code: "mail_refused", problem: "wrong_password" });
      if (form.sign_in === "microsoft") return (visit = waiting);
      state = scenes.imap_signed_in;
      return { state: "done", account: null };
    },
    mail_folders: () => folders,
    choose_folders: ({ wish }) => (folders = foldersBy(folders, wish)),
    sign_in: () => visit,
    // Who was refused and begins anew has been approved meanwhile.
    begin_sign_in: () => (visit = { ...waiting, approved: visit.state === "refused" }),
    reopen_sign_in: () => visit,
    cancel_sign_in: () =>
      (visit = {
        state: "refused",
        refusal: { kind: "needs_admin", next: "send_link_to_admin", code: "AADSTS90094", admin_link: "https://login.microsoftonline.com/contoso.example/adminconsent", approval: "awaited", expected: null },
      }),
    follow_approval: () => visit,
    leave_approval: () => visit,
    preview: () => preview,
    begin_preview: () =>
      (preview = { state: "ready", made_at: "2026-11-22T20:20:00Z", window_days: 90, flows: [world.signalFlow], signal: world.signal, days: world.days("email_signal") }),
    cancel_preview: () => (preview = { state: "none" }),
    preview_page: ({ query }) => page(query, previewRows),
    preview_counts: ({ query }) => page(query, previewRows).counts,
    preview_row: ({ id }) => world.detailOf(previewRows.find((row) => row.id === id) ?? (previewRows[0] as LedgerRow)),
    consent_forms: () => [world.consentForm],
    give_consent: () =>
      (state = { ...state, connections: state.connections.map((one) => ({ ...one, streams: employee.streams })), guides: [guideAt("employee", "first_sync")] }),
    withdraw_consent: () => (state = { ...state, connections: [unconsented] }),
    sync_now: ({ connection }) => {
      running = { ...admin.underWay, connection: String(connection), mailboxes_all: isEmployee ? 1 : 40 };
      state = { ...state, connections: state.connections.map((one) => ({ ...one, sync: { ...one.sync, sentence: { is: "syncing" } } })) };
      return null;
    },
    sync_progress: () => running,
    cancel_sync: () => {
      running = null;
      state = scenes[scene as keyof typeof scenes];
      return null;
    },
    pause: () => state,
    resume: () => state,
    mailboxes: () => ({ rows: world.mailboxes, next: null, total: world.mailboxes.length }),
    home: ({ connection }) => ({
      connection,
      window_days: 90,
      flows: connection === "o-1" ? world.flows : [world.signalFlow],
      signal: connection === "o-1" ? null : world.signal,
      days: world.days(connection === "o-1" ? "email_thread" : "email_signal"),
      news: { looked_at: "2026-11-20T08:00:00Z", sent: 14, withheld: 33, retracted: connection === "o-1" ? 2 : 0 },
    }),
    ledger_page: ({ query }) => page(query, isEmployee ? ownRows : rows),
    ledger_counts: ({ query }) => page(query, isEmployee ? ownRows : rows).counts,
    rules: () => rules,
    try_rule_change: ({ change }) => own.trialOf(change),
    make_rule_change: ({ change }) => (rules = changed(rules, change)),
    storage: () => ({ bytes: 14_680_064, streams: isEmployee ? [{ stream: "email_signal", items: 12_480 }, { stream: "transcript", items: 3 }] : [{ stream: "meeting_attend", items: 4_210 }, { stream: "email_thread", items: 31_077 }], oldest: "2026-08-24T07:12:00Z" }),
    selection: ({ selection }) => ({ rows: selection.rows.length, transcripts: 3, at_service: 1 }),
    selected_ids: ({ selection }) => selection.rows,
    export_selection: ({ selection }) => ({ name: "vitrine-2026-11-22.csv", rows: selection.rows.length }),
    hold_back_selection: () => ({ rows: 3, transcripts: 3, at_service: 1 }),
    take_back_left_out: () => (rules = { ...rules, at_service: 0 }),
    export_ledger: () => ({ name: "vitrine-2026-11-22.csv", rows: rows.length }),
    mark_seen: () => null,
    meetings: () => talk.meetings,
    prefer_level: () => talk.meetings,
    look_for_transcripts: () => null,
    open_transcript: () => transcript,
    change_transcript: ({ change }) => (transcript = talk.decided(transcript, change)),
    receipts: () => world.receipts,
    save_receipt: () => ({ name: "consent-4f21.json", rows: 1 }),
    choose_language: ({ language }) => (state = { ...state, language }),
    choose_background: ({ isWanted }) => (state = { ...state, background: isWanted }),
    choose_metered: ({ isWanted }) => (state = { ...state, metered: isWanted }),
    choose_notices: ({ areWanted }) => (state = { ...state, notices: areWanted }),
    show_notice: () => null,
    compose_mail: () => true,
    ledger_row: ({ id }) => world.detailOf([...rows, ...ownRows].find((row) => row.id === id) ?? (rows[0] as LedgerRow)),
    disconnect: () => (state = blank),
    registration: () => world.registration,
    check_registration: ({ form }) => admin.judged(form),
    open_permissions: () => ({ link: "https://myapps.microsoft.com/", browser_opened: true }),
    save_registration: ({ form }) =>
      form.client_id === "" ? refuse({ code: "invalid_fields", fields: [{ field: "client_id", problem: "missing" }] }) : world.registration,
    admin_consent: consentVisit,
    begin_admin_consent: () => {
      visit = waiting;
      return consentVisit();
    },
    reopen_admin_consent: consentVisit,
    cancel_admin_consent: consentVisit,
    dpa: () => dpa,
    accept_dpa: ({ sha256 }) =>
      (dpa = { ...dpa, in_force: true, differs_from_accepted: false, changes: null, acceptance: { version: dpa.version, sha256, language: "en", accepted_at: "2026-11-22T20:00:00Z", accepted_by: "Robin Admin" } }),
    domains: () => ({
      verified: [
        { name: "contoso.example", is_default: true, is_initial: false },
        { name: "contoso.onmicrosoft.example", is_default: false, is_initial: true },
      ],
      read_at: "2026-11-22T19:00:00Z",
    }),
    policy: () => policy,
    survey: () => survey,
    begin_survey: () =>
      (survey = { state: "ready", read: 20, of: 20, unfinished: 1, window_days: 90, made_at: "2026-11-22T20:01:00Z" }),
    cancel_survey: () => (survey = { state: "none" }),
    preview_allowlist: ({ entries }) => admin.previewOf(entries, survey.state === "ready"),
    save_allowlist: ({ entries }) => (policy = { ...policy, version: policy.version + 1, allowlist: entries }),
    save_policy: ({ policy: { switched_off, choices, version } }) =>
      (policy = {
        ...policy,
        version: version + 1,
        choices,
        fields: policy.fields.map((field) => ({ ...field, on: !switched_off.includes(field.name) })),
      }),
    policy_changes: () => admin.policyChanges,
    invites: () => invites,
    make_invite: ({ form: { role, address } }) => {
      if (!address.includes("@")) refuse({ code: "not_an_address" });
      const open = { id: `i-${invites.length}`, role, address, standing: "open" as const, invited_by: "Robin Admin", expires_at: admin.INVITE_ENDS };
      invites = [open, ...invites];
      return admin.handed(role, address, "0123456789abcdefghjkmnpqrs");
    },
    resend_invite: ({ id }) => {
      invites = invites.map((one) => (one.id === id ? { ...one, standing: "open", expires_at: admin.INVITE_ENDS } : one));
      const { role, address } = invites.find((one) => one.id === id) ?? refuse({ code: "not_connected" });
      return admin.handed(role, address ?? "", "nmpqrs0123456789abcdefghjk");
    },
    revoke_invite: ({ id }) => (invites = invites.map((one) => (one.id === id ? { ...one, standing: "revoked" } : one))),
    updates: () => ({ host: scene === "admin_home" ? "updates.contoso.example" : null, standing: update }),
    look_for_updates: () => {
      update = { state: "newer", version: "0.2.0", notes: "The ledger opens faster.", step: "save" };
      return { host: "updates.contoso.example", standing: update };
    },
    diagnostics: () => admin.diagnostics(isRecording),
    record_diagnostics: ({ isWanted }) => admin.diagnostics((isRecording = isWanted)),
    save_diagnostics: () => ({ name: "vitrine-diagnostics.json", rows: 1 }),
    health: () => world.health,
    take_invite_link: () => null,
    write_sign: () => null,
    ...reviewDesk(),
    ...overrides,
  };
  mockIPC(
    (command, input) => {
      const handler = handlers[command];
      if (handler === undefined) throw new Error(`the made-up desk has no ${command}`);
      calls.push([command, (input ?? {}) as Record<string, unknown>]);
      const answer = handler((input ?? {}) as unknown as Input);
      if (pace === 0) return answer;
      // What is asked for later is answered later, so that a page fills up piece by piece.
      const asked = [...new Set(calls.map(([name]) => name))].indexOf(command) + 1;
      const { dataset } = document.documentElement;
      const more = (by: number) => (dataset.asked = String(Number(dataset.asked ?? 0) + by));
      more(1);
      return new Promise((resolve) =>
        setTimeout(() => {
          more(-1);
          resolve(answer);
        }, asked * pace),
      );
    },
    { shouldMockEvents: true },
  );
  return { calls };
}
