import { emit } from "@tauri-apps/api/event";
import { screen } from "@testing-library/react";
import { describe, it } from "vitest";
import type { DeskEvent, SyncPhase, SyncSentence } from "../bindings";
import { openWindow } from "./render";
import { blank, employee } from "./world";

const heard = (words: string) => screen.findByText(words, { selector: "[aria-live=polite]" });

const as = (sentence: SyncSentence) => ({ ...blank, first_run: false, connections: [{ ...employee, sync: { ...employee.sync, sentence } }] });

function tell(phase: SyncPhase) {
  const progress = { connection: employee.id, phase, items: 0, sent: 0, mailboxes_done: 0, mailboxes_all: null, started_at: "2026-11-22T10:00:00Z" };
  return emit("desk-changed", { event: "sync_progressed", progress } satisfies DeskEvent);
}

describe("a run, for those who listen", () => {
  it.each<[SyncSentence, string]>([
    [{ is: "up_to_date" }, "Sync ended. Up to date"],
    [{ is: "microsoft_unreachable", since: new Date().toISOString() }, "Sync ended. Microsoft is out of reach, noticed just now"],
  ])("is told when it begins, and when it ended how it stands then: %o", async (sentence, words) => {
    let state = as({ is: "never_synced" });
    openWindow("employee_home", { app_state: () => state });
    await screen.findByRole("heading", { name: "Contoso", level: 1 });
    await tell("reading");
    await heard("Syncing");
    state = as(sentence);
    await tell("finished");
    await heard(words);
  });
});
