import type { SyncProgress } from "../bindings";

/** Before so much of a run is done, its pace says nothing about the rest. */
const FEWEST = 3;
const SHORTEST_MS = 20_000;

type Progress = Pick<SyncProgress, "mailboxes_all" | "mailboxes_done" | "started_at" | "phase">;

/** What is left of a run over many mailboxes, if the others take as long as those that are done; null where there is nothing to say. */
export function estimateOf({ mailboxes_all: all, mailboxes_done: done, started_at, phase }: Progress, now: number): { minutes: number | null } | null {
  if (all === null || all < 2 || done >= all || phase !== "reading") return null;
  const elapsed = now - Date.parse(started_at);
  if (done < FEWEST || elapsed < SHORTEST_MS) return { minutes: null };
  return { minutes: Math.max(1, Math.ceil(((elapsed / done) * (all - done)) / 60_000)) };
}
