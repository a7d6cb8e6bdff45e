import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { localeNow } from ".";

/** Dates and numbers as the person writes them. */
export interface Format {
  number(value: number): string;
  /** A number of bytes in the largest unit that keeps it above one. */
  bytes(value: number): string;
  day(instant: string): string;
  moment(instant: string): string;
  /** Day and time without the year where it is this one: for lists. */
  brief(instant: string): string;
  time(instant: string): string;
  ago(instant: string): string;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

function bytes(language: string, value: number): string {
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const unit = new Intl.NumberFormat(language, { style: "unit", unit: units[power], unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: 1 });
  return unit.format(value / 1000 ** power);
}

function ago(relative: Intl.RelativeTimeFormat, justNow: string, instant: string): string {
  const seconds = (new Date(instant).getTime() - Date.now()) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return justNow;
}

/** Formats for the language of the window. */
export function useFormat(): Format {
  // Whoever formats is drawn again when another language is chosen.
  const { t } = useTranslation();
  const language = localeNow();
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(language);
    const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
    const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    const brief = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
    const thisYear = new Date().getFullYear();
    const times = new Intl.DateTimeFormat(language, { timeStyle: "short" });
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
    return {
      bytes: (value) => bytes(language, value),
      number: (value) => numbers.format(value),
      day: (instant) => days.format(new Date(instant)),
      moment: (instant) => moments.format(new Date(instant)),
      brief: (instant) =>
        (new Date(instant).getFullYear() === thisYear ? brief : moments).format(new Date(instant)),
      time: (instant) => times.format(new Date(instant)),
      ago: (instant) => ago(relative, t("time.just_now"), instant),
    };
  }, [language, t]);
}

/** Minutes and seconds from a transcript's zero. */
export function clock(seconds: number | null): string {
  const whole = Math.floor(Math.abs(seconds ?? 0));
  const sign = (seconds ?? 0) < 0 ? "−" : "";
  return `${sign}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
