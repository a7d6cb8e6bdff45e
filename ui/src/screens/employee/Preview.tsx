import { Body1, Button, Caption1 } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PreviewView, commands } from "../../bindings";
import { useConnection } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { ErrorState } from "../../components/ErrorState";
import { FlowView } from "../../components/FlowView";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { Rows } from "../../components/Rows";
import { type RowFilter, everything } from "../../components/rowFilter";
import { Section } from "../../components/Section";
import { SignalFacts } from "../../components/SignalFacts";
import { Spans } from "../../components/Spans";
import { Waiting } from "../../components/Waiting";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

/** My real data, judged by the rules; nothing is sent. */
export function Preview({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const preview = useQuery({
    ...reads.preview(id),
    refetchInterval: (query) => (query.state.data?.state === "reading" ? 1_500 : false),
  });
  const begin = useWrite(() => commands.beginPreview(id));
  const cancel = useWrite(() => commands.cancelPreview(id));
  const state = preview.data?.state;
  return (
    <Page
      title={t("step.preview")}
      lead={t("preview.lead")}
      actions={
        <>
          {state === "reading" ? (
            <Button onClick={() => cancel.mutate(undefined)}>{t("action.cancel")}</Button>
          ) : (
            <Button appearance={state === "ready" ? "secondary" : "primary"} onClick={() => begin.mutate(undefined)}>
              {t(state === "ready" ? "preview.again" : "preview.begin")}
            </Button>
          )}
          {state === "ready" && <NextButton next={next} />}
        </>
      }
    >
      <ErrorBar error={begin.error ?? cancel.error} />
      <Answer of={preview}>
        {(view: PreviewView) => <Shown view={view} connection={id} retry={() => begin.mutate(undefined)} />}
      </Answer>
    </Page>
  );
}

function Shown({ view, connection, retry }: { view: PreviewView; connection: string; retry: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, setFilter] = useState<RowFilter>(everything);
  switch (view.state) {
    case "none":
      return <EmptyState title={t("preview.none")} why={t("preview.none_why")} />;
    case "reading":
      return <Waiting label={t("preview.reading", { count: view.items })} />;
    case "failed":
      return <ErrorState error={view.error} retry={retry} />;
    case "ready":
      return (
        <>
          <Body1 as="p">{t("preview.nothing_sent")}</Body1>
          {view.flows.map((flow) => (
            <FlowView
              key={flow.stream}
              flow={flow}
              preview
              open={(behind) => setFilter({ ...everything, ...behind })}
            />
          ))}
          {view.signal !== null && <SignalFacts signal={view.signal} />}
          <Spans days={view.days} back={view.window_days} until={view.made_at} />
          <Section title={t("preview.rows")}>
            <Rows source={{ of: "preview", connection }} filter={filter} setFilter={setFilter} height={360} />
          </Section>
          <Caption1>{t("preview.made", { moment: format.moment(view.made_at), days: view.window_days })}</Caption1>
        </>
      );
  }
}
