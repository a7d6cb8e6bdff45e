import type { TFunction } from "i18next";
import { localeNow } from ".";
import type { CycleView } from "../bindings";

/** From which day to which a cycle goes, by the clocks of its own zone. */
export function cycleSpan(cycle: CycleView, t: TFunction): string {
  const [start, end] = [
    [cycle.start, cycle.start_local],
    [cycle.end, cycle.end_local],
  ].map(([at = "", local = ""]) => {
    // Midnight goes without saying.
    const time = local.endsWith("T00:00") ? {} : { timeStyle: "short" as const };
    return inZone(at, cycle.time_zone, { dateStyle: "medium", ...time });
  });
  return t("cycle_span", { start, end, zone: cycle.time_zone });
}

/** A moment by the clocks of a zone, in the customs of the window's language. */
export function inZone(at: string, timeZone: string, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeNow(), { ...style, timeZone }).format(new Date(at));
}

/** A day such as `2026-11-12`, which is in no zone. */
export const plainDay = (day: string): string => inZone(`${day}T12:00:00Z`, "UTC", { dateStyle: "medium" });
