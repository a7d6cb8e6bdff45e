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
    { key: "flow.pending", meaning: "waits", count: flow.pending, states: ["pending", "queued"], reasons: [] },
  ];
  const leaves: Branch = {
    key: preview ? "flow.would_send" : "flow.sent",
    meaning: "leaves",
    count: flow.sent,
    states: preview ? ["would_send"] : ["acknowledged"],
    reasons: [],
  };
  return [...[...stays, ...rest].filter((branch) => branch.count > 0), leaves];
}

/** How thick each branch is drawn: true to its share, but never too thin to see. */
export function thicknesses(branches: Branch[], height: number): number[] {
  const all = branches.reduce((sum, branch) => sum + branch.count, 0);
  return branches.map((branch) => (branch.count === 0 || all === 0 ? 0 : Math.max(2, (branch.count / all) * height)));
}
