import { act, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { openWindow } from "./render";
import { byImap } from "./mailWorld";
import { managing } from "./reviewWorld";
import { blank, employee, managerInvite } from "./world";

type User = ReturnType<typeof openWindow>["user"];
type Calls = ReturnType<typeof openWindow>["calls"];

const press = async (user: User, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));
const argumentsOf = (calls: Calls, wanted: string) => calls.filter(([command]) => command === wanted).map(([, input]) => input);

/** The link of an invite, as it is told once. */
const told = async () => (await screen.findByText(/^https:\/\/service\.contoso\.example\/i\//)).closest<HTMLElement>('[role="status"]');

describe("the administrator's invites", () => {
  it("makes an employee's invite where nothing else is chosen", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "People");
    await user.type(await screen.findByRole("textbox", { name: /Address/ }), " dana.reed@contoso.example ");
    expect(screen.getByRole("radio", { name: "An employee" })).toBeChecked();
    await press(user, "Make the invite");
    expect(argumentsOf(calls, "make_invite")).toEqual([{ form: { role: "employee", address: "dana.reed@contoso.example" } }]);
    expect(await told()).not.toHaveTextContent("as a manager");
  });

  it("makes a manager's invite, having said what it allows, and hands on a message for managers", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "People");
    await user.type(await screen.findByRole("textbox", { name: /Address/ }), "toni.berger@contoso.example");
    await user.click(screen.getByRole("radio", { name: "A manager who reviews" }));
    expect(screen.getByText(/May invite employees, and read what a review sees/)).toBeVisible();
    await press(user, "Make the invite");
    expect(argumentsOf(calls, "make_invite")).toEqual([{ form: { role: "manager", address: "toni.berger@contoso.example" } }]);
    const box = await told();
    expect(box).toHaveTextContent("toni.berger@contoso.example as a manager is ready");
    expect(box).toHaveFocus();
    await press(user, "Write it as a mail");
    expect(argumentsOf(calls, "compose_mail")[0]).toMatchObject({ body: expect.stringContaining("asks you to invite employees") });
    expect(screen.getByRole("radio", { name: "An employee" })).toBeChecked();
  });

  it("says beside the address what is wrong with it", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "People");
    await user.type(await screen.findByRole("textbox", { name: /Address/ }), "Toni{Enter}");
    expect(await screen.findByText("This is not the address of a person.")).toBeVisible();
  });

  it("makes a new link for an invite that was not used, and says that the older one is void", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "People");
    await press(user, "New link for zoë.ström@contoso.example");
    expect(argumentsOf(calls, "resend_invite")).toEqual([{ id: "c" }]);
    expect(await told()).toHaveTextContent("The older link no longer works.");
    expect(await told()).toHaveFocus();
  });

  it("takes a manager's right back only once the consequences were said, and does not lose the focus", async () => {
    const { user, calls } = openWindow("admin_home");
    await press(user, "People");
    await press(user, "Take back the invite for toni.berger@contoso.example");
    const dialog = await screen.findByRole("alertdialog");
    expect(within(dialog).getByText(/their own mailbox, stay connected/)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Leave it" }));
    expect(argumentsOf(calls, "revoke_invite")).toEqual([]);
    await press(user, "Take back the invite for toni.berger@contoso.example");
    await press(user, "Take it back");
    expect(argumentsOf(calls, "revoke_invite")).toEqual([{ id: "m" }]);
    expect(await screen.findByText("The invite for toni.berger@contoso.example was taken back.")).toBeInTheDocument();
    expect(screen.getByRole("group", { name: "Invites" })).toHaveFocus();
    expect(screen.queryByRole("button", { name: /Take back .* toni/ })).toBeNull();
  });

  it("offers nothing for what is over: an employee's used invite, and the set-up's", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "People");
    const row = (await screen.findAllByText("billie.stone@contoso.example")).at(-1)?.closest("tr");
    expect(within(row as HTMLElement).queryAllByRole("button")).toEqual([]);
    const setUp = screen.getByText("The administrator of the organisation").closest("tr");
    expect(within(setUp as HTMLElement).queryAllByRole("button")).toEqual([]);
  });
});

describe("the purpose of the invites", () => {
  it("is asked of the administrator who has written none", async () => {
    const { user } = openWindow("admin_home", { review_purpose: () => ({ purpose: "", legal_basis: "" }) });
    await press(user, "People");
    await press(user, "Write them under Cycles");
    expect(await screen.findByRole("heading", { name: "Cycles", level: 1 })).toBeVisible();
  });

  it("is said to be missing, not left out", async () => {
    const { user } = openWindow("first_run", { inspect_invite: () => ({ ...managerInvite, purpose: "", legal_basis: null }) });
    await user.type(await screen.findByRole("textbox", { name: /invite/ }), "vitrine://invite/manager{Enter}");
    expect(await screen.findAllByText("Not said")).toHaveLength(2);
  });
});

describe("a manager", () => {
  it("invites employees alone, and is not shown who is connected", async () => {
    const { user, calls } = openWindow("manager_home");
    await press(user, "People");
    expect(screen.queryByRole("radio")).toBeNull();
    expect(screen.queryByText("Who is connected")).toBeNull();
    await user.type(await screen.findByRole("textbox", { name: /Address/ }), "dana.reed@contoso.example{Enter}");
    expect(argumentsOf(calls, "make_invite")).toEqual([{ form: { role: "employee", address: "dana.reed@contoso.example" } }]);
    await press(user, "Take back the invite for billie.stone@contoso.example");
    expect(await screen.findByText(/You can no longer read what a review sees of them/)).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("people");
  });

  it("is nobody who was only invited as an employee", async () => {
    openWindow("employee_home");
    expect(await screen.findByRole("button", { name: "Reviews" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "People" })).toBeNull();
  });

  it("is told before anything is kept what the invite makes of them", async () => {
    const { user } = openWindow("first_run");
    await user.type(await screen.findByRole("textbox", { name: /invite/ }), "vitrine://invite/manager{Enter}");
    expect(await screen.findByText(/A manager: you invite employees/)).toBeVisible();
    expect(screen.queryByText(/closed for new connections/)).toBeNull();
    await press(user, "Go on");
    expect(await screen.findByRole("heading", { name: "Become a manager", level: 1 })).toBeVisible();
    expect(screen.getByText(/A manager: you invite employees/)).toBeVisible();
    expect(screen.getByText(/A manager needs none/)).toBeVisible();
  });

  it("who is connected by a mail server signs in for it, is told why, and keeps the mailbox", async () => {
    const invited = { ...blank, first_run: false, invite: managerInvite, asked_by: managerInvite, connections: [byImap] };
    const { user, calls } = openWindow("employee_home", { app_state: () => invited });
    expect(await screen.findByRole("heading", { name: "Become a manager", level: 1 })).toBeVisible();
    expect(screen.getByText(/only Microsoft can tell the service/)).toBeVisible();
    expect(screen.getByText("It stays connected as it is.")).toBeVisible();
    await press(user, "Open Microsoft’s page");
    expect(await screen.findByText(/Waiting for you to sign in/)).toBeVisible();
    expect(calls.map(([command]) => command)).toContain("begin_managing");
    expect(calls.map(([command]) => command)).not.toContain("begin_sign_in");
    await press(user, "Forget this invite");
    expect(calls.map(([command]) => command)).toContain("drop_invite");
  });

  it("whom the service knows already is one at once", async () => {
    const raised = { ...blank, first_run: false, asked_by: managerInvite, managing, connections: [employee] };
    let state = blank;
    const { user } = openWindow("first_run", { app_state: () => state, accept_invite: () => (state = raised) });
    await user.type(await screen.findByRole("textbox", { name: /invite/ }), "vitrine://invite/manager{Enter}");
    await press(user, "Go on");
    expect(await screen.findByRole("heading", { name: "Manager", level: 1 })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Connect my mailbox" })).toBeNull();
    expect(screen.getByRole("button", { name: "Ledger" })).toBeVisible();
  });

  it("has a window of their own with no mailbox, and reads those whom they invited", async () => {
    const { user, calls } = openWindow("manager_alone");
    expect(await screen.findByRole("heading", { name: "Manager", level: 1 })).toBeVisible();
    const rooms = within(screen.getByRole("navigation")).getAllByRole("button");
    expect(rooms.map((room) => room.getAttribute("aria-label"))).toEqual(["Manager", "People", "Reviews", "My data", "Settings", "Help"]);
    await press(user, "People");
    expect(await screen.findByRole("textbox", { name: /Address/ })).toBeVisible();
    await press(user, "Reviews");
    expect(await screen.findByText("People whom you invited")).toBeVisible();
    await press(user, "alex.wood@contoso.example");
    expect(calls.map(([command]) => command)).toContain("review_of");
    expect(calls.map(([command]) => command)).not.toContain("my_review");
  });

  it("may connect their own mailbox, and does without it as easily", async () => {
    const { user, calls } = openWindow("manager_alone");
    const yes = await screen.findByRole("button", { name: "Connect my mailbox" });
    const no = screen.getByRole("button", { name: "Do without" });
    expect(no.className).toBe(yes.className);
    await user.click(no);
    expect(await screen.findByRole("heading", { name: "People", level: 1 })).toBeVisible();
    expect(argumentsOf(calls, "want_mailbox")).toEqual([]);
    await press(user, "Manager");
    await press(user, "Connect my mailbox");
    expect(argumentsOf(calls, "want_mailbox")).toEqual([{ isWanted: true }]);
    expect(await screen.findByRole("heading", { name: "What is collected", level: 1 })).toBeVisible();
    await press(user, "Manager");
    expect(await screen.findByText("You have begun to connect it.")).toBeVisible();
    await press(user, "Do without");
    expect(argumentsOf(calls, "want_mailbox")).toEqual([{ isWanted: true }, { isWanted: false }]);
    expect(await screen.findByRole("button", { name: "Connect my mailbox" })).toBeVisible();
  });

  it("is told that it was taken back, and leaves", async () => {
    const { user, calls } = openWindow("manager_over");
    expect(await screen.findByText("You do not invite people here")).toBeVisible();
    expect(screen.queryByRole("button", { name: "People" })).toBeNull();
    await press(user, "Sign out as a manager");
    expect(calls.map(([command]) => command)).toContain("stop_managing");
    expect(await screen.findByRole("heading", { name: /glass case/, level: 1 })).toBeVisible();
  });
});

describe("who asked", () => {
  it("can be read after the invite was used", async () => {
    const { user } = openWindow("employee_signed_in");
    await press(user, /^Who asks/);
    expect(await screen.findByText("Toni Berger, people operations")).toBeVisible();
    expect(screen.getByText(/by which you connected/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Forget this invite" })).toBeNull();
  });
});

describe("a copied link", () => {
  it("is not said to be copied to somebody who has gone on, nor of another one", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "People");
    await press(user, "New link for zoë.ström@contoso.example");
    let written = () => {};
    vi.spyOn(navigator.clipboard, "writeText").mockReturnValue(new Promise((done) => (written = done)));
    await press(user, "Copy the link");
    await press(user, "New link for alex.wood@contoso.example");
    await act(async () => written());
    expect(await screen.findByRole("button", { name: "Copy the link" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Copied" })).toBeNull();
  });
});
