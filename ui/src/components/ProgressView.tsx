import { Body1, Button, Caption1, ProgressBar, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type SyncProgress, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { estimateOf } from "./estimate";

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "720px" },
  line: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL, fontVariantNumeric: "tabular-nums" },
  cancel: { alignSelf: "flex-start" },
});

/** How far a run is: what is done, what is left where that is known, and a way to stop. */
export function ProgressView({ progress }: { progress: SyncProgress }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useWrite(() => commands.cancelSync(progress.connection));
  const { mailboxes_all: all, mailboxes_done: done } = progress;
  const left = estimateOf(progress, Date.now());
  const share = all !== null && all > 0 ? done / all : undefined;
  return (
    <div className={styles.box}>
      <Body1 as="p">{t(`phase.${progress.phase}`)}</Body1>
      <ProgressBar value={all === 1 ? undefined : share} aria-label={t("progress.label")} />
      <div className={styles.line}>
        {all !== null && all > 1 && <span>{t("progress.mailboxes", { done, all })}</span>}
        <span>{t("progress.items", { count: progress.items })}</span>
        <span>{t("progress.sent", { count: progress.sent })}</span>
        <span>{t("progress.since", { time: format.time(progress.started_at) })}</span>
      </div>
      {left !== null && <Caption1 as="p">{left.minutes === null ? t("progress.no_estimate") : t("progress.estimate", { minutes: left.minutes })}</Caption1>}
      <Button className={styles.cancel} disabled={progress.phase === "stopping"} onClick={() => cancel.mutate(undefined)}>
        {t("progress.stop")}
      </Button>
    </div>
  );
}
