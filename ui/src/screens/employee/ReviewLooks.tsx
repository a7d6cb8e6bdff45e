import { Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ReviewAccessView } from "../../bindings";
import { EmptyState } from "../../components/EmptyState";
import { Hash } from "../../components/Hash";
import { Section } from "../../components/Section";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({ wrap: { overflowWrap: "anywhere", whiteSpace: "normal" } });

/** Who looked, when, and at which bytes. */
export function ReviewLooks({ looks }: { looks: ReviewAccessView[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t("review.looks")} lead={t("review.looks_lead")}>
      {looks.length === 0 ? (
        <EmptyState title={t("review.no_looks")} why={t("review.no_looks_why")} />
      ) : (
        <Table size="small" aria-label={t("review.looks")}>
          <TableHeader>
            <TableRow>
              {["when", "who", "state", "bytes"].map((column) => (
                <TableHeaderCell key={column}>{t(`review.look.${column}`)}</TableHeaderCell>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {looks.map((look) => (
              <TableRow key={`${look.at}-${look.who}-${look.what.kind}`}>
                <TableCell>{format.moment(look.at)}</TableCell>
                <TableCell className={styles.wrap}>
                  <bdi>{look.who}</bdi>
                  {` (${t(`reviewer_role.${look.role}`)})`}
                </TableCell>
                <TableCell className={styles.wrap}>
                  {look.what.kind === "export" ? t("review.look.export") : t(look.what.frozen ? "cycle_standing.frozen" : "cycle_standing.open")}
                </TableCell>
                <TableCell className={styles.wrap}>
                  {look.what.kind === "export" ? t("review.look.activities", { count: look.what.activities }) : <Hash of={look.what.sha256} />}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
}
