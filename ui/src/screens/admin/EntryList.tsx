import { Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircle16Filled, DismissCircle16Filled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { AllowlistPreview, EntryPreview } from "../../bindings";
import { usePassing } from "./passing";

const useStyles = makeStyles({
  table: { maxWidth: "960px" },
  cell: { whiteSpace: "normal", overflowWrap: "anywhere", verticalAlign: "top", paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS },
  outcome: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "flex-start" },
  words: { display: "flex", flexDirection: "column" },
  good: { color: tokens.colorPaletteGreenForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
  icon: { display: "inline-flex", flexShrink: 0, marginTop: tokens.spacingVerticalXXS },
  figures: { fontVariantNumeric: "tabular-nums" },
  below: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** Each entry: what it admits, why it is refused, and what it would let through by itself. */
export function EntryList({ preview }: { preview: AllowlistPreview }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const hidden = preview.distinct - preview.entries.length;
  return (
    <>
      <Table size="small" className={styles.table} aria-label={t("allowlist.outcome")}>
        <TableHeader>
          <TableRow>
            {["entry", "admits", "passing"].map((column) => (
              <TableHeaderCell key={column}>{t(`allowlist.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {preview.entries.map((entry) => (
            <Line key={entry.entry} entry={entry} />
          ))}
        </TableBody>
      </Table>
      {hidden > 0 && <Caption1>{t("allowlist.more", { count: hidden })}</Caption1>}
    </>
  );
}

function Line({ entry }: { entry: EntryPreview }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const passing = usePassing();
  const isRefused = entry.refused !== null;
  return (
    <TableRow>
      <TableCell className={styles.cell}>{entry.entry}</TableCell>
      <TableCell className={styles.cell}>
        <div className={styles.outcome}>
          <span className={mergeClasses(styles.icon, isRefused ? styles.bad : styles.good)} aria-hidden>
            {isRefused ? <DismissCircle16Filled /> : <CheckmarkCircle16Filled />}
          </span>
          {isRefused ? t("allowlist.refused", { why: t(`entry_problem.${entry.refused}`) }) : <Admits entry={entry} />}
        </div>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.figures)}>
        {entry.passing === null ? !isRefused && t("allowlist.not_counted") : passing(entry.passing)}
        {entry.passing !== null && entry.is_wildcard && <Below entry={entry} />}
      </TableCell>
    </TableRow>
  );
}

/** What is admitted, in Unicode as people read it and in the form that is compared. */
function Admits({ entry }: { entry: EntryPreview }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const plain = (entry.normalised ?? "").replace(/^\*\./u, "");
  const shown = (entry.unicode ?? plain).replace(/^\*\./u, "");
  return (
    <span className={styles.words}>
      <span>{t(entry.is_wildcard ? "allowlist.below" : "allowlist.exactly", { domain: shown })}</span>
      {entry.unicode !== null && <Caption1>{t("allowlist.spelled", { domain: plain })}</Caption1>}
    </span>
  );
}

function Below({ entry }: { entry: EntryPreview }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const passing = usePassing();
  return (
    <>
      <Caption1 as="p" block>
        {t("allowlist.found_below", { count: entry.domains })}
        {entry.domains > entry.below.length && ` ${t("allowlist.busiest", { count: entry.below.length })}`}
      </Caption1>
      {entry.below.length > 0 && (
        <ul className={styles.below}>
          {entry.below.map((one) => (
            <li key={one.domain}>
              <Caption1>
                {one.domain}: {passing(one.passing)}
              </Caption1>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
