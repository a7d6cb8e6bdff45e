import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";

describe("the policy", () => {
  it("says in words what each change means before it is saved, and saves all of them at once", async () => {
    const { user, calls } = openWindow("admin_home");
    await user.click(await screen.findByRole("button", { name: "Policy" }));
    expect(await screen.findByText(/Nothing. Policy 7 is in force/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await user.click(screen.getByRole("switch", { name: "Send meetingSubject" }));
    await user.click(screen.getByRole("radio", { name: /For a number of days/ }));
    await user.click(screen.getByRole("radio", { name: "Numbers only" }));
    expect(await screen.findByText(/“meetingSubject” is no longer sent by anybody/)).toBeVisible();
    expect(screen.getByText(/365 days ago or earlier is deleted at the service, for good/)).toBeVisible();
    expect(screen.getByText(/Of a transcript only numbers are sent/)).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("save_policy");
    await user.click(screen.getByRole("button", { name: "Save 3 changes" }));
    const saved = calls.find(([command]) => command === "save_policy")?.[1];
    expect(saved).toMatchObject({
      policy: { version: 7, switched_off: ["subject", "meetingSubject"], choices: { retention_days: 365, transcript_level: "measures", employee_imap: true } },
    });
    expect(await screen.findByText(/Nothing. Policy 8 is in force/)).toBeVisible();
  });

  it("cannot be saved with a number of days that is none, and can be undone", async () => {
    const { user } = openWindow("admin_home");
    await user.click(await screen.findByRole("button", { name: "Policy" }));
    await user.click(await screen.findByRole("radio", { name: /For a number of days/ }));
    await user.clear(screen.getByRole("spinbutton", { name: "Days" }));
    expect(await screen.findByText("A whole number from 1 to 3,660.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Save 1 change" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText(/Nothing. Policy 7/)).toBeVisible();
  });

  it("names who changed what, and not to what", async () => {
    const { user } = openWindow("admin_home");
    await user.click(await screen.findByRole("button", { name: "Policy" }));
    expect((await screen.findAllByRole("cell", { name: "Robin Admin" })).length).toBe(2);
    expect(screen.getByRole("cell", { name: "Allowed domains" })).toBeVisible();
    expect(screen.getByRole("cell", { name: "The operator of the service" })).toBeVisible();
  });
});
