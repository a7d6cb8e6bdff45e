import type { LedgerQuery, RowState, StreamName, WithheldReason } from "../bindings";

/** Which rows are wanted. */
export interface RowFilter {
  states: RowState[];
  streams: StreamName[];
  reasons: WithheldReason[];
  /** The id of a rule whose hold is wanted; null for any. */
  rule: string | null;
  text: string;
  /** The first and the last day wanted, as `2026-11-12`; empty for any. */
  from: string;
  to: string;
}

/** No filter. */
export const everything: RowFilter = { states: [], streams: [], reasons: [], rule: null, text: "", from: "", to: "" };

const PAGE = 100;

/** The filter as the desk takes it; days are those of this computer. */
export function queryOf(filter: RowFilter, after: string | null): LedgerQuery {
  const text = filter.text.trim();
  return {
    states: filter.states,
    streams: filter.streams,
    reasons: filter.reasons,
    rule: filter.rule,
    text: text === "" ? null : text,
    since: midnight(filter.from, 0),
    until: midnight(filter.to, 1),
    after,
    limit: PAGE,
  };
}

/** The day that many days ago, on this computer. */
export function dayBack(many: number): string {
  const today = new Date();
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - many);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function midnight(day: string, later: number): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const moment = new Date(year, month - 1, date + later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
