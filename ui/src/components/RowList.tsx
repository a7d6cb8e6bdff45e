import { Caption1, Checkbox, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LedgerRow } from "../bindings";
import { useFormat } from "../i18n/format";
import { inContrast, narrow } from "../app/media";
import { StateMark } from "./StateMark";
import type { Picking } from "./picking";

const ROW = 44;
/** So much of a list is seen in the smallest window, too. */
const SHORTEST = 5 * ROW;

const useStyles = makeStyles({
  grid: {
    display: "flex",
    flexDirection: "column",
    minHeight: 0,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: "hidden",
  },
  body: { overflowY: "auto", flex: 1, minHeight: 0, position: "relative" },
  line: {
    display: "grid",
    gridTemplateColumns: "minmax(164px, 1fr) 140px minmax(0, 1.4fr) minmax(0, 1.4fr)",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
    padding: `0 ${tokens.spacingHorizontalM}`,
    fontSize: tokens.fontSizeBase300,
    [`@media ${narrow}`]: { gap: tokens.spacingHorizontalS, padding: `0 ${tokens.spacingHorizontalS}`, fontSize: tokens.fontSizeBase200 },
  },
  head: {
    height: "36px",
    flexShrink: 0,
    color: tokens.colorNeutralForeground3,
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  row: {
    position: "absolute",
    left: 0,
    right: 0,
    height: `${ROW}px`,
    cursor: "pointer",
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
    ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  picked: {
    gridTemplateColumns: "32px minmax(164px, 1fr) 140px minmax(0, 1.4fr) minmax(0, 1.4fr)",
    [`@media ${narrow}`]: { gridTemplateColumns: "28px minmax(88px, 1fr) 112px minmax(0, 1fr) minmax(0, 1fr)" },
  },
  chosen: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
    [`@media ${inContrast}`]: { "& span": { color: tokens.colorNeutralForeground1Selected } },
  },
  cell: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  figures: { fontVariantNumeric: "tabular-nums" },
});

interface RowListProps {
  rows: LedgerRow[];
  /** How many there are in all, where that is known. */
  total: number | null;
  height?: number;
  more: () => void;
  /** What is picked, where rows can be. */
  picking?: Picking;
  open: (row: LedgerRow) => void;
}

/** Rows of a ledger or a preview: only those in sight are drawn, the next page is fetched before it is reached. */
export function RowList({ rows, total, height, more, picking, open }: RowListProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  /** Where the last row was picked, from which a span goes. */
  const anchor = useRef(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 20) more();
  }, [last, rows.length, more]);

  const move = (to: number) => {
    const target = Math.max(0, Math.min(rows.length - 1, to));
    setActive(target);
    virtual.scrollToIndex(target);
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus());
  };
  const pick = (index: number, isSpan: boolean) => {
    const row = rows[index];
    if (row === undefined) return;
    if (isSpan) return picking?.add(rows.slice(Math.min(anchor.current, index), Math.max(anchor.current, index) + 1));
    anchor.current = index;
    picking?.toggle(row);
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const row = rows[index];
    const step = steps[event.key];
    if (step !== undefined) {
      // The focus follows a frame later: keys in quick succession go from where it is going.
      const to = Math.max(0, Math.min(rows.length - 1, active + step));
      move(to);
      if (event.shiftKey) pick(to, true);
      else anchor.current = to;
    } else if (event.key === " " && picking !== undefined) pick(index, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") {
      if (row !== undefined) open(row);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) picking?.all();
    else if (event.key === "Escape") picking?.none();
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent, index: number, row: LedgerRow) => {
    if (picking !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) pick(index, event.shiftKey);
    else open(row);
  };

  return (
    <div role="grid" aria-multiselectable={picking !== undefined} aria-rowcount={total === null ? -1 : total + 1} aria-label={t("ledger.rows")} className={styles.grid} style={height === undefined ? { flex: 1, minHeight: SHORTEST } : { flex: "none", height }}>
      <div role="row" className={mergeClasses(styles.line, styles.head, picking !== undefined && styles.picked)}>
        {picking !== undefined && <PickAll picking={picking} />}
        {["state", "occurred_at", "person", "subject"].map((column) => (
          <Caption1 key={column} role="columnheader">
            {t(`ledger.column.${column}`)}
          </Caption1>
        ))}
      </div>
      <div ref={body} role="rowgroup" className={styles.body} data-testid="rows">
        <div style={{ height: virtual.getTotalSize() }} role="presentation">
          {seen.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                data-row={index}
                tabIndex={index === active ? 0 : -1}
                aria-selected={picking?.has(row)}
                className={mergeClasses(styles.line, styles.row, picking !== undefined && styles.picked, picking?.has(row) === true && styles.chosen)}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => setActive(index)}
                onKeyDown={(event) => onKey(event, index)}
                onClick={(event) => onClick(event, index, row)}
              >
                {picking !== undefined && <Pick row={row} picking={picking} pick={(isSpan) => pick(index, isSpan)} />}
                <Cells row={row} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The box before a row. */
function Pick({ row, picking, pick }: { row: LedgerRow; picking: Picking; pick: (isSpan: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <span role="gridcell" onClick={(event) => event.stopPropagation()}>
      <Checkbox
        tabIndex={-1}
        aria-label={t("selection.pick")}
        checked={picking.has(row)}
        onChange={({ nativeEvent }) => pick(nativeEvent instanceof globalThis.MouseEvent && nativeEvent.shiftKey)}
      />
    </span>
  );
}

/** The box above the rows: all that the filter shows, loaded or not. */
function PickAll({ picking: { isAll, count, all, none } }: { picking: Picking }) {
  const { t } = useTranslation();
  const isNone = !isAll && count === 0;
  return (
    <span role="columnheader">
      <Checkbox aria-label={t("selection.pick_all")} checked={isNone ? false : isAll ? true : "mixed"} onChange={isAll ? none : all} />
    </span>
  );
}

function Cells({ row }: { row: LedgerRow }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const when = row.occurred_at === null ? t("ledger.no_time") : format.brief(row.occurred_at);
  return (
    <>
      <span role="gridcell" className={styles.cell}>
        <StateMark state={row.state} reason={row.reason} />
      </span>
      <span role="gridcell" className={mergeClasses(styles.cell, styles.figures)}>
        {when}
      </span>
      <bdi role="gridcell" dir="ltr" className={styles.cell}>
        {row.person ?? "–"}
      </bdi>
      <bdi role="gridcell" className={styles.cell}>
        {row.subject ?? t(row.direction === null ? `stream.${row.stream}` : `direction.${row.direction}`)}
      </bdi>
    </>
  );
}
