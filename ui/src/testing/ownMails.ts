import type { LedgerRow, RuleChange, RuleDraft, RuleKind, RuleProblem, RuleTrial, RuleView, RulesView } from "../bindings";

/** An employee's own mails, as a preview lists them. */
export const mails: LedgerRow[] = Array.from({ length: 120 }, (_, index) => {
  const isOut = index % 9 === 4;
  return {
    id: `mail-${index}`,
    stream: "email_signal",
    state: isOut ? "withheld" : "counted",
    reason: isOut ? "duplicate" : null,
    occurred_at: new Date(Date.UTC(2026, 10, 22, 9) - index * 5_400_000).toISOString(),
    person: ["buyer@acme.example", "practice@clinic.example", "שירה@fabrikam.example", "billie.stone@contoso.example"][index % 4] ?? null,
    subject: ["Re: Offer", "Termin am Montag", "הצעה", null][index % 4] ?? null,
    direction: index % 3 === 0 ? "sent" : "received",
    sent_at: null,
  };
});

const KEY = "0123456789abcdef0123456789abcdef";

/** Rules in force. */
const inForce: RuleView[] = [
  { id: "domain:clinic.example", rule: { kind: "domain", value: "clinic.example", label: null }, since: "2026-11-04T09:00:00Z", holds: { sent: 12, received: 19, transcripts: 0 } },
  { id: "person:union@contoso.example", rule: { kind: "person", value: "union@contoso.example", label: null }, since: "2026-11-12T09:00:00Z", holds: { sent: 0, received: 1, transcripts: 0 } },
  { id: `series:${KEY}`, rule: { kind: "series", value: KEY, label: "2026-11-02T09:00:00Z" }, since: "2026-11-14T09:00:00Z", holds: { sent: 0, received: 0, transcripts: 2 } },
  { id: "subject_word:betriebsrat", rule: { kind: "subject_word", value: "betriebsrat", label: null }, since: "2026-11-15T09:00:00Z", holds: { sent: 3, received: 8, transcripts: 1 } },
];

/** With what left before they were there. */
export const rules: RulesView = { rules: inForce, at_service: 2 };

/** What a change would do. */
export const trialOf = (change: RuleChange): RuleTrial => {
  const value = change.add?.value ?? "";
  const problem = problemOf(change.add?.kind ?? "person", value);
  return {
    problem,
    known: inForce.some(({ rule }) => rule.value === value),
    tried_on: "ledger",
    withheld: { sent: 4, received: 19, transcripts: 1 },
    kept: { sent: 0, received: 0, transcripts: 0 },
    already_left: { sent: 0, received: 2, transcripts: 1 },
    rows: problem !== null ? [] : mails.filter((row) => row.state === "counted").slice(0, 8).map((row) => ({ ...row, person: null })),
  };
};

function problemOf(kind: RuleKind, value: string): RuleProblem | null {
  if (kind === "person") return value.includes("@") ? null : "not_an_address";
  if (kind === "domain") return value.includes(".") ? null : "not_a_domain";
  return kind === "subject_word" && /^[\p{L}\p{N}]+$/u.test(value) ? null : "not_a_word";
}

/** What of a row could be left out. */
export const offers = (person: string, subject: string | null): RuleDraft[] => [
  { kind: "person", value: person, label: null },
  { kind: "domain", value: person.slice(person.indexOf("@") + 1), label: null },
  ...(subject?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((value): RuleDraft => ({ kind: "subject_word", value, label: null })),
];
