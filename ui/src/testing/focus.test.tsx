import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";

type User = ReturnType<typeof openWindow>["user"];

const press = async (user: User, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));

describe("the focus", () => {
  it("stays by a form's place when the form has gone", async () => {
    const { user } = openWindow("admin_home");
    await press(user, "Cycles");
    await press(user, "New cycle");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Winter");
    await user.type(screen.getByRole("textbox", { name: "First day" }), "2027-01-01");
    await user.type(screen.getByRole("textbox", { name: "First day after it" }), "2027-04-01");
    await press(user, "Make the cycle");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Make the cycle" })).toBeNull());
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
    expect(screen.getByRole("main")).toContainElement(document.activeElement as HTMLElement);
  });

  it("is not taken from whoever clicked beside everything", async () => {
    const { user } = openWindow("employee_home");
    await press(user, "Rules");
    const what = await screen.findByRole("textbox");
    await user.click(what);
    await user.click(screen.getByRole("heading", { name: "Your rules" }));
    (document.activeElement as HTMLElement).blur();
    document.querySelector("main")?.append(document.createElement("span"));
    await new Promise((done) => setTimeout(done, 200));
    expect(document.activeElement).toBe(document.body);
  });
});
