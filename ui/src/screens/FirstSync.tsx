import { Button } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Road, commands } from "../bindings";
import { useConnection, useNavigation } from "../app/screens";
import { Answer } from "../components/Answer";
import { EmptyState } from "../components/EmptyState";
import { ErrorBar } from "../components/ErrorBar";
import { FlowView } from "../components/FlowView";
import { Mailboxes } from "../components/Mailboxes";
import { NextButton } from "../components/NextButton";
import { Page } from "../components/Page";
import { ProgressView } from "../components/ProgressView";
import { StateSentence } from "../components/StateSentence";
import { reads, useWrite } from "../desk/queries";

/** The first run, and what came of it. */
export function FirstSync({ road, next }: { road: Road; next: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const connection = useConnection();
  const progress = useQuery(reads.progress(connection.id));
  const start = useWrite(() => commands.syncNow(connection.id));
  const ended = connection.sync.last_at !== null;
  const running = progress.data ?? null;
  return (
    <Page
      title={t("step.first_sync")}
      lead={t(`first_sync.lead.${road === "organisation" ? "organisation" : "employee"}`)}
      actions={
        <>
          <Button
            appearance={ended ? "secondary" : "primary"}
            disabled={running !== null || start.isPending}
            onClick={() => start.mutate(undefined)}
          >
            {t(ended ? "sync.now" : "first_sync.begin")}
          </Button>
          {ended && road === "organisation" && <NextButton next={next} />}
          {ended && road !== "organisation" && (
            <Button appearance="primary" onClick={() => go({ at: "home" })}>
              {t("first_sync.home")}
            </Button>
          )}
        </>
      }
    >
      <ErrorBar error={start.error} />
      {ended && running === null && <StateSentence connection={connection} />}
      {running !== null && <ProgressView progress={running} />}
      {ended || running !== null ? <Outcome connection={connection.id} /> : <NotYet />}
      {road === "organisation" && <Mailboxes connection={connection.id} />}
    </Page>
  );
}

function NotYet() {
  const { t } = useTranslation();
  return <EmptyState title={t("first_sync.none")} why={t("first_sync.none_why")} />;
}

function Outcome({ connection }: { connection: string }) {
  const { go } = useNavigation();
  const home = useQuery(reads.home(connection));
  return (
    <Answer of={home}>
      {(view) =>
        view.flows.map((flow) => (
          <FlowView
            key={flow.stream}
            flow={flow}
            open={({ states, reasons }) => go({ at: "ledger", states, reasons })}
          />
        ))
      }
    </Answer>
  );
}
