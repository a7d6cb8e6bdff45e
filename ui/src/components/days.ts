import type { DayView } from "../bindings";

/** A day with how much happened on it. */
export interface Day {
  day: string;
  count: number;
}

const DAY = 86_400_000;

/** Every day from `from` up to `until`, those without anything too. */
export function everyDay(days: DayView[], from: Date, until: Date): Day[] {
  const counted = new Map<string, number>();
  for (const { day, count } of days) counted.set(day, (counted.get(day) ?? 0) + count);
  const all: Day[] = [];
  for (let at = Math.floor(from.getTime() / DAY); at * DAY <= until.getTime(); at += 1) {
    const day = new Date(at * DAY).toISOString().slice(0, 10);
    all.push({ day, count: counted.get(day) ?? 0 });
  }
  return all;
}

/** How much happened in the last days up to `until`. */
export function lastDays(days: DayView[], many: number, until: Date): number {
  const first = new Date(until.getTime() - (many - 1) * DAY).toISOString().slice(0, 10);
  return days.filter(({ day }) => day >= first).reduce((sum, { count }) => sum + count, 0);
}
