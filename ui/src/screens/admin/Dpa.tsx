import { Body1, Button, Caption1, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { Print20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type DpaView, commands } from "../../bindings";
import { useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { Changes } from "../../components/Changes";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { Hash } from "../../components/Hash";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { Prose } from "../../components/Prose";
import { Section } from "../../components/Section";
import { TwoWays } from "../../components/TwoWays";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

/** The agreement: read, and accepted or not. */
export function Dpa({ next }: { next?: () => void }) {
  const { t } = useTranslation();
  const dpa = useQuery(reads.dpa());
  return (
    <Page
      title={t("step.dpa")}
      lead={t("dpa.lead")}
      actions={
        <>
          <Button icon={<Print20Regular />} disabled={dpa.data === undefined} onClick={() => window.print()}>
            {t("action.print")}
          </Button>
          {dpa.data?.in_force === true && <NextButton next={next} />}
        </>
      }
    >
      <Answer of={dpa}>{(view) => <Agreement view={view} />}</Answer>
    </Page>
  );
}

function Agreement({ view }: { view: DpaView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useNavigation();
  const accept = useWrite(() => commands.acceptDpa(view.sha256));
  const { acceptance } = view;
  return (
    <>
      {view.differs_from_accepted && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t("dpa.differs", { version: acceptance?.version ?? 0 })}</MessageBarBody>
        </MessageBar>
      )}
      {view.differs_from_accepted && <Differences view={view} />}
      <Prose text={view.text} label={t("dpa.whole", { version: view.version })} under={1} />
      <Caption1>
        {t("dpa.hash", { version: view.version, language: view.language })} <Hash of={view.sha256} />
      </Caption1>
      <ErrorBar error={accept.error} />
      {view.in_force && acceptance !== null ? (
        <Facts
          facts={[
            [t("dpa.accepted_at"), format.moment(acceptance.accepted_at)],
            [t("dpa.accepted_by"), acceptance.accepted_by],
            [t("dpa.accepted_hash"), <Hash key="hash" of={acceptance.sha256} />],
          ]}
        />
      ) : (
        <TwoWays
          busy={accept.isPending}
          yes={t("dpa.accept")}
          yesMeans={t("dpa.accept_means")}
          no={t("dpa.refuse")}
          noMeans={t("dpa.refuse_means")}
          onYes={() => accept.mutate(undefined)}
          onNo={() => go({ at: "home" })}
        />
      )}
    </>
  );
}

/** What changed since the version that was accepted before. */
function Differences({ view }: { view: DpaView }) {
  const { t } = useTranslation();
  const title = t("dpa.changes", { version: view.acceptance?.version ?? 0 });
  const { changes } = view;
  if (changes === null) {
    return (
      <Section title={title}>
        <Body1 as="p">{t("dpa.changes_unknown")}</Body1>
      </Section>
    );
  }
  const count = (what: "added" | "removed") => changes.filter(({ change }) => change === what).length;
  return (
    <Section title={title} lead={t("dpa.changes_lead", { added: count("added"), removed: count("removed") })}>
      <Changes paragraphs={changes} label={title} />
    </Section>
  );
}
