import { Body1, Button, ProgressBar, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type SurveyView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "720px", fontVariantNumeric: "tabular-nums" },
  action: { alignSelf: "flex-start" },
});

/** The tenant's mailboxes counted by domain, so that the list can say what it would let through. */
export function Survey() {
  const styles = useStyles();
  const { t } = useTranslation();
  const survey = useQuery(reads.survey());
  const begin = useWrite(() => commands.beginSurvey());
  const cancel = useWrite(() => commands.cancelSurvey());
  return (
    <Section title={t("survey.title")} lead={t("survey.lead")}>
      <ErrorBar error={begin.error ?? cancel.error} />
      <Answer of={survey}>
        {(view) => (
          <div className={styles.box}>
            <Standing view={view} />
            {view.state === "reading" ? (
              <Button className={styles.action} disabled={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
                {t("survey.stop")}
              </Button>
            ) : (
              <Button className={styles.action} disabled={begin.isPending} onClick={() => begin.mutate(undefined)}>
                {t(view.state === "ready" ? "survey.again" : "survey.begin")}
              </Button>
            )}
          </div>
        )}
      </Answer>
    </Section>
  );
}

function Standing({ view }: { view: SurveyView }) {
  const { t } = useTranslation();
  const format = useFormat();
  switch (view.state) {
    case "none":
      return null;
    case "failed":
      return <ErrorBar error={view.error} />;
    case "reading":
      return (
        <>
          <Body1 as="p">{view.of === 0 ? t("survey.listing") : t("survey.reading", { read: view.read, of: view.of })}</Body1>
          <ProgressBar aria-label={t("survey.label")} value={view.of === 0 ? undefined : view.read / view.of} />
        </>
      );
    case "ready":
      return (
        <>
          <Body1 as="p">
            {t("survey.ready", { moment: format.ago(view.made_at), read: view.read, of: view.of, days: view.window_days })}
          </Body1>
          {view.unfinished > 0 && <Body1 as="p">{t("survey.unfinished", { count: view.unfinished })}</Body1>}
          {view.read < view.of && <Body1 as="p">{t("survey.cut")}</Body1>}
        </>
      );
  }
}
