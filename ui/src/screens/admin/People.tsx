import {
  Badge,
  type BadgeProps,
  Body1,
  Button,
  Field,
  Input,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { Mail20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type HandedInvite, type InviteRow, type InviteStanding, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { Connected } from "../../components/Connected";
import { CopyButton } from "../../components/CopyButton";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { asCommandError } from "../../desk/errors";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  form: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "flex-start", maxWidth: "640px" },
  field: { flex: "1 1 280px" },
  press: { marginTop: "26px" },
  handed: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    maxWidth: "720px",
  },
  link: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  address: { overflowWrap: "anywhere", whiteSpace: "normal" },
});

const colours: Record<InviteStanding, BadgeProps["color"]> = {
  open: "brand",
  used: "success",
  expired: "informative",
  revoked: "informative",
};

/** Whom the organisation invites: never what they send, nor who declined or paused. */
export function People() {
  const { t } = useTranslation();
  const invites = useQuery(reads.invites());
  const people = useQuery(reads.people());
  const [handed, setHanded] = useState<HandedInvite | null>(null);
  return (
    <Page title={t("navigation.people")} lead={t("people.lead")}>
      <Invite made={setHanded} />
      {handed !== null && <Handed invite={handed} />}
      <Section title={t("people.connected")} lead={t("people.connected_lead")}>
        <Answer of={people}>
          {(rows) =>
            rows.length === 0 ? <EmptyState title={t("people.nobody")} why={t("people.nobody_why")} /> : <Connected rows={rows} />
          }
        </Answer>
      </Section>
      <Section title={t("people.invites")}>
        <Answer of={invites}>
          {(rows) =>
            rows.length === 0 ? <EmptyState title={t("people.none")} why={t("people.none_why")} /> : <Invites rows={rows} />
          }
        </Answer>
      </Section>
    </Page>
  );
}

function Invite({ made }: { made: (invite: HandedInvite) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const make = useWrite((who: string) => commands.makeInvite(who));
  const refused = make.error !== null && asCommandError(make.error).code === "not_an_address";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(address.trim(), {
      onSuccess: (invite) => {
        made(invite);
        setAddress("");
      },
    });
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <Field
          className={styles.field}
          label={t("people.address")}
          hint={t("people.address_hint")}
          validationState={refused ? "error" : "none"}
          validationMessage={refused ? t("people.not_an_address") : undefined}
        >
          <Input value={address} spellCheck={false} autoComplete="off" onChange={(_, { value }) => setAddress(value)} />
        </Field>
        <Button className={styles.press} appearance="primary" type="submit" disabled={address.trim() === "" || make.isPending}>
          {t("people.make")}
        </Button>
      </form>
      {!refused && <ErrorBar error={make.error} />}
    </>
  );
}

/** The link of an invite, told this once. */
function Handed({ invite }: { invite: HandedInvite }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const message = t("people.message", { link: invite.link, moment: format.moment(invite.expires_at) });
  const write = useWrite(() => commands.composeMail(t("people.subject"), message));
  return (
    <div className={styles.handed} role="status">
      <Body1 as="p">{t("people.handed", { address: invite.address, moment: format.moment(invite.expires_at) })}</Body1>
      <code className={styles.link}>{invite.link}</code>
      <div className={styles.actions}>
        <CopyButton text={invite.link} label={t("visit.copy_link")} />
        <CopyButton text={message} label={t("refusal.copy_message")} />
        <Button icon={<Mail20Regular />} onClick={() => write.mutate(undefined)}>
          {t("refusal.write_mail")}
        </Button>
      </div>
      {write.data === false && <Body1 as="p">{t("refusal.no_mail")}</Body1>}
    </div>
  );
}

function Invites({ rows }: { rows: InviteRow[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const revoke = useWrite((id: string) => commands.revokeInvite(id));
  return (
    <>
      <ErrorBar error={revoke.error} />
      <Table size="small" aria-label={t("people.invites")}>
        <TableHeader>
          <TableRow>
            {["who", "standing", "until", "act"].map((column) => (
              <TableHeaderCell key={column}>{t(`people.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row) => {
            const who = row.address ?? t(`invite.role.${row.role}`);
            return (
              <TableRow key={row.id}>
                <TableCell className={styles.address}>
                  <bdi>{who}</bdi>
                </TableCell>
                <TableCell>
                  <Badge appearance="outline" color={colours[row.standing]}>
                    {t(`invite_standing.${row.standing}`)}
                  </Badge>
                </TableCell>
                <TableCell>{format.moment(row.expires_at)}</TableCell>
                <TableCell>
                  {row.standing === "open" && (
                    <Button
                      size="small"
                      aria-label={t("people.revoke_one", { who })}
                      disabled={revoke.isPending}
                      onClick={() => revoke.mutate(row.id)}
                    >
                      {t("people.revoke")}
                    </Button>
                  )}
                </TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </>
  );
}
