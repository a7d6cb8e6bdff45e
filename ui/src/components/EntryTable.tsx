import { Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircle16Filled, DismissCircle16Filled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { EntryCheck } from "../bindings";

const useStyles = makeStyles({
  table: { maxWidth: "720px" },
  outcome: { display: "inline-flex", gap: tokens.spacingHorizontalS, alignItems: "center" },
  good: { color: tokens.colorPaletteGreenForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
  icon: { display: "inline-flex", flexShrink: 0 },
  cell: { whiteSpace: "normal", overflowWrap: "anywhere" },
});

/** What the rules say about each entry. */
export function EntryTable({ entries }: { entries: EntryCheck[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Table size="small" className={styles.table} aria-label={t("allowlist.outcome")}>
      <TableHeader>
        <TableRow>
          <TableHeaderCell>{t("allowlist.entry")}</TableHeaderCell>
          <TableHeaderCell>{t("allowlist.outcome")}</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {entries.map(({ entry, normalised, refused }) => (
          <TableRow key={entry}>
            <TableCell className={styles.cell}>{entry}</TableCell>
            <TableCell className={styles.cell}>
              <span className={styles.outcome}>
                <span className={mergeClasses(styles.icon, refused === null ? styles.good : styles.bad)} aria-hidden>
                  {refused === null ? <CheckmarkCircle16Filled /> : <DismissCircle16Filled />}
                </span>
                {refused === null ? t("allowlist.admits", { entry: normalised ?? entry }) : t(`entry_problem.${refused}`)}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
