import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../i18n";
import { openWindow } from "./render";
import { review } from "./reviewWorld";

type User = ReturnType<typeof openWindow>["user"];

const press = async (user: User, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));
const argumentsOf = (calls: [string, Record<string, unknown>][], command: string) => calls.filter(([name]) => name === command).map(([, input]) => input);

afterEach(() => speak("en"));

describe("what a review sees", () => {
  it("opens a number down to the mails behind it", async () => {
    const { user, calls } = openWindow("employee_home");
    await press(user, "Reviews");
    await press(user, "Days: Sent");
    expect(await screen.findByText(/312 in all/)).toBeVisible();
    await press(user, "Nov 19, 2026");
    expect(await screen.findByText("9:01:12 AM")).toBeVisible();
    expect(screen.queryByText("10:42:00 AM")).toBeNull();
    expect(argumentsOf(calls, "signal_mails")).toEqual([{ connection: "e-1", cycle: "2026-H2", day: "2026-11-19" }]);
  });

  it("says so where the ledger has gone on since the number was sent", async () => {
    const { user } = openWindow("employee_home", { signal_days: () => [{ day: "2026-11-19", sent: 400, received: 0 }] });
    await press(user, "Reviews");
    await press(user, "Days: Sent");
    expect(await screen.findByText(/has 400 by now/)).toBeVisible();
  });

  it("disputes a number and undoes it", async () => {
    const { user, calls } = openWindow("employee_home");
    await press(user, "Reviews");
    await press(user, "Dispute: Discovery");
    await user.type(await screen.findByRole("textbox", { name: "Why" }), "Two short calls.");
    await press(user, "Dispute this number");
    const skill = await screen.findByRole("article", { name: "Discovery" });
    expect(await within(skill).findByText("Disputed by you")).toBeVisible();
    expect(within(skill).getByText("Two short calls.")).toBeVisible();
    expect(argumentsOf(calls, "dispute_mark")).toEqual([{ cycle: "2026-H2", mark: "skill.discovery", reason: "Two short calls." }]);
    await press(user, "Undo the dispute: Discovery");
    expect(await within(skill).findByRole("button", { name: "Dispute: Discovery" })).toBeVisible();
  });

  it("adds and removes notes", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Reviews");
    await user.type(await screen.findByRole("textbox", { name: "A note" }), "Parental leave in June.");
    await press(user, "Add this note");
    expect(await screen.findByText("Parental leave in June.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: "A note" })).toHaveValue("");
    const before = screen.getAllByRole("button", { name: /^Remove the note of/ }).length;
    await user.click(screen.getAllByRole("button", { name: /^Remove the note of/ })[0] as HTMLElement);
    await screen.findByText("Parental leave in June.");
    expect(screen.getAllByRole("button", { name: /^Remove the note of/ })).toHaveLength(before - 1);
  });

  it("shows the very text block with its hash, and who looked", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Reviews");
    await press(user, "The text block");
    const shown = await screen.findByRole("group", { name: "The text block" });
    expect(shown.textContent).toBe(review.text);
    expect(screen.getAllByText(review.text_sha256)[0]).toBeVisible();
    const looks = screen.getByRole("table", { name: "Who looked" });
    expect(within(looks).getByText("toni.berger@contoso.example")).toBeVisible();
  });

  it("takes no more words once it is frozen", async () => {
    const { user } = openWindow("employee_home", { my_review: () => ({ ...review, state: "frozen", frozen_at: "2026-11-22T20:00:00Z" }) });
    await press(user, "Reviews");
    expect(await screen.findByText(/reviewers read exactly this/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Dispute/ })).toBeNull();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("says why there is nothing, in the person's language", async () => {
    const { user } = openWindow("employee_home", { review_cycles: () => [] });
    await press(user, "Settings");
    await user.click(await screen.findByRole("combobox", { name: "Language" }));
    await user.click(await screen.findByRole("option", { name: "Deutsch" }));
    await press(user, "Beurteilung");
    expect(await screen.findByText("Es gibt keinen Beurteilungszyklus")).toBeVisible();
  });

  it("says what is wrong and tries again", async () => {
    const { user } = openWindow("employee_home", {
      review_cycles: () => {
        throw { code: "offline", peer: "service", retry_after_seconds: null };
      },
    });
    await press(user, "Reviews");
    expect(await screen.findByRole("alert")).toBeVisible();
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});

describe("cycles", () => {
  it("says beside the field what is wrong, and makes the cycle once nothing is", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "Cycles");
    await press(user, "New cycle");
    await user.type(await screen.findByRole("textbox", { name: "First day" }), "2027-01-01");
    await user.type(screen.getByRole("textbox", { name: "First day after it" }), "2026-04-01");
    await press(user, "Make the cycle");
    expect(await screen.findByText("Give the cycle a name.")).toBeVisible();
    expect(screen.getByText(/Write a day after the first one/)).toBeVisible();
    expect(argumentsOf(calls, "make_cycle")).toEqual([]);
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Winter");
    await user.clear(screen.getByRole("textbox", { name: "First day after it" }));
    await user.type(screen.getByRole("textbox", { name: "First day after it" }), "2027-04-01");
    await user.selectOptions(screen.getByRole("combobox", { name: "Time zone" }), "Europe/Berlin");
    await press(user, "Make the cycle");
    expect(await screen.findByRole("article", { name: "Winter" })).toBeVisible();
    expect(argumentsOf(calls, "make_cycle")).toEqual([
      { form: { name: "Winter", start: "2027-01-01", end: "2027-04-01", time_zone: "Europe/Berlin" } },
    ]);
  });

  it("freezes only after the consequences were said", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "Cycles");
    await press(user, "Freeze: Autumn 2026");
    expect(await screen.findByText(/Nobody can add a note/)).toBeVisible();
    await press(user, "Leave it open");
    expect(argumentsOf(calls, "move_cycle")).toEqual([]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Freeze: Autumn 2026" })).toHaveFocus());
    await press(user, "Freeze: Autumn 2026");
    await press(user, "Freeze the cycle");
    expect(await screen.findByRole("button", { name: "Close: Autumn 2026" })).toBeVisible();
    expect(argumentsOf(calls, "move_cycle")).toEqual([{ cycle: "2026-H2", state: "frozen" }]);
  });

  it("reads somebody only by a press, after saying that they are shown it", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "Cycles");
    await press(user, "Read: Autumn 2026");
    expect(await screen.findByText(/The person is shown that you looked/)).toBeVisible();
    expect(argumentsOf(calls, "review_of")).toEqual([]);
    await press(user, "alex.wood@contoso.example");
    expect((await screen.findByRole("group", { name: "The text block" })).textContent).toBe(review.text);
  });

  it("saves what the reviews are for", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "Cycles");
    await user.type(await screen.findByRole("textbox", { name: "Purpose" }), ".");
    await press(user, "Save these words");
    expect(await screen.findByText("New invites say this from now on.")).toBeVisible();
    expect(argumentsOf(calls, "save_review_purpose")[0]).toEqual({ words: { purpose: "Workload in the yearly review.", legal_basis: "Consent" } });
  });
});
