import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { LedgerRow } from "../bindings";
import { openWindow } from "./render";
import { detailOf, rows } from "./world";

async function openLedger() {
  const opened = openWindow("employee_home");
  await opened.user.click(await screen.findByRole("button", { name: "Ledger" }));
  const grid = await screen.findByRole("grid");
  const rows = () => within(grid).getAllByRole("row");
  const last = (command: string) => opened.calls.filter(([name]) => name === command).at(-1)?.[1];
  return { ...opened, rows, last };
}

describe("rows taken together", () => {
  it("are picked by the keyboard, saved, and let go again", async () => {
    const { user, rows, last } = await openLedger();
    rows()[1]?.focus();
    await user.keyboard(" {Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(await screen.findByText("3 rows selected")).toBeVisible();
    expect(rows().filter((row) => row.getAttribute("aria-selected") === "true")).toHaveLength(3);
    await user.click(screen.getByRole("button", { name: "Save the selected rows" }));
    await user.click(await screen.findByRole("menuitem", { name: /CSV/, hidden: true }));
    expect(last("export_selection")).toMatchObject({ selection: { rows: ["mail-0", "mail-1", "mail-2"], all: null }, asForm: "csv" });
    rows()[1]?.focus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("toolbar", { name: "Selected rows" })).toBeNull();
  });

  it("are all that the filter shows but some, without being loaded", async () => {
    const { user, rows, last } = await openLedger();
    rows()[1]?.focus();
    await user.keyboard("{Control>}a{/Control}");
    expect(await screen.findByText("120 rows selected")).toBeVisible();
    await user.keyboard(" ");
    expect(await screen.findByText("119 rows selected")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Hold back transcripts" }));
    const asked = await screen.findByRole("dialog", { hidden: true });
    expect(await within(asked).findByText(/1 of them is at the service/)).toBeVisible();
    await user.click(within(asked).getByRole("button", { name: "Hold back 3 transcripts", hidden: true }));
    expect(last("hold_back_selection")).toMatchObject({ selection: { rows: [], except: ["mail-0"], all: { states: [] } } });
  });
});

describe("a transcript that the service holds", () => {
  const sent = { ...rows[0], id: "t1", stream: "transcript", state: "acknowledged", reason: null } as LedgerRow;
  const page = (found: LedgerRow[]) => ({ rows: found, next: null });

  it("is erased there from its row, once the consequences were said", async () => {
    const { user, calls } = openWindow("employee_home", { ledger_page: () => page([sent]), ledger_row: () => detailOf(sent) });
    await user.click(await screen.findByRole("button", { name: "Ledger" }));
    const grid = await screen.findByRole("grid");
    await user.click(within(grid).getAllByRole("row")[1] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Erase at the service…" }));
    const asked = await screen.findByRole("alertdialog", { hidden: true });
    expect(within(asked).getByText(/taken back with the next sync/)).toBeVisible();
    expect(calls.map(([name]) => name)).not.toContain("hold_back_selection");
    await user.click(within(asked).getByRole("button", { name: "Erase 1 transcript at the service", hidden: true }));
    expect(calls.find(([name]) => name === "hold_back_selection")?.[1]).toEqual({ connection: "e-1", selection: { rows: ["t1"], all: null, except: [] } });
  });

  it("offers nothing of the kind while it waits here", async () => {
    const waits = { ...sent, state: "unreviewed" } as LedgerRow;
    const { user } = openWindow("employee_home", { ledger_page: () => page([waits]), ledger_row: () => detailOf(waits) });
    await user.click(await screen.findByRole("button", { name: "Ledger" }));
    await user.click(within(await screen.findByRole("grid")).getAllByRole("row")[1] as HTMLElement);
    expect(await screen.findByText("Why")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Erase at the service…" })).toBeNull();
  });
});
