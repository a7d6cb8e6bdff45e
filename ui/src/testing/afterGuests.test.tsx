import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { AfterGuests } from "../components/AfterGuests";
import { transcript } from "./transcriptWorld";

describe("what was said after the guests had gone", () => {
  it("is offered to be cut after the last words of those who are marked", async () => {
    const decide = vi.fn();
    render(<AfterGuests view={transcript} busy={false} decide={decide} />);
    expect(screen.getByRole("checkbox", { name: "Bo Sample (Guest)" })).toBeChecked();
    await userEvent.click(screen.getByRole("button", { name: "Cut the 1 passage after 0:35" }));
    expect(decide).toHaveBeenCalledWith({ kind: "cut_after", names: ["Bo Sample (Guest)"] }, "1 passage is cut");
  });
});
