import { Button, tokens } from "@fluentui/react-components";
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
import { Section } from "../components/Section";
import { StateSentence } from "../components/StateSentence";
import { Together } from "../components/Together";
import { reads, useWrite } from "../desk/queries";

/** The first run, and what came of it. */
export function FirstSync({ road, next }: { road: Road; next: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const connection = useConnection();
  const progress = useQuery(reads.progress(connection.id));
  const home = useQuery(reads.home(connection.id));
  const start = useWrite(() => commands.syncNow(connection.id));
  const ended = connection.sync.last_at !== null;
  const running = progress.data ?? null;
  const isEmployee = road !== "organisation";
  // Whoever said no to everything is not asked to start what would carry nothing.
  const isRefused = isEmployee && !ended && connection.streams.every(({ consent }) => consent.standing !== "in_force");
  if (isRefused) return <Nothing />;
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
      <Together of={[home]}>
        {ended || running !== null ? <Outcome connection={connection.id} /> : <NotYet />}
        {road === "organisation" && <Mailboxes connection={connection.id} />}
        {isEmployee && <YourReceipt />}
      </Together>
    </Page>
  );
}

/** What was agreed to can be kept: where it is. */
function YourReceipt() {
  const { t } = useTranslation();
  const { go } = useNavigation();
  return (
    <Section title={t("first_sync.receipt")} lead={t("first_sync.receipt_lead")}>
      <div>
        <Button onClick={() => go({ at: "receipts" })}>{t("first_sync.open_receipts")}</Button>
      </div>
    </Section>
  );
}

/** Nothing was agreed to: it stays so, and leaving is as near as deciding otherwise. */
function Nothing() {
  const { t } = useTranslation();
  const { go } = useNavigation();
  return (
    <Page title={t("step.first_sync")}>
      <EmptyState title={t("first_sync.refused")} why={t("first_sync.refused_why")}>
        <div style={{ display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS }}>
          <Button onClick={() => go({ at: "home" })}>{t("first_sync.home")}</Button>
          <Button onClick={() => go({ at: "account" })}>{t("first_sync.leave")}</Button>
        </div>
      </EmptyState>
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
            open={(behind) => go({ at: "ledger", ...behind })}
          />
        ))
      }
    </Answer>
  );
}
