import { screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, describe, expect, it, vi } from "vitest";
import { speak } from "../i18n";
import { openWindow } from "./render";
import { imapInvite } from "./mailWorld";
import { blank, guideAt } from "./world";

type User = ReturnType<typeof openWindow>["user"];

const press = async (user: User, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));

afterEach(() => speak("en"));

describe("settings", () => {
  it("speaks the language that was chosen, and the system's again", async () => {
    const { user, calls } = openWindow("employee_home");
    await press(user, "Settings");
    await user.click(await screen.findByRole("combobox", { name: "Language" }));
    await user.click(await screen.findByRole("option", { name: "Deutsch" }));
    expect(await screen.findByRole("heading", { name: "Einstellungen", level: 1 })).toBeVisible();
    expect(document.documentElement.lang).toBe("de");
    expect(calls.find(([command]) => command === "choose_language")?.[1]).toEqual({ language: "de" });
    await user.click(screen.getByRole("combobox", { name: "Sprache" }));
    await user.click(await screen.findByRole("option", { name: "Wie auf diesem Computer" }));
    expect(await screen.findByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    expect(calls.filter(([command]) => command === "choose_language").at(-1)?.[1]).toEqual({ language: null });
  });

  it("shows a language that the organisation decided as decided", async () => {
    const { user } = openWindow("employee_home", {
      app_state: () => ({
        version: "0.1.0",
        first_run: true,
        invite: null,
        asked_by: null,
        managing: null,
        connections: [],
        guides: [],
        service: { host: null, reachable: null, last_heard_at: null },
        not_microsoft: false,
        locked: [{ name: "language", value: "de", by: "policy_file" }],
        language: "de",
      }),
    });
    await press(user, "Einstellungen");
    expect(await screen.findByRole("combobox", { name: "Sprache" })).toBeDisabled();
    expect(screen.getByText(/von Ihrer Organisation entschieden/)).toBeVisible();
    await press(user, "Zurück");
    expect(await screen.findByRole("heading", { name: /Eine Vitrine/, level: 1 })).toBeVisible();
  });
});

describe("an administrator's approval", () => {
  it("hands over a message with the link, ready to be sent", async () => {
    const { user, calls } = openWindow("employee_guide");
    await press(user, "Next");
    await press(user, "Open Microsoft’s page");
    await press(user, "Cancel");
    const message = await screen.findByRole("textbox", { name: "A message to your administrator" });
    expect(message).toHaveValue(i18next.t("refusal.message", { link: "https://login.microsoftonline.com/contoso.example/adminconsent" }));
    await press(user, "Write it as a mail");
    const composed = calls.find(([command]) => command === "compose_mail")?.[1];
    expect(composed).toMatchObject({ subject: expect.stringMatching(/approve/), body: expect.stringContaining("/adminconsent") });
  });

  it("is waited for while it is looked at, and no longer", async () => {
    const { user, calls } = openWindow("employee_guide");
    const asked = (wanted: string) => calls.filter(([command]) => command === wanted).length;
    await press(user, "Next");
    await press(user, "Open Microsoft’s page");
    await press(user, "Cancel");
    expect(await screen.findByText(/it goes on by itself while this page is open/)).toBeVisible();
    expect([asked("follow_approval"), asked("leave_approval")]).toEqual([1, 0]);
    await press(user, /^What is collected/);
    await waitFor(() => expect(asked("leave_approval")).toBe(1));
  });

  it.each([
    ["refused", /did not approve/],
    ["came_to_nothing", /Microsoft refuses all the same/],
    ["unheard", /once they have, sign in again/],
  ] as const)("says how it stands: %s", async (approval, words) => {
    const refusal = { kind: "needs_admin", next: "send_link_to_admin", code: null, admin_link: "https://login.example/adminconsent", approval, expected: null };
    const { user } = openWindow("employee_guide", { sign_in: () => ({ state: "refused", refusal }) });
    await press(user, "Next");
    expect(await screen.findByText(words)).toBeVisible();
  });

  it("says that it began to sign in by itself", async () => {
    const waiting = { state: "waiting", link: "https://login.example/", browser_opened: true, until: "2026-11-22T21:00:00Z", approved: true };
    const { user } = openWindow("employee_guide", { sign_in: () => waiting });
    await press(user, "Next");
    expect(await screen.findByText(/Your administrator has approved/)).toBeVisible();
  });

  it("says so where no mail program comes up", async () => {
    const { user } = openWindow("employee_guide", { compose_mail: () => false });
    await press(user, "Next");
    await press(user, "Open Microsoft’s page");
    await press(user, "Cancel");
    await press(user, "Write it as a mail");
    expect(await screen.findByText(/Copy the message instead/)).toBeVisible();
  });
});

describe("receipts", () => {
  it("prints the one that was asked for and leaves the others out", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Receipts");
    const [first, second] = await screen.findAllByRole("article");
    const seen: boolean[] = [];
    window.print = vi.fn(() => seen.push(second?.className.includes("unprinted") ?? false, first?.className.includes("unprinted") ?? true));
    await user.click(within(first as HTMLElement).getByRole("button", { name: "Print" }));
    await waitFor(() => expect(seen).toEqual([true, false]));
    expect(second?.className).not.toContain("unprinted");
  });

  it("says under which name one was saved, and nothing where none was chosen", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Receipts");
    await user.click((await screen.findAllByRole("button", { name: "Save" }))[0] as HTMLElement);
    expect(await screen.findByText("Saved as consent-4f21.json.")).toBeVisible();
  });
});

describe("saving rows", () => {
  it("writes what the filter shows, in the form that was asked for", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "Ledger");
    await user.type(await screen.findByRole("searchbox"), "acme");
    await press(user, "Save these rows");
    await user.click(await screen.findByRole("menuitem", { name: /CSV/, hidden: true }));
    expect((await screen.findAllByText("640 rows written to vitrine-2026-11-22.csv."))[0]).toBeVisible();
    const [, asked] = calls.find(([command]) => command === "export_ledger") ?? [];
    expect(asked).toMatchObject({ asForm: "csv", query: { text: "acme" } });
  });

  it("says what to do where the file cannot be written", async () => {
    const { user } = openWindow("admin_home", {
      export_ledger: () => {
        throw { code: "not_written" };
      },
    });
    await press(user, "Ledger");
    await press(user, "Save these rows");
    await user.click(await screen.findByRole("menuitem", { name: /NDJSON/, hidden: true }));
    expect(await screen.findByText("The file could not be written")).toBeVisible();
  });
});

describe("what is new", () => {
  it("notes the first look by itself, and a later one on request", async () => {
    const { user, calls } = openWindow("employee_home");
    expect(await screen.findByText(/14 sent · 33 stayed here/)).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("mark_seen");
    await press(user, "Seen");
    expect(calls.map(([command]) => command)).toContain("mark_seen");
  });
});

describe("a mailbox by IMAP", () => {
  const connect = async (user: User, password: string) => {
    await user.click(await screen.findByRole("radio", { name: /password/ }));
    await user.type(screen.getByRole("textbox", { name: /^Mail server/ }), "imap.contoso.example");
    await user.type(screen.getByLabelText(/^Password/), password);
    await press(user, "Connect");
  };

  it("says that Microsoft's road is closed, and asks how with nothing chosen", async () => {
    openWindow("imap_guide");
    expect(await screen.findByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
    expect(screen.getByText(/sign-in is off while verification is pending: connect by IMAP/)).toBeVisible();
    for (const way of await screen.findAllByRole("radio")) expect(way).not.toBeChecked();
    expect(screen.queryByLabelText(/^Password/)).toBeNull();
  });

  it("hands the password over by one command and keeps it nowhere", async () => {
    const { user, calls, container } = openWindow("imap_guide");
    await connect(user, "wrong");
    expect(await screen.findByText(/Many providers want an app password/)).toBeVisible();
    expect(screen.getByLabelText(/^Password/)).toHaveValue("");
    await user.type(screen.getByLabelText(/^Password/), "correct horse");
    await press(user, "Connect");
    expect(await screen.findByText(/Which folders count/)).toBeVisible();
    const carrying = calls.filter(([, input]) => JSON.stringify(input).includes("correct horse"));
    expect(carrying.map(([command]) => command)).toEqual(["connect_mailbox"]);
    expect(container.innerHTML).not.toContain("correct horse");
  });

  it("asks where the sent mail is when nobody knows, and takes the person's word about folders", async () => {
    const { user, calls } = openWindow("imap_guide");
    await connect(user, "right");
    await user.selectOptions(await screen.findByRole("combobox", { name: /holds the mail you sent/ }), "Postausgang");
    expect(await screen.findByText("sent mail")).toBeVisible();
    const wish = calls.find(([command]) => command === "choose_folders")?.[1];
    expect(wish).toMatchObject({ wish: { sent: "Postausgang", count: expect.arrayContaining(["Postausgang", "INBOX"]) } });
    expect(screen.getByRole("checkbox", { name: "Public/Everybody" })).toBeDisabled();
  });

  it("leads from the closed road to the open one", async () => {
    const { user, calls } = openWindow("imap_guide", {
      app_state: () => ({ ...blank, first_run: false, invite: imapInvite, guides: [guideAt("employee", "sign_in")] }),
    });
    expect(await screen.findByText(/sign-in is off while verification is pending/)).toBeVisible();
    await press(user, "Connect by IMAP");
    expect(calls.find(([command]) => command === "choose_road")?.[1]).toEqual({ road: "employee_imap" });
  });

  it("shows two connections, and says of the one that its road is closed to others", async () => {
    const { user } = openWindow("both_roads");
    await press(user, "Account");
    expect(await screen.findByText(/Yours goes on until you disconnect it/)).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "Shown connection" }), "IMAP");
    expect(await screen.findByText("imap.contoso.example")).toBeVisible();
    await press(user, "Home");
    expect(await screen.findByText("Your mail server does not let Vitrine in")).toBeVisible();
  });
});

describe("one's own data", () => {
  it("is read after a sign-in, shows who looked, and is gone when it is put away", async () => {
    const { user, calls } = openWindow("first_run");
    await press(user, "See my data");
    expect(await screen.findByText(/No mail can be read with it/)).toBeVisible();
    await press(user, "Sign in at Microsoft");
    await press(user, "Open the page again");
    expect(await screen.findByText(/Toni Berger, in the cycle 2026-Q3/)).toBeVisible();
    await press(user, "Save these rows");
    await user.click(await screen.findByRole("menuitem", { name: /NDJSON/, hidden: true }));
    expect(calls.find(([command]) => command === "export_my_data")?.[1]).toMatchObject({ asForm: "ndjson" });
    const [, first] = await screen.findAllByRole("row");
    if (first !== undefined) await user.click(first);
    expect(await screen.findByText("The service stored exactly these bytes.")).toBeVisible();
    // Without a layout the kit finds no place for the focus in the drawer, and hides it a moment later.
    await user.click(screen.getByRole("button", { name: "Close", hidden: true }));
    await press(user, "Put it away");
    expect(await screen.findByRole("heading", { name: /glass case/, level: 1 })).toBeVisible();
    expect(calls.map(([command]) => command)).toContain("end_my_data");
  });
});

describe("people", () => {
  it("shows who is connected by which ways, and says what it does not show", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "People");
    expect(await screen.findByText("Billie Stone")).toBeVisible();
    expect(screen.getByText("Microsoft 365, IMAP")).toBeVisible();
    expect(screen.getByText(/whether they agreed, declined or paused/)).toBeVisible();
  });
});
