import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { openWindow } from "./render";

describe("a screen that breaks while it is drawn", () => {
  it("says so in its place, leaves the way to the others, and can be tried again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    let broken = true;
    const { user } = openWindow("employee_home", { receipts: () => (broken ? [null] : []) });
    await user.click(await screen.findByRole("button", { name: "Receipts" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Something went wrong in Vitrine");
    await user.click(screen.getByRole("button", { name: "Home" }));
    expect(await screen.findByRole("heading", { name: "Contoso", level: 1 })).toBeVisible();
    broken = false;
    await user.click(screen.getByRole("button", { name: "Receipts" }));
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("No receipts yet")).toBeVisible();
  });
});
