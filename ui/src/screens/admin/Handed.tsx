import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { Mail20Regular } from "@fluentui/react-icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type HandedInvite, commands } from "../../bindings";
import { CopyButton } from "../../components/CopyButton";
import { useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  handed: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    maxWidth: "720px",
  },
  said: { overflowWrap: "anywhere" },
  link: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

/** The link of an invite, told this once: wherever it was asked for, this is where to go on. */
export function Handed({ invite, isAnew }: { invite: HandedInvite; isAnew: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [invite.link]);
  const moment = format.moment(invite.expires_at);
  const kind = invite.role === "manager" ? "manager" : "employee";
  const message = t(`people.message.${kind}`, { link: invite.link, moment });
  const write = useWrite(() => commands.composeMail(t("people.subject"), message));
  return (
    <div ref={box} tabIndex={-1} className={styles.handed} role="status">
      <Body1 as="p" className={styles.said}>
        {t(`people.handed.${kind}`, { address: invite.address, moment })}
        {isAnew && ` ${t("people.anew")}`}
      </Body1>
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
