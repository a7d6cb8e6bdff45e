import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";
import { HASH, blank } from "./world";

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
