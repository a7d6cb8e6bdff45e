import { Body1, Button, MessageBar, MessageBarBody, Spinner, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type UpdateStanding, type UpdatesView, commands } from "../bindings";
import { reads, useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { Answer } from "./Answer";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";

const useStyles = makeStyles({
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap", alignItems: "center" },
  notes: { whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxWidth: "64ch" },
});

/** Newer versions: looked for only where the organisation says where, and only when the person asks. */
export function Updates() {
  const { t } = useTranslation();
  const updates = useQuery(reads.updates());
  return (
    <Section title={t("updates.title")}>
      <Answer of={updates}>{(now: UpdatesView) => (now.host === null ? <Body1 as="p">{t("updates.off")}</Body1> : <On host={now.host} standing={now.standing} />)}</Answer>
    </Section>
  );
}

function On({ host, standing }: { host: string; standing: UpdateStanding }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const look = useWrite(() => commands.lookForUpdates());
  const take = useWrite(() => commands.takeUpdate());
  const busy = look.isPending || take.isPending;
  return (
    <>
      <Body1 as="p">{t("updates.on", { host })}</Body1>
      <Body1 as="p">{t("settings.locked_here")}</Body1>
      <div role="status">
        <Standing standing={standing} />
      </div>
      <ErrorBar error={look.error ?? take.error} />
      <div className={styles.actions}>
        <Button disabled={busy} onClick={() => look.mutate(undefined)}>
          {t("updates.look")}
        </Button>
        {standing.state === "newer" && (
          <Button disabled={busy} onClick={() => take.mutate(undefined)}>
            {t(`updates.take.${standing.step}`, { version: standing.version })}
          </Button>
        )}
        {busy && <Spinner size="tiny" label={t(take.isPending ? "updates.taking" : "updates.looking")} />}
      </div>
    </>
  );
}

function Standing({ standing }: { standing: UpdateStanding }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  switch (standing.state) {
    case "not_looked":
      return null;
    case "up_to_date":
      return <Body1 as="p">{t("updates.up_to_date", { moment: format.moment(standing.looked_at) })}</Body1>;
    case "newer":
      return (
        <>
          <Body1 as="p">{t(`updates.newer.${standing.step}`, { version: standing.version })}</Body1>
          {standing.notes !== null && (
            <Body1 as="p" className={styles.notes}>
              {standing.notes}
            </Body1>
          )}
        </>
      );
    case "saved":
      return <Body1 as="p">{t("updates.saved", { file: standing.file, version: standing.version })}</Body1>;
    case "installed":
      return <Body1 as="p">{t("updates.installed", { version: standing.version })}</Body1>;
    case "failed":
      return (
        <MessageBar intent="warning">
          <MessageBarBody>{t(`update_problem.${standing.problem}`)}</MessageBarBody>
        </MessageBar>
      );
  }
}
