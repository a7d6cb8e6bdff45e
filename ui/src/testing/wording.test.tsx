import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";
import { blank, employee } from "./world";

type User = ReturnType<typeof openWindow>["user"];

const press = async (user: User, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));
const ID = "11111111-2222-4333-8444-555555555555";

describe("the registration", () => {
  it("is checked as it is pasted, and nothing is saved for it", async () => {
    const { user, calls } = openWindow("admin_guide");
    await press(user, /Register the app/);
    const id = await screen.findByRole("textbox", { name: /Application/ });
    expect(screen.queryByText("This is needed.")).toBeNull();
    await user.click(id);
    await user.paste("Vitrine of Contoso");
    expect(await screen.findByText(/This is not an id of the form/)).toBeVisible();
    await user.clear(id);
    await user.paste(ID);
    await waitFor(() => expect(screen.queryByText(/This is not an id of the form/)).toBeNull());
    await user.click(screen.getByLabelText(/The secret’s value/));
    await user.paste(ID);
    expect(await screen.findByText(/looks like the secret’s id/)).toBeVisible();
    expect(calls.map(([command]) => command)).not.toContain("save_registration");
  });

  it("says what is missing only when somebody wants to save it, until that field is changed", async () => {
    const { user } = openWindow("admin_guide");
    await press(user, /Register the app/);
    await press(user, "Check and save");
    expect(await screen.findByText("This is needed.")).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: /Application/ }), "1");
    await waitFor(() => expect(screen.queryByText("This is needed.")).toBeNull());
  });
});

describe("what is collected", () => {
  it("says of each field whether it can be switched off", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Account");
    const [table] = await screen.findAllByRole("table", { name: "Email signals" });
    expect(within(table as HTMLElement).getByRole("columnheader", { name: "Can I switch it off" })).toBeVisible();
    expect(within(table as HTMLElement).getAllByText("With the whole stream, at any time").length).toBeGreaterThan(0);
  });
});

describe("the agreement", () => {
  it("is not an employee's to accept: a message to the administrator is", async () => {
    const waits = { ...employee, sync: { ...employee.sync, sentence: { is: "dpa_missing" } } };
    const { user, calls } = openWindow("employee_home", { app_state: () => ({ ...blank, first_run: false, connections: [waits] }) });
    await press(user, "Write to your administrator");
    expect(calls.find(([command]) => command === "compose_mail")?.[1]).toMatchObject({ body: expect.stringMatching(/data processing agreement/) });
  });
});

describe("leaving", () => {
  it("opens Microsoft’s page, and tells its address where no browser comes up", async () => {
    const { user, calls } = openWindow("employee_home", { open_permissions: () => ({ link: "https://myapps.microsoft.com/", browser_opened: false }) });
    await press(user, "Account");
    expect(await screen.findByText(/choose Vitrine, then remove its permissions/)).toBeVisible();
    await press(user, "Open Microsoft’s page");
    expect(calls.find(([command]) => command === "open_permissions")?.[1]).toEqual({ road: "employee_graph" });
    expect(await screen.findByText("No browser could be started. Open https://myapps.microsoft.com/ yourself.")).toBeVisible();
  });
});

describe("a refusal of the service", () => {
  const refused = (reason: string) => () => {
    throw { code: "service_refused", reason };
  };

  it("says what to do where something can be done", async () => {
    const { user } = openWindow("manager_home", { invites: refused("forbidden") });
    await press(user, "People");
    expect(await screen.findByText("You may not do this here")).toBeVisible();
    expect(screen.getByText(/Ask an administrator of your organisation/)).toBeVisible();
  });

  it("names whom to tell otherwise", async () => {
    const { user } = openWindow("admin_home", { invites: refused("internal") });
    await press(user, "People");
    expect(await screen.findByText(/tell the people who run the service: internal/)).toBeVisible();
  });
});

describe("the first sync", () => {
  it("is not pressed upon whoever agreed to nothing", async () => {
    const { user } = openWindow("employee_signed_in");
    await press(user, "Read my data");
    await press(user, "Next");
    for (const no of await screen.findAllByRole("radio", { name: /^No, send nothing/ })) await user.click(no);
    await press(user, "Save my decision");
    expect(await screen.findByText("You agreed to nothing, and nothing is sent")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Start the first sync" })).toBeNull();
    expect(screen.getByRole("button", { name: "Open Account" })).toBeVisible();
  });
});

describe("the two numbers", () => {
  it("lead to the mails behind them", async () => {
    const { user, calls } = openWindow("employee_home");
    await press(user, "See the mails behind them");
    expect(await screen.findByRole("heading", { name: "Ledger", level: 1 })).toBeVisible();
    await waitFor(() => expect(calls.filter(([command]) => command === "ledger_page").at(-1)?.[1]).toMatchObject({ query: { states: ["counted"] } }));
  });
});

describe("an address", () => {
  it("is read from its name to its domain, whatever script the name is in", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "People");
    expect(await screen.findByText("ليلى@contoso.example")).toHaveAttribute("dir", "ltr");
    expect(screen.getByText("ليلى (Vertrieb)")).not.toHaveAttribute("dir");
  });
});
