import {
  Badge,
  type BadgeProps,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MailboxState } from "../bindings";
import { reads } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { Answer } from "./Answer";
import { Section } from "./Section";

const useStyles = makeStyles({
  scroll: { maxHeight: "320px", overflowY: "auto" },
  number: { fontVariantNumeric: "tabular-nums" },
  label: { overflowWrap: "anywhere", color: tokens.colorNeutralForeground1 },
});

const colours: Record<MailboxState, BadgeProps["color"]> = {
  waiting: "informative",
  reading: "brand",
  done: "success",
  missing: "informative",
  fenced: "informative",
  failed: "danger",
};

/** How far each mailbox is. */
export function Mailboxes({ connection }: { connection: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const page = useQuery(reads.mailboxes(connection));
  return (
    <Answer of={page}>
      {({ rows, total }) =>
        rows.length === 0 ? null : (
          <Section title={t("mailboxes.title", { count: total })}>
            <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("mailboxes.title", { count: total })}>
              <Table size="small" aria-label={t("mailboxes.title", { count: total })}>
                <TableHeader>
                  <TableRow>
                    <TableHeaderCell>{t("mailboxes.mailbox")}</TableHeaderCell>
                    <TableHeaderCell>{t("mailboxes.state")}</TableHeaderCell>
                    <TableHeaderCell>{t("mailboxes.considered")}</TableHeaderCell>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {rows.map((row) => (
                    <TableRow key={row.id}>
                      <TableCell className={styles.label}>{row.label}</TableCell>
                      <TableCell>
                        <Badge appearance="outline" color={colours[row.state]}>
                          {t(`mailbox_state.${row.state}`)}
                        </Badge>
                      </TableCell>
                      <TableCell className={styles.number}>{format.number(row.considered)}</TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </div>
          </Section>
        )
      }
    </Answer>
  );
}
