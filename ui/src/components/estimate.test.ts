import { describe, expect, it } from "vitest";
import { estimateOf } from "./estimate";

const started_at = "2026-11-22T20:00:00Z";
const after = (seconds: number) => Date.parse(started_at) + seconds * 1_000;
const of = (done: number, all: number | null, seconds: number) => estimateOf({ mailboxes_all: all, mailboxes_done: done, started_at, phase: "reading" }, after(seconds));

describe("the estimate of a run", () => {
  it("is what the others take at the pace so far, never less than a minute", () => {
    expect(of(10, 100, 60)).toEqual({ minutes: 9 });
    expect(of(99, 100, 60)).toEqual({ minutes: 1 });
  });

  it("is not made out of one or two mailboxes, nor of a few seconds", () => {
    expect(of(0, 100, 600)).toEqual({ minutes: null });
    expect(of(2, 100, 600)).toEqual({ minutes: null });
    expect(of(50, 100, 5)).toEqual({ minutes: null });
  });

  it("says nothing where nothing is left, or only one mailbox is read", () => {
    expect(of(100, 100, 60)).toBeNull();
    expect(of(0, 1, 60)).toBeNull();
    expect(of(0, null, 60)).toBeNull();
    expect(estimateOf({ mailboxes_all: 100, mailboxes_done: 50, started_at, phase: "stopping" }, after(60))).toBeNull();
  });
});
