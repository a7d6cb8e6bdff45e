import { Body1, Button, Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { Open20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type Road, type StreamView, commands } from "../bindings";
import { startScreen, useConnection, useNavigation } from "../app/screens";
import { AskFirst } from "../components/AskFirst";
import { Answer } from "../components/Answer";
import { Collection } from "../components/Collection";
import { ErrorBar } from "../components/ErrorBar";
import { Facts } from "../components/Facts";
import { OtherConnection } from "../components/OtherConnection";
import { Page } from "../components/Page";
import { Section } from "../components/Section";
import { StorageUsed } from "../components/StorageUsed";
import { Together } from "../components/Together";
import { VisitView } from "../components/VisitView";
import { reads, useWrite } from "../desk/queries";
import { whileVisiting } from "../desk/visit";
import { useFormat } from "../i18n/format";

const useStyles = makeStyles({
  line: { display: "flex", gap: tokens.spacingHorizontalL, alignItems: "center", flexWrap: "wrap" },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, display: "grid", gap: tokens.spacingVerticalXS },
});

/** The connection, consent, the way out, and what is collected; what has to be read first is below what one may press. */
export function Account({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const connection = useConnection();
  const storage = useQuery(reads.storage(connection.id));
  const collection = useQuery(reads.collection(connection.road));
  return (
    <Page title={t("navigation.account")}>
      <Connection state={state} />
      {connection.road !== "organisation" && <OtherConnection state={state} />}
      {connection.road !== "organisation" && <Consents />}
      <Disconnect />
      <Together of={[storage, collection]}>
        <StorageUsed />
        <Section title={t("account.collected")}>
          <Answer of={collection}>{(view) => <Collection of={view} />}</Answer>
        </Section>
      </Together>
    </Page>
  );
}

function Connection({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useNavigation();
  const { account, tenant, road, permissions, connected_at, dpa, mail } = useConnection();
  const visit = useQuery({ ...reads.signIn(), refetchInterval: (query) => whileVisiting(query.state.data) });
  const begin = useWrite(() => commands.beginSignIn(road));
  const reopen = useWrite(() => commands.reopenSignIn());
  const cancel = useWrite(() => commands.cancelSignIn());
  return (
    <Section title={t("account.connection")}>
      <Facts
        facts={[
          [t("account.account"), account?.address],
          [t("account.organisation"), tenant.name ?? tenant.domain ?? tenant.id],
          [t("account.road"), t(`road.${road}`)],
          [t("account.mail_server"), mail?.server.host],
          [t("account.mail_sign_in"), mail && t(`mailbox.sign_in.${mail.sign_in}`)],
          [t("account.since"), connected_at && format.moment(connected_at)],
          [t("account.permissions"), permissions.length > 0 && [permissions.join(", "), connected_at && t("account.granted", { moment: format.moment(connected_at) })].filter(Boolean).join(" · ")],
          [t("account.dpa"), t(`dpa_standing.${dpa.standing}`, { ...dpa })],
          [t("account.service"), state.service.host],
          [t("account.version"), state.version],
        ]}
      />
      {road === "employee_imap" && (
        <div>
          <Button onClick={() => go({ at: "mailbox" })}>{t("account.open_mailbox")}</Button>
        </div>
      )}
      {road === "employee_graph" && (
        <>
          <div>
            <Button onClick={() => begin.mutate(undefined)}>{t("account.sign_in_again")}</Button>
          </div>
          <ErrorBar error={begin.error} />
          {visit.data !== undefined && (
            <VisitView
              visit={visit.data}
              page="sign_in"
              reopen={() => reopen.mutate(undefined)}
              cancel={() => cancel.mutate(undefined)}
            />
          )}
        </>
      )}
    </Section>
  );
}

function Consents() {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <Section title={t("account.consent")} lead={t("account.consent_lead")}>
      {connection.streams
        .filter((stream) => stream.offered)
        .map((stream) => (
          <StreamConsent key={stream.stream} stream={stream} />
        ))}
    </Section>
  );
}

function StreamConsent({ stream: { stream, consent } }: { stream: StreamView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const { id } = useConnection();
  const format = useFormat();
  const withdraw = useWrite(() => commands.withdrawConsent(id, stream));
  const name = t(`stream.${stream}`);
  const words =
    consent.standing === "in_force"
      ? t("consent.in_force", { moment: format.moment(consent.given_at) })
      : consent.standing === "withdrawn"
        ? t("consent.withdrawn", { moment: format.moment(consent.withdrawn_at) })
        : t("consent.not_given");
  return (
    <div>
      <div className={styles.line}>
        <strong>{name}</strong>
        <span>{words}</span>
        {consent.standing === "in_force" ? (
          <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
            {t("consent.withdraw", { stream: name })}
          </Button>
        ) : (
          <Button onClick={() => go({ at: "consent" })}>{t("consent.read")}</Button>
        )}
      </div>
      <ErrorBar error={withdraw.error} />
    </div>
  );
}

/** The page of Microsoft's on which the permission is taken away. */
function AtMicrosoft({ road }: { road: Road }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const open = useWrite(() => commands.openPermissions(road));
  const page = open.data;
  return (
    <div className={styles.line}>
      <Button icon={<Open20Regular />} onClick={() => open.mutate(undefined)}>
        {t("disconnect.microsoft_page")}
      </Button>
      <Caption1>{t(`disconnect.microsoft_where.${road}`)}</Caption1>
      {page !== undefined && !page.browser_opened && <Caption1>{t("disconnect.no_browser", { link: page.link })}</Caption1>}
      <ErrorBar error={open.error} />
    </div>
  );
}

function Disconnect() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const { id, road } = useConnection();
  const disconnect = useWrite(() => commands.disconnect(id));
  const leave = () => disconnect.mutate(undefined, { onSuccess: (now) => go(startScreen(now)) });
  return (
    <Section title={t("disconnect.title")}>
      <ul className={styles.list}>
        {["here", "service", road === "employee_imap" ? "mail_server" : "microsoft"].map((where) => (
          <li key={where}>{t(`disconnect.${where}`)}</li>
        ))}
      </ul>
      <div>
        <AskFirst
          opener={<Button>{t("disconnect.ask")}</Button>}
          title={t("disconnect.sure")}
          no={t("disconnect.stay")}
          yes={t("disconnect.do")}
          isPending={disconnect.isPending}
          error={disconnect.error}
          decide={leave}
        >
          <Body1 as="p">{t("disconnect.sure_text")}</Body1>
        </AskFirst>
      </div>
      {road !== "employee_imap" && <AtMicrosoft road={road} />}
    </Section>
  );
}
