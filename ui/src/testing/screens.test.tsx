import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Scene } from "./fakeDesk";
import { openWindow } from "./render";

type Act = (user: ReturnType<typeof openWindow>["user"]) => Promise<void>;

const press =
  (name: string | RegExp): Act =>
  async (user) =>
    user.click(await screen.findByRole("button", { name }));

/** Every screen: where it starts, how it is reached, its heading. */
const screens: [string, Scene, Act[], string | RegExp][] = [
  ["welcome", "first_run", [], /glass case/],
  ["no keyring", "home_unusable", [], /no keyring/],
  ["what is collected", "employee_guide", [], "What is collected"],
  ["sign in", "employee_guide", [press("Next"), press("Open Microsoft’s page")], "Sign in"],
  ["preview", "employee_signed_in", [press("Read my data")], "Preview"],
  ["consent", "employee_signed_in", [press("Read my data"), press("Next")], "Consent"],
  ["home of an employee", "employee_home", [], "Contoso"],
  ["account", "employee_home", [press("Account")], "Account"],
  ["rules", "employee_home", [press("Rules")], "Rules"],
  ["receipts", "employee_home", [press("Receipts")], "Receipts"],
  ["settings", "employee_home", [press("Settings")], "Settings"],
  ["help", "employee_home", [press("Help")], "Help"],
  ["register", "admin_guide", [press(/Register the app/)], "Register the app"],
  ["admin consent", "admin_guide", [press(/Admin consent/), press("Open Microsoft’s page")], "Admin consent"],
  ["agreement", "admin_guide", [press("Agreement")], "Agreement"],
  ["domains", "admin_guide", [press(/Your domains/)], "Your domains"],
  ["allowlist", "admin_guide", [press("Allowlist")], "Allowlist"],
  ["first sync", "admin_guide", [press(/First sync/)], "First sync"],
  ["health", "admin_guide", [], "Health"],
  ["home of an admin", "admin_home", [], "Contoso"],
  ["people", "admin_home", [press("People")], "People"],
  ["policy", "admin_home", [press("Policy")], "Policy"],
  ["ledger", "admin_home", [press("Ledger")], "Ledger"],
];

describe("every screen", () => {
  it.each(screens)("%s has its heading, and words for every key", async (_, scene, acts, heading) => {
    const { user, container } = openWindow(scene);
    for (const act of acts) await act(user);
    expect(await screen.findByRole("heading", { name: heading, level: 1 })).toBeVisible();
    expect(container.textContent).not.toMatch(/\b[a-z_]+\.[a-z_]+\.[a-z_]+\b(?<!\.example)(?<!\.com)/);
  });
});

describe("choices", () => {
  it("offers to accept and to refuse an invite with the same weight, and keeps nothing before", async () => {
    const { user, calls } = openWindow("first_run");
    await user.type(await screen.findByRole("textbox", { name: /invite/ }), "vitrine://invite/abc");
    await press("Read the invite")(user);
    const yes = await screen.findByRole("button", { name: "Go on" });
    const no = screen.getByRole("button", { name: "No, thank you" });
    expect(yes.className).toBe(no.className);
    expect(calls.map(([command]) => command)).not.toContain("accept_invite");
    await user.click(no);
    expect(await screen.findByRole("heading", { name: /glass case/ })).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("accept_invite");
  });

  it("says which invite cannot be used and what to do", async () => {
    const { user } = openWindow("first_run");
    await user.type(await screen.findByRole("textbox", { name: /invite/ }), "vitrine://expired");
    await press("Read the invite")(user);
    expect(await screen.findByRole("alert")).toHaveTextContent(/expired.*Ask the person who invited you/s);
  });

  it("asks for consent with nothing chosen, and gives it to the text that was shown", async () => {
    const { user, calls } = openWindow("employee_signed_in");
    await press("Read my data")(user);
    await press("Next")(user);
    const choices = await screen.findAllByRole("radio");
    for (const choice of choices) expect(choice).not.toBeChecked();
    expect(screen.getByRole("button", { name: "Save my decision" })).toBeDisabled();
    await user.click(screen.getByRole("radio", { name: /^Yes/ }));
    await press("Save my decision")(user);
    const given = calls.find(([command]) => command === "give_consent")?.[1];
    expect(given).toMatchObject({ stream: "email_signal", sha256: expect.stringMatching(/^9c1f/) });
  });

  it("gives nothing when the answer is no", async () => {
    const { user, calls } = openWindow("employee_signed_in");
    await press("Read my data")(user);
    await press("Next")(user);
    await user.click(await screen.findByRole("radio", { name: /^No/ }));
    await press("Save my decision")(user);
    expect(calls.map(([command]) => command)).not.toContain("give_consent");
  });

  it("accepts the agreement by the hash of the text on the screen", async () => {
    const { user, calls } = openWindow("admin_guide");
    await press("Agreement")(user);
    await press("Accept this agreement")(user);
    expect(await screen.findByText("Robin Admin")).toBeVisible();
    expect(calls.find(([command]) => command === "accept_dpa")?.[1]).toMatchObject({ sha256: expect.stringMatching(/^9c1f/) });
  });

  it("asks before it disconnects, and can be talked out of it", async () => {
    const { user, calls } = openWindow("employee_home");
    await press("Account")(user);
    await press("Disconnect")(user);
    await user.click(within(await screen.findByRole("alertdialog", { hidden: true })).getByRole("button", { name: "Stay connected", hidden: true }));
    expect(calls.map(([command]) => command)).not.toContain("disconnect");
  });
});

describe("the ledger", () => {
  it("draws only the rows in sight and opens one with the keyboard", async () => {
    const { user } = openWindow("admin_home");
    await press("Ledger")(user);
    const rows = await screen.findByRole("grid");
    expect(rows).toHaveAttribute("aria-rowcount", "641");
    await waitFor(() => expect(within(rows).getAllByRole("row").length).toBeGreaterThan(10));
    const drawn = within(rows).getAllByRole("row");
    expect(drawn.length).toBeLessThan(60);
    drawn[1]?.focus();
    await user.keyboard("{Enter}");
    const opened = await screen.findByRole("dialog", { hidden: true });
    expect(await within(opened).findByText(/stored exactly these bytes/)).toBeVisible();
    expect(within(opened).getByRole("group", { name: "Exact bytes", hidden: true })).toHaveTextContent('"externalId":"o365_email_row-0"');
  });

  it("is opened by a number, with that filter set", async () => {
    const { user, calls } = openWindow("admin_home");
    await user.click((await screen.findAllByRole("button", { name: /Not on the allowlist/ }))[0] as HTMLElement);
    await screen.findByRole("grid");
    const query = calls.filter(([command]) => command === "ledger_page").at(-1)?.[1].query;
    expect(query).toMatchObject({ states: ["withheld"], reasons: ["not_on_allowlist"], streams: ["meeting_attend"] });
  });
});

describe("the allowlist", () => {
  const type = async (user: ReturnType<typeof openWindow>["user"], text: string) => {
    await press("Allowlist")(user);
    const box = await screen.findByRole("textbox", { name: /Allowed domains/ });
    await user.clear(box);
    await user.click(box);
    await user.paste(text);
  };

  it("shows each refused entry with its reason, and cannot be saved with it", async () => {
    const { user, calls } = openWindow("admin_home");
    await type(user, "acme.example, contoso.example");
    expect(await screen.findByText(/one of your own domains/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Save 1 domain" })).toBeDisabled();
    expect(calls.map(([command]) => command)).not.toContain("save_allowlist");
  });

  it("says what the list would let through once the mailboxes are counted, before it is saved", async () => {
    const { user, calls } = openWindow("admin_home");
    await type(user, "acme.example\n*.partner.example");
    expect((await screen.findAllByText("Not counted yet")).length).toBe(2);
    await press("Count now")(user);
    expect(await screen.findByText(/This list would let through 28 meetings \(62 attendances\), 412 mails/)).toBeVisible();
    expect(screen.getByText(/sales.partner.example: 14 meetings/)).toBeVisible();
    expect(screen.getByText(/everything below partner.example, but not partner.example itself/)).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("save_allowlist");
    await press("Save 2 domains")(user);
    expect(calls.find(([command]) => command === "save_allowlist")?.[1]).toEqual({ entries: ["acme.example", "*.partner.example"] });
  });

  it("folds what is said twice, offers domains for addresses, and shows both spellings", async () => {
    const { user } = openWindow("admin_home");
    await type(user, "acme.example acme.example; buyer@fabrikam.example xn--mnchen-3ya.example");
    expect(await screen.findByText(/1 entry says what another one says/)).toBeVisible();
    expect(screen.getByText("exactly münchen.example")).toBeVisible();
    expect(screen.getByText("spelled xn--mnchen-3ya.example")).toBeVisible();
    await press("Put their domains in place of mail and web addresses")(user);
    expect(await screen.findByText("exactly fabrikam.example")).toBeVisible();
    expect(screen.queryByText(/This is an address/)).toBeNull();
  });
});

describe("a new version of the agreement", () => {
  it("shows what was removed and what was added, by word as well as by line, and closes with its acceptance", async () => {
    const { user } = openWindow("dpa_anew");
    await press("Agreement")(user);
    const changes = await screen.findByRole("list", { name: "What changed since version 3" });
    const told = within(changes).getAllByRole("listitem").map((item) => item.textContent);
    expect(told).toEqual([
      "2 paragraphs as they were",
      "RemovedData is kept for 180 days.",
      "AddedData is kept for 365 days.",
      "1 paragraph as it was",
      "RemovedIt is not used for anything else.",
    ]);
    expect(within(changes).getAllByRole("deletion").length).toBe(2);
    await press("Accept this agreement")(user);
    await waitFor(() => expect(screen.queryByText(/What changed since/)).toBeNull());
  });
});

describe("a run", () => {
  it("shows what is done and what is left, and can be stopped", async () => {
    const { user, calls } = openWindow("admin_home", {
      sync_progress: () => ({
        connection: "o-1",
        phase: "reading",
        items: 1204,
        sent: 12,
        mailboxes_done: 7,
        mailboxes_all: 20,
        started_at: "2026-11-22T20:00:00Z",
      }),
    });
    expect(await screen.findByText("7 of 20 mailboxes")).toBeVisible();
    expect(screen.getByText("1,204 items considered")).toBeVisible();
    await press("Stop")(user);
    expect(calls.map(([command]) => command)).toContain("cancel_sync");
  });
});
