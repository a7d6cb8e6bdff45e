import { describe, expect, it } from "vitest";
import { flows } from "../testing/world";
import { branchesOf, ribbonsOf } from "./flow";

describe("a flow", () => {
  it("accounts for everything considered", () => {
    for (const flow of flows) {
      const branches = branchesOf(flow, false);
      expect(branches.reduce((sum, branch) => sum + branch.count, 0)).toBe(flow.considered);
    }
  });

  it("says of counted mails that only the numbers leave", () => {
    const flow = { ...flows[0]!, stream: "email_signal" as const };
    const leaving = [true, false].map((preview) => branchesOf(flow, preview).at(-1)!.key);
    expect(leaving).toEqual(["flow.would_count", "flow.counted"]);
  });

  it("is drawn true to its shares", () => {
    const branches = branchesOf(flows[0]!, false);
    const { ribbons } = ribbonsOf(branches);
    const [big, small] = [branches.findIndex((one) => one.count === 404), branches.findIndex((one) => one.count === 240)];
    expect(ribbons[big]!.thickness / ribbons[small]!.thickness).toBeCloseTo(404 / 240);
  });
});
