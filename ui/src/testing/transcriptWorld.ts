import type { MeetingsView, SkillView, TranscriptChange, TranscriptRow, TranscriptView } from "../bindings";

const skill = (id: string, name_en: string, name_de: string, score: number | null): SkillView => ({ id, name_en, name_de, score, weight: 20, measures: ["questions"] });

const skills = (...scores: (number | null)[]) =>
  [
    ["discovery", "Discovery", "Bedarfsermittlung"],
    ["listening", "Listening", "Zuhören"],
    ["clarity", "Clarity", "Klarheit"],
    ["pace", "Pace", "Tempo"],
    ["closing", "Closing", "Abschluss"],
  ].map(([id, en, de], place) => skill(id ?? "", en ?? "", de ?? "", scores[place] ?? null));

const waiting: TranscriptRow = { id: "11", starts_at: "2026-11-22T09:00:00Z", ends_at: "2026-11-22T09:45:00Z", review: "waiting", withheld: null, is_nameless: false, left_out: false, offered: [{ kind: "meeting", value: "0".repeat(32), label: "2026-11-22T09:00:00Z" }] };
const sent: TranscriptRow = { ...waiting, id: "10", starts_at: "2026-11-15T09:00:00Z", review: "sent", left_out: true };
const kept: TranscriptRow = { ...waiting, id: "9", starts_at: "2026-11-12T13:00:00Z", review: "withheld", withheld: "internal_only" };

const meeting = { ends_at: "2026-11-22T09:45:00Z", is_series: false, people: 3, with: ["fabrikam.example"], withheld: null, absence: null, ask_at: null, transcripts: [], offered: [{ kind: "meeting" as const, value: "1".repeat(32), label: "2026-11-22T09:00:00Z" }] };

export const meetings: MeetingsView = {
  is_agreed: true,
  level: "own_turns",
  allowed: "own_turns",
  internal_meetings: false,
  links_hidden: false,
  meetings: [
    { ...meeting, id: "1", starts_at: "2026-11-22T09:00:00Z", transcripts: [waiting] },
    { ...meeting, id: "2", starts_at: "2026-11-21T15:00:00Z", absence: "switched_off", ask_at: "2026-11-23T15:00:00Z" },
    { ...meeting, id: "3", starts_at: "2026-11-21T10:00:00Z", absence: "none_made" },
    { ...meeting, id: "4", starts_at: "2026-11-08T09:00:00Z", is_series: true, with: ["acme.example", "fabrikam.example"], people: 5, transcripts: [sent] },
    { ...meeting, id: "5", starts_at: "2026-11-12T13:00:00Z", with: [], withheld: "internal_only", transcripts: [kept] },
  ],
  rubric: "2026-11",
  trend: [
    { starts_at: "2026-10-20T09:00:00Z", skills: skills(52, 61, 70, 66, 40) },
    { starts_at: "2026-11-08T09:00:00Z", skills: skills(58, 64, 68, null, 55) },
    { starts_at: "2026-11-15T09:00:00Z", skills: skills(66, 72, 74, 71, 60) },
  ],
};

const said: [at: number, speaker: number, text: string][] = [
  [0.5, 0, "Shall we begin? What do you want to get out of today?"],
  [9, 1, "We would like to see where the offer stands."],
  [21, 0, "Good. Before that, a word in confidence about our prices."],
  [33, 1, "Please."],
  [36, 0, "The next step is yours: send me the list by Friday."],
];

export const transcript: TranscriptView = {
  row: waiting,
  level: "own_turns",
  allowed: "own_turns",
  absence: null,
  speakers: [
    { name: "Ada Example", is_own: true, is_guest: false, until: 44 },
    { name: "Bo Sample (Guest)", is_own: false, is_guest: true, until: 35 },
  ],
  passages: said.map(([at, speaker, text], cue) => ({ cue, at, speaker, text, is_cut: false })),
  untold: null,
  told: null,
  measures: [
    { id: "talk_ratio", value: 61.2, evidence: [{ first: 0, last: 0 }, { first: 2, last: 2 }] },
    { id: "questions", value: 12, evidence: [{ first: 0, last: 0 }] },
    { id: "response_delay", value: 0.4, evidence: [] },
    { id: "next_steps", value: null, evidence: [] },
  ],
  skills: skills(66, 72, 74, null, 60),
  rubric: "2026-11",
};

const words = (view: TranscriptView) => view.passages.filter(({ is_cut, speaker }) => !is_cut && speaker === 0);

/** The transcript with what would leave of it. */
export function told(view: TranscriptView): TranscriptView {
  const turns = view.level === "measures" ? undefined : words(view).map(({ at, text }) => ({ at, milliseconds: 9000, words: text }));
  const bytes = JSON.stringify({ channel: "meetings", externalId: "o365_transcript_MSMj", occurredAt: view.row.starts_at, personExternalId: "ada@contoso.example", properties: { durationMinutes: 45, level: view.level, measures: { talk_ratio: 61.2 }, speakerCount: 2, turns }, type: "meeting_transcript" });
  return { ...view, told: { level: view.level, bytes, sha256: String(bytes.length).padStart(64, "0"), is_released: view.row.review === "released" } };
}

/** What becomes of an opened transcript by a decision. */
export function decided(view: TranscriptView, change: TranscriptChange): TranscriptView {
  const at = (first: number, last: number, is_cut: boolean) =>
    told({ ...view, passages: view.passages.map((one) => (first <= one.cue && one.cue <= last ? { ...one, is_cut } : one)) });
  const stands = (row: Partial<TranscriptRow>) => told({ ...view, row: { ...view.row, withheld: null, ...row } });
  switch (change.kind) {
    case "cut":
      return at(change.first, change.last, true);
    case "cut_after":
      return told({ ...view, passages: view.passages.map((one) => ((one.at ?? 0) >= 35 ? { ...one, is_cut: true } : one)) });
    case "restore":
      return at(change.first, change.last, false);
    case "claim":
      return told({ ...view, untold: null });
    case "level":
      return told({ ...view, level: change.level });
    case "release":
      return stands({ review: "released" });
    case "withhold":
      return { ...stands({ review: "withheld", withheld: "withheld_by_you" }), told: null, untold: { kind: "withheld", reason: "withheld_by_you" } };
    case "reconsider":
      return { ...stands({ review: "waiting" }), untold: null };
  }
}
