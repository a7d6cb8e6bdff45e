import type { LedgerRow, RuleChange, RuleDraft, RuleTrial, RuleView } from "../bindings";

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
    subject: null,
    direction: index % 3 === 0 ? "sent" : "received",
    sent_at: null,
  };
});

/** Rules in force. */
export const rules: RuleView[] = [
  { id: "domain:clinic.example", rule: { kind: "domain", value: "clinic.example", label: null }, since: "2026-11-04T09:00:00Z", holds: 31 },
  { id: "person:union@contoso.example", rule: { kind: "person", value: "union@contoso.example", label: null }, since: "2026-11-12T09:00:00Z", holds: 1 },
];

/** What a change would do. */
export const trialOf = (change: RuleChange): RuleTrial => {
  const value = change.add?.value ?? "";
  const isWrong = change.add?.kind === "person" ? !value.includes("@") : !value.includes(".");
  return {
    problem: isWrong ? (change.add?.kind === "person" ? "not_an_address" : "not_a_domain") : null,
    known: rules.some(({ rule }) => rule.value === value),
    tried_on: "ledger",
    withheld: { sent: 4, received: 19 },
    kept: { sent: 0, received: 0 },
    already_left: { sent: 0, received: 2 },
    rows: isWrong ? [] : mails.filter((row) => row.state === "counted").slice(0, 8).map((row) => ({ ...row, person: null })),
  };
};

/** What of a row could be left out. */
export const offers = (person: string): RuleDraft[] => [
  { kind: "person", value: person, label: null },
  { kind: "domain", value: person.slice(person.indexOf("@") + 1), label: null },
];
