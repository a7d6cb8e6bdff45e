import { Caption1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LedgerRow } from "../bindings";
import { useFormat } from "../i18n/format";
import { StateMark } from "./StateMark";

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
  cell: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  figures: { fontVariantNumeric: "tabular-nums" },
});

interface RowListProps {
  rows: LedgerRow[];
  /** How many there are in all, where that is known. */
  total: number | null;
  height?: number;
  more: () => void;
  open: (row: LedgerRow) => void;
}

/** Rows of a ledger or a preview: only those in sight are drawn, the next page is fetched before it is reached. */
export function RowList({ rows, total, height, more, open }: RowListProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
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
  const onKey = (event: KeyboardEvent, index: number) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const row = rows[index];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (row !== undefined) open(row);
    } else if (event.key in steps) {
      event.preventDefault();
      move(index + (steps[event.key] ?? 0));
    }
  };

  return (
    <div role="grid" aria-rowcount={total === null ? -1 : total + 1} aria-label={t("ledger.rows")} className={styles.grid} style={height === undefined ? { flex: 1, minHeight: SHORTEST } : { flex: "none", height }}>
      <div role="row" className={mergeClasses(styles.line, styles.head)}>
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
                className={mergeClasses(styles.line, styles.row)}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => setActive(index)}
                onKeyDown={(event) => onKey(event, index)}
                onClick={() => open(row)}
              >
                <Cells row={row} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
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
      <bdi role="gridcell" className={styles.cell}>
        {row.person ?? "–"}
      </bdi>
      <bdi role="gridcell" className={styles.cell}>
        {row.subject ?? t(row.direction === null ? `stream.${row.stream}` : `direction.${row.direction}`)}
      </bdi>
    </>
  );
}
