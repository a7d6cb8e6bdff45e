import { Field, Input, Radio, RadioGroup, Select, makeStyles, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailForm, MailServer, MailSetup, MailSignIn } from "../bindings";

/** The form's name, for a button elsewhere on the page. */
export const formId = "mailbox";

const microsoft = "outlook.office365.com";
const ways: MailSignIn[] = ["microsoft", "password"];

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "640px" },
  row: { display: "grid", gridTemplateColumns: "minmax(0, 2fr) minmax(0, 1fr)", gap: tokens.spacingHorizontalL, alignItems: "start" },
});

interface MailboxFormProps {
  known: MailSetup;
  busy: boolean;
  connect: (form: MailForm) => void;
}

/** Where a mailbox is and how it is opened; what is known is filled in, how is left to the person. */
export function MailboxForm({ known, busy, connect }: MailboxFormProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [signIn, setSignIn] = useState<MailSignIn | null>(known.sign_in);
  const [server, setServer] = useState<MailServer>(known.server ?? { host: "", port: 993, starttls: false });
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [aliases, setAliases] = useState("");
  const choose = (way: MailSignIn) => {
    setSignIn(way);
    if (known.server === null) setServer({ ...server, host: way === "microsoft" ? microsoft : server.host === microsoft ? "" : server.host });
  };
  const encrypt = (starttls: boolean) => setServer({ ...server, starttls, port: starttls ? 143 : 993 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (signIn === null || busy) return;
    const others = aliases.split(/[\s,;]+/).filter((one) => one !== "");
    connect({ sign_in: signIn, server, user: user.trim() || null, password: signIn === "password" ? password : null, aliases: others });
    setPassword("");
  };
  return (
    <form id={formId} className={styles.form} onSubmit={submit} autoComplete="off">
      <Field label={t("mailbox.how")} required>
        <RadioGroup value={signIn ?? ""} onChange={(_, { value }) => choose(value as MailSignIn)}>
          {ways.map((way) => (
            <Radio key={way} value={way} label={t(`mailbox.sign_in.${way}`)} />
          ))}
        </RadioGroup>
      </Field>
      {signIn !== null && (
        <>
          <div className={styles.row}>
            <Field label={t("mailbox.host")} hint={t(known.server === null ? "mailbox.host_hint" : "mailbox.host_known")} required>
              <Input value={server.host} spellCheck={false} onChange={(_, { value }) => setServer({ ...server, host: value })} />
            </Field>
            <Field label={t("mailbox.port")}>
              <Input
                value={String(server.port)}
                inputMode="numeric"
                onChange={(_, { value }) => setServer({ ...server, port: Math.min(Number(value.replace(/\D/g, "")), 65_535) })}
              />
            </Field>
          </div>
          <Field label={t("mailbox.encryption")} hint={t("mailbox.encryption_hint")}>
            <Select value={server.starttls ? "starttls" : "tls"} onChange={(_, { value }) => encrypt(value === "starttls")}>
              <option value="tls">{t("mailbox.tls")}</option>
              <option value="starttls">{t("mailbox.starttls")}</option>
            </Select>
          </Field>
          <Field label={t("mailbox.user")} hint={t("mailbox.user_hint", { address: known.address ?? "" })}>
            <Input value={user} spellCheck={false} autoComplete="off" onChange={(_, { value }) => setUser(value)} />
          </Field>
          {signIn === "password" && (
            <Field label={t("mailbox.password")} hint={t("mailbox.password_hint")} required>
              <Input type="password" value={password} autoComplete="off" onChange={(_, { value }) => setPassword(value)} />
            </Field>
          )}
          <Field label={t("mailbox.aliases")} hint={t("mailbox.aliases_hint")}>
            <Input value={aliases} spellCheck={false} onChange={(_, { value }) => setAliases(value)} />
          </Field>
        </>
      )}
    </form>
  );
}
