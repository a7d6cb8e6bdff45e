import { Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "../bindings";
import { useFormat } from "../i18n/format";

const useStyles = makeStyles({
  cell: { overflowWrap: "anywhere", whiteSpace: "normal", paddingTop: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
  muted: { color: tokens.colorNeutralForeground2 },
});

/** Whose own mailbox is connected; what they agreed to, and what they send, is not the admin's to see. */
export function Connected({ rows }: { rows: PersonRow[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const columns = ["who", "road", "since"];
  return (
    <Table size="small" aria-label={t("people.connected")}>
      <TableHeader>
        <TableRow>
          {columns.map((column) => (
            <TableHeaderCell key={column}>{t(`people.connected_column.${column}`)}</TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((person) => (
          <TableRow key={`${person.address} ${person.connected_at}`}>
            <TableCell className={styles.cell}>
              <bdi dir={person.name === null ? "ltr" : undefined}>{person.name ?? person.address ?? t("people.unnamed")}</bdi>
              {person.name !== null && person.address !== null && (
                <Caption1 as="p" block className={styles.muted}>
                  <bdi dir="ltr">{person.address}</bdi>
                </Caption1>
              )}
            </TableCell>
            <TableCell className={styles.cell}>{person.roads.map((road) => t(`road_short.${road}`)).join(", ")}</TableCell>
            <TableCell className={styles.cell}>{format.moment(person.connected_at)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
