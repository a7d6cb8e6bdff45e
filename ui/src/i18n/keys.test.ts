import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { expect, it } from "vitest";

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** The closed words of a union in the bindings. */
function wordsOf(type: string): string[] {
  const bindings = readFileSync("src/bindings.ts", "utf8");
  const body = new RegExp(`export type ${type} =([^;]*);`).exec(bindings)?.[1] ?? "";
  return [...body.matchAll(/^"([a-z_]+)"/gm)].map(([, word]) => word ?? "");
}

it("has words for every key that is written out", () => {
  const keys = sources("src").flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\bt\("([\w.]+)"/g)].map(([, key]) => key ?? ""));
  expect(keys.length).toBeGreaterThan(150);
  expect(keys.filter((key) => !i18next.exists(key))).toEqual([]);
});

it.each([
  ["RefusalKind", "refusal"],
  ["NextStep", "next_step"],
  ["WithheldReason", "reason"],
  ["WithheldReason", "why"],
  ["RowState", "row_state"],
  ["RowState", "why"],
  ["StreamName", "stream"],
  ["StreamName", "stream_what"],
  ["StreamName", "consent.yes"],
  ["Road", "road"],
  ["LevelName", "transcript.level"],
  ["LevelName", "transcript.level_what"],
  ["ReviewState", "transcript.review"],
  ["AbsenceName", "transcript.absence"],
  ["AbsenceName", "transcript.absence_next"],
  ["StepName", "step"],
  ["StepState", "step_state"],
  ["SyncPhase", "phase"],
  ["MailboxState", "mailbox_state"],
  ["HealthCheck", "health_check"],
  ["HealthState", "health_state"],
  ["Mend", "mend"],
  ["EntryProblem", "entry_problem"],
  ["ProblemKind", "problem"],
  ["InviteRole", "invite.role"],
  ["InviteStanding", "invite_standing"],
  ["LockedBy", "locked_by"],
  ["PauseFor", "pause"],
  ["Road", "road_closed"],
  ["Road", "road_not_here"],
  ["Road", "road_short"],
  ["FolderReason", "folder_reason"],
  ["MailSignIn", "mailbox.sign_in"],
])("has words for every %s under %s", (type, under) => {
  const words = wordsOf(type);
  expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => !i18next.exists(`${under}.${word}`))).toEqual([]);
});

it.each([
  ["InviteProblem", "error.invite_refused"],
  ["HomeProblem", "error.home_unusable"],
  ["Peer", "error.offline"],
  ["Peer", "error.answer_unreadable"],
  ["MailProblem", "error.mail_refused"],
  ["Notice", "notice"],
])("says what happened and what next for every %s", (type, under) => {
  const missing = wordsOf(type).filter((word) => !i18next.exists(`${under}.${word}.title`) || !i18next.exists(`${under}.${word}.next`));
  expect(missing).toEqual([]);
});
