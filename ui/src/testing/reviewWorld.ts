import type { CycleForm, CycleStanding, CycleView, ManagingView, PurposeView, ReviewPerson, ReviewView, RubricView, SignalDay, SignalMail } from "../bindings";

const HASH = "4f7d0b7d3e5a48c2b6f4d1907e8a53c6b2d94f10a7c35e68d0f9b1a2c4e6d708";

/** As whom a manager manages. */
export const managing: ManagingView = {
  account: { address: "toni.berger@contoso.example", name: "Toni Berger" },
  organisation: "Contoso",
  wants_mailbox: false,
  is_taken_back: false,
};

export const cycles: CycleView[] = [
  {
    id: "2026-H1",
    name: "Spring 2026",
    start: "2025-12-31T23:00:00Z",
    end: "2026-06-30T22:00:00Z",
    start_local: "2026-01-01T00:00",
    end_local: "2026-07-01T00:00",
    time_zone: "Europe/Berlin",
    state: "frozen",
  },
  {
    id: "2026-H2",
    name: "Autumn 2026",
    start: "2026-06-30T22:00:00Z",
    end: "2026-12-31T23:00:00Z",
    start_local: "2026-07-01T00:00",
    end_local: "2027-01-01T00:00",
    time_zone: "Europe/Berlin",
    state: "open",
  },
];

const text = (state: string) => `vitrine.review-input/1
Employee: alex.wood@contoso.example
Cycle: Autumn 2026 (2026-H2)
State: ${state}

EMAIL SIGNALS (numbers of messages; no content was read)
sent: 312
received: 541 [disputed by the employee]
`;

export const review: ReviewView = {
  cycle: "2026-H2",
  state: "open",
  frozen_at: null,
  person: "alex.wood@contoso.example",
  signals: { sent: 312, received: 541, as_of: "2026-11-22T20:00:00Z" },
  rubric: "2026-11",
  skills: [
    {
      skill: "discovery",
      name_en: "Discovery",
      name_de: "Bedarfsermittlung",
      weight: 20,
      score: 75,
      meetings: 2,
      measures: [
        { measure: "questions", thousandths: 10500 },
        { measure: "turns_per_minute", thousandths: 1750 },
      ],
    },
    { skill: "listening", name_en: "Listening", name_de: "Zuhören", weight: 25, score: null, meetings: 0, measures: [] },
  ],
  meetings: [
    {
      external_id: "o365_transcript_1",
      occurred_at: "2026-11-12T10:00:00Z",
      minutes: 47,
      speakers: 2,
      measures: [{ measure: "questions", thousandths: 15000 }],
      scores: [{ skill: "discovery", score: 100 }],
    },
    {
      external_id: "o365_transcript_2",
      occurred_at: "2026-11-17T09:30:00Z",
      minutes: 31,
      speakers: 3,
      measures: [{ measure: "questions", thousandths: 6000 }],
      scores: [{ skill: "discovery", score: 50 }],
    },
  ],
  notes: [{ id: "n-1", at: "2026-11-20T08:00:00Z", text: "I was on leave for two weeks in September." }],
  disputes: [{ mark: "email.received", at: "2026-11-20T08:05:00Z", reason: "A mailing list sends me two hundred messages a week." }],
  text: text("open; numbers, notes and disputes may still change"),
  text_sha256: HASH,
  json: '{"format":"vitrine.review-input/1"}',
  sha256: HASH,
  accesses: [
    { at: "2026-11-22T08:10:00Z", who: "kim.lang@contoso.example", role: "tenant_admin", what: { kind: "export", activities: 3 } },
    { at: "2026-11-21T13:30:00Z", who: "toni.berger@contoso.example", role: "manager", what: { kind: "review", sha256: HASH, frozen: false } },
  ],
  is_manager: true,
};

const frozen = (of: ReviewView): ReviewView => ({
  ...of,
  state: "frozen",
  frozen_at: "2026-11-22T20:00:00Z",
  text: text("frozen at 2026-11-22T20:00:00Z; nothing in it changes any more"),
});

export const signalDays: SignalDay[] = [
  { day: "2026-11-18", sent: 150, received: 241 },
  { day: "2026-11-19", sent: 162, received: 300 },
];

export const signalMails: SignalMail[] = [
  { at: "2026-11-19T08:01:12Z", sent: true },
  { at: "2026-11-19T09:42:00Z", sent: false },
];

const people: ReviewPerson[] = [{ id: "a-1", who: "alex.wood@contoso.example" }];

export const rubric: RubricView = { version: "2026-11", toml: 'version = "2026-11"\n', set_at: null };

interface Input {
  cycle: string;
  text: string;
  id: string;
  mark: string;
  reason: string;
  form: CycleForm;
  state: CycleStanding;
  toml: string | null;
  words: PurposeView;
}

/** The part of the made-up desk at which reviews are asked for. */
export function reviewDesk() {
  let seen = review;
  let all = cycles;
  let purpose: PurposeView = { purpose: "Workload in the yearly review", legal_basis: "Consent" };
  const form = (of: CycleForm, id: string): CycleView => ({
    id,
    name: of.name,
    start: `${of.start.slice(0, 10)}T00:00:00Z`,
    end: `${of.end.slice(0, 10)}T00:00:00Z`,
    start_local: `${of.start.slice(0, 10)}T00:00`,
    end_local: `${of.end.slice(0, 10)}T00:00`,
    time_zone: of.time_zone,
    state: "open",
  });
  const handlers = {
    review_cycles: () => all,
    managed_cycles: () => all,
    my_review: ({ cycle }: Input) => (cycle === "2026-H1" ? frozen({ ...seen, cycle }) : seen),
    add_review_note: ({ text: words }: Input) =>
      (seen = { ...seen, notes: [...seen.notes, { id: `n-${seen.notes.length + 1}`, at: "2026-11-22T20:00:00Z", text: words }] }),
    remove_review_note: ({ id }: Input) => (seen = { ...seen, notes: seen.notes.filter((note) => note.id !== id) }),
    dispute_mark: ({ mark, reason }: Input) =>
      (seen = { ...seen, disputes: [...seen.disputes, { mark, at: "2026-11-22T20:00:00Z", reason: reason === "" ? null : reason }] }),
    undo_dispute: ({ mark }: Input) => (seen = { ...seen, disputes: seen.disputes.filter((one) => one.mark !== mark) }),
    signal_days: () => signalDays,
    signal_mails: () => signalMails,
    rubric: () => rubric,
    cycles: () => all,
    make_cycle: ({ form: made }: Input) => (all = [...all, form(made, made.name)]),
    change_cycle: ({ cycle, form: changed }: Input) => (all = all.map((one) => (one.id === cycle ? form(changed, cycle) : one))),
    move_cycle: ({ cycle, state }: Input) => (all = all.map((one) => (one.id === cycle ? { ...one, state } : one))),
    review_people: () => people,
    review_of: () => ({ ...review, accesses: [], is_manager: false }),
    review_purpose: () => purpose,
    save_review_purpose: ({ words }: Input) => (purpose = words),
    save_rubric: ({ toml }: Input) => (toml === null ? rubric : { version: "ours-1", toml, set_at: "2026-11-22T20:00:00Z" }),
  };
  return handlers as unknown as Record<string, (input: unknown) => unknown>;
}
