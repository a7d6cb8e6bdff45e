import type { AllowlistPreview, DiagnosticsView, DpaView, EntryPreview, HandedInvite, FieldProblem, InviteRole, PolicyChange, RegistrationForm, SyncProgress } from "../bindings";
import { HASH, dpaText } from "./world";

/** A new version of the agreement, beside the one accepted before. */
export const dpaAnew: DpaView = {
  ...dpaText,
  version: 4,
  differs_from_accepted: true,
  acceptance: { version: 3, sha256: HASH, language: "en", accepted_at: "2026-11-02T09:12:00Z", accepted_by: "Robin Admin" },
  changes: [
    { change: "kept", text: "# Agreement" },
    { change: "kept", text: "The service processes what your administrator allows." },
    { change: "removed", text: "- **Data** is kept for 180 days." },
    { change: "added", text: "- **Data** is kept for 365 days." },
    { change: "kept", text: "Either side can end it." },
    { change: "removed", text: "It is not used for anything else." },
  ],
};

function entryOf(entry: string, isCounted: boolean): EntryPreview {
  const refused = entry.includes("@") ? ("address" as const) : entry.endsWith("contoso.example") ? ("internal" as const) : null;
  const plain = { entry, is_wildcard: entry.startsWith("*."), below: [], domains: 0 };
  if (refused !== null) return { ...plain, normalised: null, unicode: null, refused, passing: null };
  const passing = isCounted ? { meetings: 14, attendances: 31, mails: 206 } : null;
  const isSpelled = entry.includes("xn--mnchen-3ya");
  return {
    ...plain,
    normalised: entry.toLowerCase(),
    unicode: isSpelled ? entry.replace("xn--mnchen-3ya", "münchen") : null,
    refused,
    passing,
    below: plain.is_wildcard && passing !== null ? [{ domain: "sales.partner.example", passing }, { domain: "fr.partner.example", passing: { meetings: 0, attendances: 0, mails: 1 } }] : [],
    domains: plain.is_wildcard && passing !== null ? 2 : 0,
  };
}

/** What a list would let through, where every domain has the same. */
export function previewOf(typed: string[], isCounted: boolean): AllowlistPreview {
  const distinct = [...new Set(typed)];
  const entries = distinct.map((entry) => entryOf(entry, isCounted));
  const accepted = entries.flatMap(({ normalised }) => (normalised === null ? [] : [normalised]));
  const amended = typed.map((entry) => entry.split("@").at(-1) ?? entry);
  return {
    entries: [...entries].sort((one, other) => Number(one.refused === null) - Number(other.refused === null)),
    distinct: entries.length,
    refused: entries.length - accepted.length,
    folded: typed.length - distinct.length,
    accepted,
    amended: amended.join() === typed.join() ? null : amended,
    total: isCounted ? { meetings: 14 * accepted.length, attendances: 31 * accepted.length, mails: 206 * accepted.length } : null,
  };
}

export const policyChanges: PolicyChange[] = [
  { at: "2026-11-20T14:05:00Z", who: "Robin Admin", by_operator: false, setting: "allowed_external_domains", version: 7 },
  { at: "2026-11-20T14:02:00Z", who: "Robin Admin", by_operator: false, setting: "fields_off", version: 6 },
  { at: "2026-11-02T09:12:00Z", who: "7d3c1c1e-0000-4000-8000-0000000000a1", by_operator: false, setting: "dpa", version: 3 },
  { at: "2026-11-02T09:00:00Z", who: "operator", by_operator: true, setting: "invite", version: 1 },
];

const recorded = { vitrine: "0.1.0", system: "linux", health: [{ check: "dpa", state: "ok", code: "ok" }], runs: [{ outcome: "ok", requests: 1204 }] };

/** What was recorded to find a fault, if anything is. */
export const diagnostics = (recording: boolean): DiagnosticsView => ({
  recording,
  bundle: recording ? { text: `${JSON.stringify(recorded, null, 2)}\n`, sha256: HASH } : null,
});

/** When the invites end that are made here. */
export const INVITE_ENDS = "2026-12-03T20:00:00Z";

/** An invite that was made just now, under that code. */
export const handed = (role: InviteRole, address: string, code: string): HandedInvite => ({
  role,
  address,
  link: `https://service.contoso.example/i/${code}`,
  expires_at: INVITE_ENDS,
});

/** What is wrong with a registration, as far as the form of two fields goes. */
export const judged = ({ client_id, credential }: RegistrationForm): FieldProblem[] => {
  const isId = /^[0-9a-f-]{36}$/i;
  const problems: FieldProblem[] = [];
  if (!isId.test(client_id)) problems.push({ field: "client_id", problem: client_id === "" ? "missing" : "not_an_id" });
  if (credential.kind === "secret" && isId.test(credential.value)) problems.push({ field: "credential", problem: "secret_id_instead_of_value" });
  return problems;
};

/** A first run that has been at it for four minutes. */
export const underWay: SyncProgress = {
  connection: "o-1",
  phase: "reading",
  items: 18_240,
  sent: 611,
  mailboxes_done: 12,
  mailboxes_all: 40,
  started_at: "2026-11-22T20:00:00Z",
};
