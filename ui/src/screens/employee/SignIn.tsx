import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { CheckmarkCircle24Filled } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type Road, type Visit, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
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

/** Sign in at Microsoft, in the system browser. */
export function SignIn({ state, road, next }: { state: AppState; road: Road; next: () => void }) {
  const { t } = useTranslation();
  const visit = useQuery({ ...reads.signIn(), refetchInterval: (query) => whileVisiting(query.state.data) });
  const begin = useWrite(() => commands.beginSignIn(road));
  const reopen = useWrite(() => commands.reopenSignIn());
  const cancel = useWrite(() => commands.cancelSignIn());
  const connection = state.connections.find((one) => one.road === road);
  // What the service closed may be open again; asking finds out.
  // Another invite to connect a mailbox is taken by signing in once more.
  const isDone = connection !== undefined && state.invite?.role !== "employee";
  const isBarred = state.invite?.roads.some((offer) => offer.road === road && offer.standing === "not_allowed_here") ?? false;
  const busy = visit.data?.state === "waiting" || visit.data?.state === "checking";
  return (
    <Page
      title={t("step.sign_in")}
      lead={t("sign_in.lead")}
      actions={
        !isDone ? (
          <Button appearance="primary" disabled={busy || begin.isPending || isBarred} onClick={() => begin.mutate(undefined)}>
            {t("sign_in.begin")}
          </Button>
        ) : (
          <NextButton next={next} />
        )
      }
    >
      {connection === undefined && <OtherRoad state={state} road={road} />}
      <ErrorBar error={begin.error ?? reopen.error ?? cancel.error} />
      <Answer of={visit}>
        {(now: Visit) => (
          <VisitView
            visit={now}
            page="sign_in"
            reopen={() => reopen.mutate(undefined)}
            cancel={() => cancel.mutate(undefined)}
          />
        )}
      </Answer>
      {isDone && <SignedIn address={connection.account?.address ?? ""} />}
      <Facts
        facts={[
          [t("sign_in.account"), state.invite?.invited_address ?? state.managing?.account?.address],
          [t("sign_in.where"), t("sign_in.where_text")],
          [t("sign_in.password"), t("sign_in.password_text")],
        ]}
      />
    </Page>
  );
}

function SignedIn({ address }: { address: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.done} role="status">
      <CheckmarkCircle24Filled className={styles.good} aria-hidden />
      <Body1>{t("sign_in.done", { address })}</Body1>
    </div>
  );
}
