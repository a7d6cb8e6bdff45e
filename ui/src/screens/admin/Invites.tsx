import {
  Badge,
  type BadgeProps,
  Button,
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type HandedInvite, type InviteRow, type InviteStanding, commands } from "../../bindings";
import { useAnnounce } from "../../components/Announcer";
import { ErrorBar } from "../../components/ErrorBar";
import { useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";
import { TakeBack } from "./TakeBack";

const useStyles = makeStyles({
  scroll: { overflowX: "auto", outlineStyle: "none" },
  table: { minWidth: "560px" },
  cell: { overflowWrap: "anywhere", whiteSpace: "normal", paddingTop: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
  by: { color: tokens.colorNeutralForeground2 },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

const colours: Record<InviteStanding, BadgeProps["color"]> = {
  open: "brand",
  used: "success",
  expired: "informative",
  revoked: "informative",
};

const columns = [
  ["who", "36%"],
  ["standing", "18%"],
  ["until", "18%"],
  ["act", "28%"],
] as const;

interface InvitesProps {
  rows: InviteRow[];
  isAdmin: boolean;
  handed: (invite: HandedInvite) => void;
}

/** The invites: who was invited as what, where each stands, and what can be done about it. */
export function Invites({ rows, isAdmin, handed }: InvitesProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const resend = useWrite((id: string) => commands.resendInvite(id));
  const announce = useAnnounce();
  const revoke = useWrite((id: string) => commands.revokeInvite(id));
  const takeBack = (id: string, who: string) =>
    revoke.mutate(id, {
      onSuccess: () => {
        announce(t("people.taken_back", { who }));
        list.current?.focus();
      },
    });
  const send = (id: string) => resend.mutate(id, { onSuccess: handed });
  return (
    <>
      <ErrorBar error={resend.error ?? revoke.error} />
      <div ref={list} tabIndex={-1} className={styles.scroll} role="group" aria-label={t("people.invites")}>
        <Table size="small" className={styles.table} aria-label={t("people.invites")}>
          <TableHeader>
            <TableRow>
              {columns.map(([column, width]) => (
                <TableHeaderCell key={column} style={{ width }}>
                  {t(`people.column.${column}`)}
                </TableHeaderCell>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <Invite
                key={row.id}
                row={row}
                isAdmin={isAdmin}
                busy={resend.isPending || revoke.isPending}
                resend={() => send(row.id)}
                takeBack={(who) => takeBack(row.id, who)}
              />
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  );
}

interface InviteProps {
  row: InviteRow;
  isAdmin: boolean;
  busy: boolean;
  resend: () => void;
  takeBack: (who: string) => void;
}

function Invite({ row, isAdmin, busy, resend, takeBack }: InviteProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { role, standing, invited_by: by } = row;
  const who = row.address ?? t(`invite.role.${role}`);
  const isUnused = standing === "open" || standing === "expired";
  // What a used invite still lets somebody do, and so can be ended.
  const ends = standing === "used" && (isAdmin ? role === "manager" : role === "employee") ? role : null;
  return (
    <TableRow>
      <TableCell className={styles.cell}>
        <bdi dir={row.address === null ? undefined : "ltr"}>{who}</bdi>
        <Caption1 as="p" block className={styles.by}>
          {t(`people.role.${role}`)}
          {isAdmin && by !== null && (
            <>
              {" · "}
              <bdi>{t("people.by", { who: by })}</bdi>
            </>
          )}
        </Caption1>
      </TableCell>
      <TableCell className={styles.cell}>
        <Badge appearance="outline" color={colours[standing]}>
          {t(`invite_standing.${standing}`)}
        </Badge>
      </TableCell>
      <TableCell className={styles.cell}>{format.moment(row.expires_at)}</TableCell>
      <TableCell className={styles.cell}>
        <div className={styles.actions}>
          {isUnused && row.address !== null && (
            <Button size="small" aria-label={t("people.resend_one", { who })} disabled={busy} onClick={resend}>
              {t("people.resend")}
            </Button>
          )}
          {standing === "open" && <TakeBack who={who} what="open" busy={busy} take={() => takeBack(who)} />}
          {ends !== null && <TakeBack who={who} what={ends === "manager" ? "manager" : "employee"} busy={busy} take={() => takeBack(who)} />}
        </div>
      </TableCell>
    </TableRow>
  );
}
