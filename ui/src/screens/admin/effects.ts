import type { PolicyChoices, PolicyForm, PolicyView } from "../../bindings";

/** A policy as it is being changed. */
export type Draft = Omit<PolicyForm, "version">;

/** What a change means: a sentence and what it is about. */
export interface Effect {
  words: string;
  values: Record<string, string | number>;
}

/** The longest that the service can be told to keep anything, in days. */
export const LONGEST = 3_660;

const switches = ["employee_graph", "employee_imap", "organisation", "internal_meetings", "retract_on_delete"] as const;

/** The policy as it is, ready to be changed. */
export function draftOf(policy: PolicyView): Draft {
  return { switched_off: offOf(policy), choices: policy.choices };
}

/** What saving the draft would change, each as a sentence. */
export function effectsOf(policy: PolicyView, draft: Draft): Effect[] {
  const { choices: now } = policy;
  const { choices: then } = draft;
  const effects: Effect[] = [];
  const say = (words: string, values: Effect["values"] = {}) => effects.push({ words: `policy_effect.${words}`, values });
  for (const name of switches) {
    if (now[name] !== then[name]) say(`${name}.${then[name] ? "on" : "off"}`);
  }
  if (now.mail_scope !== then.mail_scope) say(then.mail_scope === "Mail.Read" ? "mail_scope.read" : "mail_scope.read_basic");
  if (now.transcript_level !== then.transcript_level) say(`transcript_level.${then.transcript_level}`);
  if (now.retention_days !== then.retention_days) sayRetention(then, say);
  const off = new Set(offOf(policy));
  for (const { name } of policy.fields) {
    const isOff = draft.switched_off.includes(name);
    if (isOff !== off.has(name)) say(isOff ? "field.off" : "field.on", { field: name });
  }
  return effects;
}

/** Whether what was typed can be saved. */
export function isUsable({ choices: { retention_days: days } }: Draft): boolean {
  return days === null || (Number.isInteger(days) && days >= 1 && days <= LONGEST);
}

function sayRetention({ retention_days: days }: PolicyChoices, say: (words: string, values?: Effect["values"]) => void) {
  if (days === null) say("retention.none");
  else say("retention.days", { days });
}

const offOf = (policy: PolicyView) => policy.fields.filter(({ on }) => !on).map(({ name }) => name);
