import { Body1, Button, Caption1, MessageBar, MessageBarBody, makeStyles, tokens } from "@fluentui/react-components";
import { LockClosed16Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type UpdateStanding, type UpdatesView, commands } from "../bindings";
import { reads, useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { Answer } from "./Answer";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";
import { Waiting } from "./Waiting";

const useStyles = makeStyles({
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap", alignItems: "center" },
  by: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground3 },
  standing: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "64ch" },
  notes: { whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
});

/** Newer versions: looked for only where the organisation says where, and only when the person asks. */
export function Updates() {
  const { t } = useTranslation();
  const updates = useQuery(reads.updates());
  const host = updates.data?.host ?? null;
  const lead = host === null ? t("updates.off") : t("updates.on", { host });
  return (
    <Section title={t("updates.title")} lead={updates.data === undefined ? undefined : lead}>
      <Answer of={updates}>{(now: UpdatesView) => (now.host === null ? null : <On standing={now.standing} />)}</Answer>
    </Section>
  );
}

function On({ standing }: { standing: UpdateStanding }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const look = useWrite(() => commands.lookForUpdates());
  const take = useWrite(() => commands.takeUpdate());
  const busy = look.isPending || take.isPending;
  return (
    <>
      <Caption1 className={styles.by}>
        <LockClosed16Regular aria-hidden />
        {t("settings.locked_here")}
      </Caption1>
      <div className={styles.standing} role="status">
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
        {busy && <Waiting label={t(take.isPending ? "updates.taking" : "updates.looking")} />}
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
