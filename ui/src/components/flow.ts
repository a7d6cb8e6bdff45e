import type { Flow, RowState, WithheldReason } from "../bindings";
import type { Meaning } from "../app/theme";

/** One way out of what was considered. */
export interface Branch {
  key: string;
  meaning: Meaning;
  count: number;
  states: RowState[];
  reasons: WithheldReason[];
}

/** The ways that a flow takes, what stays first, what leaves last; empty ways are left out. */
export function branchesOf(flow: Flow, preview: boolean): Branch[] {
  const stays: Branch[] = flow.withheld.map(({ reason, count }) => ({
    key: `reason.${reason}`,
    meaning: "stays",
    count,
    states: ["withheld"],
    reasons: [reason],
  }));
  const rest: Branch[] = [
    { key: "flow.failed", meaning: "needsYou", count: flow.failed, states: ["failed"], reasons: [] },
    { key: "flow.pending", meaning: "waits", count: flow.pending, states: flow.stream === "transcript" ? ["unreviewed", "queued"] : ["pending", "queued"], reasons: [] },
  ];
  const leaves: Branch = {
    key: leavingKey(flow, preview),
    meaning: "leaves",
    count: flow.sent,
    states: flow.stream === "email_signal" ? ["counted"] : preview ? ["would_send"] : ["acknowledged"],
    reasons: [],
  };
  return [...[...stays, ...rest].filter((branch) => branch.count > 0), leaves];
}

/** Of counted mails only the numbers leave, so nobody is to read that the mails themselves were sent. */
function leavingKey({ stream }: Flow, preview: boolean): string {
  if (stream === "email_signal") return preview ? "flow.would_count" : "flow.counted";
  return preview ? "flow.would_send" : "flow.sent";
}

/** A branch as it is drawn: how thick, where it leaves the whole, and the row it ends in. */
export interface Ribbon {
  thickness: number;
  from: number;
  to: number;
  row: number;
}

const WHOLE = 112;
const LEAST_ROW = 36;
const GAP = 8;

/** Draws branches true to their share, but never too thin to see; a row is at least as tall as its text. */
export function ribbonsOf(branches: Branch[]): { ribbons: Ribbon[]; height: number } {
  const all = branches.reduce((sum, branch) => sum + branch.count, 0);
  const thick = branches.map(({ count }) => (count === 0 || all === 0 ? 0 : Math.max(2, (count / all) * WHOLE)));
  const rows = thick.map((one) => Math.max(LEAST_ROW, one + GAP));
  const height = sum(rows);
  const start = (height - sum(thick)) / 2;
  const ribbons = thick.map((thickness, index) => ({
    thickness,
    from: start + sum(thick.slice(0, index)) + thickness / 2,
    to: sum(rows.slice(0, index)) + (rows[index] ?? 0) / 2,
    row: rows[index] ?? LEAST_ROW,
  }));
  return { ribbons, height };
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
