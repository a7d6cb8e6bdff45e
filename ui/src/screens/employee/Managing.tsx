import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type InviteView, type ManagingView, type Visit, commands } from "../../bindings";
import { startScreen, useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { InviteFacts } from "../../components/InviteFacts";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { TwoWays } from "../../components/TwoWays";
import { VisitView } from "../../components/VisitView";
import { reads, useWrite } from "../../desk/queries";
import { whileVisiting } from "../../desk/visit";

const useStyles = makeStyles({
  line: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

/** Being a manager: how one becomes it, as whom one is it, and how it ends. No mailbox belongs to it. */
export function Managing({ state }: { state: AppState }) {
  const { t } = useTranslation();
  if (state.invite?.role === "manager") return <Invited state={state} invite={state.invite} />;
  if (state.managing !== null) return <Manager state={state} managing={state.managing} />;
  return (
    <Page title={t("navigation.managing")}>
      <EmptyState title={t("people.no_manager")} why={t("people.no_manager_why")} />
    </Page>
  );
}

/** Microsoft says whose the invite is; nothing but the person's profile is asked for. */
function Invited({ state, invite }: { state: AppState; invite: InviteView }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const visit = useQuery({ ...reads.signIn(), refetchInterval: (query) => whileVisiting(query.state.data) });
  const begin = useWrite(() => commands.beginManaging());
  const reopen = useWrite(() => commands.reopenSignIn());
  const cancel = useWrite(() => commands.cancelSignIn());
  const drop = useWrite(() => commands.dropInvite());
  const busy = visit.data?.state === "waiting" || visit.data?.state === "checking";
  const isConnected = state.connections.some((one) => one.road !== "organisation");
  return (
    <Page
      title={t("managing.invited")}
      lead={t("managing.invited_lead")}
      actions={
        <>
          <Button onClick={() => drop.mutate(undefined, { onSuccess: (now) => go(startScreen(now)) })}>{t("invite.drop")}</Button>
          <Button appearance="primary" disabled={busy || begin.isPending} onClick={() => begin.mutate(undefined)}>
            {t("sign_in.begin")}
          </Button>
        </>
      }
    >
      <ErrorBar error={begin.error ?? reopen.error ?? cancel.error ?? drop.error} />
      <Answer of={visit}>
        {(now: Visit) => (
          <VisitView visit={now} page="sign_in" reopen={() => reopen.mutate(undefined)} cancel={() => cancel.mutate(undefined)} />
        )}
      </Answer>
      <Facts
        facts={[
          [t("sign_in.account"), invite.invited_address],
          [t("managing.why"), t("managing.why_text")],
          [t("managing.permission"), t("managing.permission_text")],
          [t("navigation.mailbox"), t(isConnected ? "managing.stays" : "managing.none_needed")],
        ]}
      />
      <Section title={t("step.who_asks")}>
        <InviteFacts invite={invite} />
      </Section>
    </Page>
  );
}

function Manager({ state, managing }: { state: AppState; managing: ManagingView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const stop = useWrite(() => commands.stopManaging());
  const leave = () => stop.mutate(undefined, { onSuccess: (now) => go(startScreen(now)) });
  const hasMailbox = state.connections.some((one) => one.road !== "organisation");
  return (
    <Page title={t("navigation.managing")} lead={managing.is_taken_back ? undefined : t("managing.lead")}>
      {managing.is_taken_back && <EmptyState title={t("people.no_manager")} why={t("managing.taken_back_why")} />}
      <Facts
        facts={[
          [t("account.account"), managing.account?.address],
          [t("account.organisation"), <bdi key="o">{managing.organisation}</bdi>],
        ]}
      />
      {!managing.is_taken_back && (
        <div className={styles.line}>
          <Button onClick={() => go({ at: "people" })}>{t("review.invite_somebody")}</Button>
          <Button onClick={() => go({ at: "review" })}>{t("managing.read")}</Button>
        </div>
      )}
      {!managing.is_taken_back && !hasMailbox && <OwnMailbox wanted={managing.wants_mailbox} />}
      <Section title={t("managing.stop")} lead={t("managing.stop_means")}>
        <ErrorBar error={stop.error} />
        <div>
          <Button disabled={stop.isPending} onClick={leave}>
            {t("managing.stop_do")}
          </Button>
        </div>
      </Section>
    </Page>
  );
}

/** The manager's own mailbox: as easy to do without as to connect. */
function OwnMailbox({ wanted }: { wanted: boolean }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const want = useWrite((isWanted: boolean) => commands.wantMailbox(isWanted));
  const connect = () => want.mutate(true, { onSuccess: (now) => go(startScreen(now)) });
  const refuse = () => (wanted ? want.mutate(false) : go({ at: "people" }));
  return (
    <Section title={t("managing.mailbox")} lead={t("managing.mailbox_lead")}>
      {wanted && <Body1 as="p">{t("managing.wanted")}</Body1>}
      <ErrorBar error={want.error} />
      <TwoWays
        busy={want.isPending}
        yes={t(wanted ? "managing.go_on" : "managing.connect")}
        yesMeans={t("managing.connect_means")}
        no={t("managing.without")}
        noMeans={t("managing.without_means")}
        onYes={connect}
        onNo={refuse}
      />
    </Section>
  );
}
