import {
  Badge,
  type BadgeProps,
  Button,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type MailboxPage, type MailboxState, commands } from "../bindings";
import { useFormat } from "../i18n/format";
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

/** How far each mailbox is; nothing where no run was watched. */
export function Mailboxes({ connection }: { connection: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const pages = useInfiniteQuery({
    queryKey: ["mailboxes", connection],
    queryFn: ({ pageParam }) => commands.mailboxes(connection, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last: MailboxPage) => last.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const title = t("mailboxes.title", { count: pages.data?.pages[0]?.total ?? 0 });
  if (rows.length === 0) return null;
  return (
    <Section title={title}>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={title}>
        <Table size="small" aria-label={title}>
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
        {pages.hasNextPage && (
          <Button appearance="subtle" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("mailboxes.more")}
          </Button>
        )}
      </div>
    </Section>
  );
}
