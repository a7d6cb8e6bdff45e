import { Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { Section } from "../../components/Section";
import { reads } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  table: { maxWidth: "820px" },
  cell: { whiteSpace: "normal", overflowWrap: "anywhere" },
  figures: { fontVariantNumeric: "tabular-nums" },
});

/** Who changed what, as the service wrote it down. */
export function PolicyChanges() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const changes = useQuery(reads.policyChanges());
  const named = (setting: string) => (i18n.exists(`policy_setting.${setting}`) ? t(`policy_setting.${setting}`) : setting);
  return (
    <Section title={t("policy.changes")} lead={t("policy.changes_lead")}>
      <Answer of={changes}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t("policy.no_changes")} why={t("policy.no_changes_why")} />
          ) : (
            <Table size="small" className={styles.table} aria-label={t("policy.changes")}>
              <TableHeader>
                <TableRow>
                  {["at", "who", "what", "version"].map((column) => (
                    <TableHeaderCell key={column}>{t(`policy.column.${column}`)}</TableHeaderCell>
                  ))}
                </TableRow>
              </TableHeader>
              <TableBody>
                {rows.map((row, index) => (
                  <TableRow key={`${row.at} ${index}`}>
                    <TableCell className={styles.figures}>{format.moment(row.at)}</TableCell>
                    <TableCell className={styles.cell}>{row.by_operator ? t("policy.operator") : row.who}</TableCell>
                    <TableCell className={styles.cell}>{named(row.setting)}</TableCell>
                    <TableCell className={styles.figures}>{row.version}</TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          )
        }
      </Answer>
    </Section>
  );
}
