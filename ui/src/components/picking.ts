import { useState } from "react";
import type { LedgerRow, Selection } from "../bindings";
import { type RowFilter, queryOf } from "./rowFilter";

/** Rows that are picked: some by name, or all that the filter shows but some. */
interface Picked {
  filter: RowFilter;
  isAll: boolean;
  /** The picked ones; of all, those that are not. */
  ids: ReadonlySet<string>;
}

/** What is picked in a list, and how that changes. */
export interface Picking {
  isAll: boolean;
  /** How many, where that is known. */
  count: number | null;
  has: (row: LedgerRow) => boolean;
  toggle: (row: LedgerRow) => void;
  /** Picks all of these. */
  add: (rows: LedgerRow[]) => void;
  all: () => void;
  none: () => void;
  selection: Selection;
}

/** Lets rows be picked, also those that were not loaded yet; another filter begins anew. */
export function usePicking(filter: RowFilter, total: number | null): Picking {
  const nothing: Picked = { filter, isAll: false, ids: new Set() };
  const [kept, setPicked] = useState(nothing);
  const picked = kept.filter === filter ? kept : nothing;
  const { isAll, ids } = picked;
  const put = (isPicked: boolean, rows: LedgerRow[]) => {
    const next = new Set(ids);
    for (const { id } of rows) {
      if (isPicked === isAll) next.delete(id);
      else next.add(id);
    }
    setPicked({ ...picked, ids: next });
  };
  const has = ({ id }: LedgerRow) => ids.has(id) !== isAll;
  return {
    isAll,
    count: isAll ? total && total - ids.size : ids.size,
    has,
    toggle: (row) => put(!has(row), [row]),
    add: (rows) => put(true, rows),
    all: () => setPicked({ filter, isAll: true, ids: new Set() }),
    none: () => setPicked(nothing),
    selection: isAll ? { rows: [], all: queryOf(filter, null), except: [...ids] } : { rows: [...ids], all: null, except: [] },
  };
}
