import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { NextStep, Refusal, UpdateStanding, UpdateStep } from "../bindings";
import { openWindow } from "./render";
import { HASH, blank, employee, employeeInvite, guideAt } from "./world";

describe("settings that the organisation decided", () => {
  it("are said in words, with who decided them, and cannot be changed", async () => {
    const locked = [
      { name: "language", value: "de", by: "policy_file" },
      { name: "background", value: "false", by: "policy_file" },
      { name: "roads", value: "employee_imap organisation", by: "policy_file" },
      { name: "client_secret", value: null, by: "environment" },
      { name: "service_url", value: "https://service.contoso.example/", by: "policy_file" },
    ];
    const { user } = openWindow("first_run", { app_state: () => ({ ...blank, locked }) });
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    const facts = await screen.findByRole("region", { name: "Decided by your organisation" });
    expect(facts).toHaveTextContent("LanguageDeutschdecided by your organisation");
    expect(facts).toHaveTextContent("Keeping in sync in the backgroundNodecided by your organisation");
    expect(facts).toHaveTextContent("Employees, their own mailbox by IMAP; The organisation as a whole");
    expect(facts).toHaveTextContent("Proof of the app (secret)setdecided by how Vitrine was started on this computer");
    for (const raw of locked) expect(facts).not.toHaveTextContent(raw.name.includes("_") ? raw.name : "policy_file");
    expect(screen.getByRole("combobox", { name: "Language" })).toBeDisabled();
    expect(screen.getByRole("switch", { name: /Start with this computer/ })).toBeDisabled();
  });
});

describe("newer versions", () => {
  const on = (standing: UpdateStanding) => ({ host: "updates.contoso.example", standing });
  const newer = (step: UpdateStep): UpdateStanding => ({ state: "newer", version: "0.2.0", notes: "Calmer.", step });

  it("are not looked for unless the organisation says where, and there is nothing to press", async () => {
    const { user } = openWindow("employee_home");
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    expect(await screen.findByText(/asks nobody about them/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Look for updates" })).toBeNull();
  });

  it.each([
    ["install", "Install version 0.2.0"],
    ["save", "Save the package of version 0.2.0"],
  ] as const)("are asked for by a press, and taken by another: %s", async (step, name) => {
    let view = on({ state: "not_looked" });
    const { user, calls } = openWindow("employee_home", {
      updates: () => view,
      look_for_updates: () => (view = on(newer(step))),
      take_update: () => (view = on({ state: "failed", problem: "wrong_signature" })),
    });
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    const asked = () => calls.map(([command]) => command).filter((one) => /_updates?$/.test(one) && one !== "updates");
    const look = await screen.findByRole("button", { name: "Look for updates" });
    expect(screen.getByText(/at updates\.contoso\.example says which version/)).toBeVisible();
    expect(asked()).toEqual([]);
    await user.click(look);
    await user.click(await screen.findByRole("button", { name }));
    expect(await screen.findByText(/not signed with your organisation’s key/)).toBeVisible();
    expect(asked()).toEqual(["look_for_updates", "take_update"]);
    expect(screen.queryByRole("button", { name })).toBeNull();
  });

  it.each<[UpdateStanding, RegExp]>([
    [{ state: "up_to_date", looked_at: "2026-11-22T20:20:00Z" }, /This is the newest version/],
    [{ state: "installed", version: "0.2.0" }, /start it again to use it/],
    [{ state: "saved", version: "0.2.0", file: "vitrine.deb" }, /saved as vitrine\.deb\. It is not installed/],
  ])("say what came of it", async (standing, words) => {
    const { user } = openWindow("employee_home", { updates: () => on(standing) });
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    expect(await screen.findByText(words)).toBeVisible();
  });
});

describe("a road that this computer may not take", () => {
  it("is not offered, with the organisation's word on it, beside the one that is", async () => {
    const roads = [
      { road: "employee_graph", standing: "not_allowed_here" },
      { road: "employee_imap", standing: "open" },
    ];
    const scene = { ...blank, first_run: false, invite: { ...employeeInvite, roads }, guides: [guideAt("employee", "sign_in")] };
    openWindow("employee_guide", { app_state: () => scene });
    expect(await screen.findByText(/does not allow Microsoft 365 sign-in from this computer/)).toBeVisible();
    expect(screen.queryByText(/verification is pending/)).toBeNull();
    expect(screen.getByRole("button", { name: "Open Microsoft’s page" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Connect by IMAP" })).toBeEnabled();
  });
});

describe("a metered network", () => {
  it("is waited on, which is said with the way to choose otherwise", async () => {
    const { user, calls } = openWindow("metered");
    expect(await screen.findByText("This network is metered. The next sync waits for another one")).toBeVisible();
    expect(screen.queryByText(/next at/)).toBeNull();
    expect(screen.getByRole("button", { name: "Sync now" })).toBeEnabled();
    await user.click(screen.getByRole("button", { name: "Choose" }));
    const choice = await screen.findByRole("switch", { name: "Sync by itself on metered networks too" });
    expect(choice).not.toBeChecked();
    await user.click(choice);
    expect(calls.find(([command]) => command === "choose_metered")?.[1]).toEqual({ isWanted: true });
    expect(choice).toBeChecked();
  });
});

describe("a sync that did not go through", () => {
  it("says what stood in the way and what to do", async () => {
    openWindow("failed");
    expect(await screen.findByText("The last sync did not go through")).toBeVisible();
    expect(screen.getByText("The disk is full")).toBeVisible();
    expect(screen.getByRole("button", { name: "Details" })).toBeEnabled();
  });
});

describe("a sign-in that is needed", () => {
  it.each<[NextStep, string]>([
    ["sign_in_again", "Microsoft wants you to sign in again"],
    ["send_link_to_admin", "Microsoft does not let Vitrine in"],
  ])("is said by what helps: %s", async (next, words) => {
    const refusal: Refusal = { kind: "sign_in_expired", next, code: null, admin_link: null, approval: null, expected: null };
    const sync = { ...employee.sync, sentence: { is: "sign_in_needed" as const, refusal } };
    openWindow("employee_home", { app_state: () => ({ ...blank, first_run: false, connections: [{ ...employee, sync }] }) });
    expect(await screen.findByText(words)).toBeVisible();
  });
});

describe("diagnostics", () => {
  it("are off, say what they never record, and save exactly what was shown", async () => {
    const { user, calls } = openWindow("employee_home");
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    const choice = await screen.findByRole("switch", { name: /Record what helps/ });
    expect(choice).not.toBeChecked();
    expect(screen.getByText(/Never recorded: names, addresses, subjects/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Save exactly this" })).toBeNull();
    await user.click(choice);
    await user.click(await screen.findByRole("button", { name: "Show what would be saved" }));
    expect(await screen.findByRole("group", { name: "What would be saved" })).toHaveTextContent('"requests": 1204');
    expect(calls.map(([command]) => command)).not.toContain("save_diagnostics");
    await user.click(screen.getByRole("button", { name: "Save exactly this" }));
    expect(calls.find(([command]) => command === "save_diagnostics")?.[1]).toEqual({ sha256: HASH });
    expect(await screen.findByText("Saved as vitrine-diagnostics.json.")).toBeVisible();
  });
});
