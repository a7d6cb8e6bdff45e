import { expect, it } from "vitest";
import { everyDay, lastDays } from "./days";

const days = [
  { day: "2026-11-12", stream: "email_thread" as const, count: 3 },
  { day: "2026-11-12", stream: "meeting_attend" as const, count: 2 },
  { day: "2026-11-14", stream: "email_thread" as const, count: 1 },
];
const at = (day: string) => new Date(`${day}T10:00:00Z`);

it("draws every day, those without anything too", () => {
  expect(everyDay(days, at("2026-11-11"), at("2026-11-14"))).toEqual([
    { day: "2026-11-11", count: 0 },
    { day: "2026-11-12", count: 5 },
    { day: "2026-11-13", count: 0 },
    { day: "2026-11-14", count: 1 },
  ]);
});

it("adds up the last days, today among them", () => {
  expect(lastDays(days, 1, at("2026-11-14"))).toBe(1);
  expect(lastDays(days, 3, at("2026-11-14"))).toBe(6);
  expect(lastDays(days, 7, at("2026-11-25"))).toBe(0);
});
