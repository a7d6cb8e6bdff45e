import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { CheckmarkCircle24Filled } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type MailForm, type MailSetup, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { MailboxForm, formId } from "../../components/MailboxForm";
import { MailFolderList } from "../../components/MailFolderList";
import { NextButton } from "../../components/NextButton";
import { OtherRoad } from "../../components/OtherRoad";
import { Page } from "../../components/Page";
import { VisitView } from "../../components/VisitView";
import { reads, useWrite } from "../../desk/queries";
import { whileVisiting } from "../../desk/visit";

const useStyles = makeStyles({
  done: { display: "flex", gap: tokens.spacingHorizontalM, alignItems: "center" },
  good: { color: tokens.colorPaletteGreenForeground1, flexShrink: 0 },
});

interface MailboxProps {
  state: AppState;
  next: () => void;
  /** Whether a mailbox that is connected is opened anew. */
  again?: boolean;
}

/** A mailbox on a mail server: by a password, or by a sign-in at Microsoft. */
export function Mailbox({ state, next, again = false }: MailboxProps) {
  const { t } = useTranslation();
  const visit = useQuery({ ...reads.signIn(), refetchInterval: (query) => whileVisiting(query.state.data) });
  const setup = useQuery(reads.mailSetup());
  const connect = useWrite(async (form: MailForm) => {
    await commands.connectMailbox(form);
  });
  const reopen = useWrite(() => commands.reopenSignIn());
  const cancel = useWrite(() => commands.cancelSignIn());
  const connection = state.connections.find((one) => one.road === "employee_imap");
  const busy = connect.isPending || visit.data?.state === "waiting" || visit.data?.state === "checking";
  const asks = connection === undefined || again;
  return (
    <Page
      title={t(again ? "mailbox.title" : "step.sign_in")}
      lead={t("mailbox.lead")}
      actions={
        <>
          {asks && (
            <Button type="submit" form={formId} appearance="primary" disabled={busy}>
              {t("mailbox.connect")}
            </Button>
          )}
          {connection !== undefined && <NextButton next={next} />}
        </>
      }
    >
      {connection === undefined && <OtherRoad state={state} road="employee_imap" />}
      <Facts
        facts={[
          [t("mailbox.could"), t("mailbox.could_text")],
          [t("mailbox.asks"), t("mailbox.asks_text")],
          [t("mailbox.kept"), t("mailbox.kept_text")],
        ]}
      />
      <ErrorBar error={connect.error ?? reopen.error ?? cancel.error} />
      {visit.data !== undefined && (again || visit.data.state !== "done") && (
        <VisitView visit={visit.data} page="sign_in" reopen={() => reopen.mutate(undefined)} cancel={() => cancel.mutate(undefined)} />
      )}
      {connection !== undefined && <Connected address={connection.account?.address ?? ""} host={connection.mail?.server.host ?? ""} />}
      {asks && (
        <Answer of={setup}>
          {(known: MailSetup) => (
            // The password is kept nowhere in the window once it was handed over.
            <MailboxForm known={known} busy={busy} connect={(form) => connect.mutate(form, { onSuccess: () => connect.reset() })} />
          )}
        </Answer>
      )}
      {connection !== undefined && <MailFolderList connection={connection.id} />}
    </Page>
  );
}

function Connected({ address, host }: { address: string; host: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.done} role="status">
      <CheckmarkCircle24Filled className={styles.good} aria-hidden />
      <Body1>{t("mailbox.done", { address, host })}</Body1>
    </div>
  );
}
