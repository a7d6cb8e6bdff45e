import { Body1, Button, Caption1, ProgressBar, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type SyncProgress, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { estimateOf } from "./estimate";

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "720px" },
  small: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  line: { display: "flex", alignItems: "center", flexWrap: "wrap", gap: `0 ${tokens.spacingHorizontalL}`, fontVariantNumeric: "tabular-nums" },
  cancel: { alignSelf: "flex-start" },
});

/** How far a run is, in two lines. */
export function ProgressLine({ progress }: { progress: SyncProgress }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const figures = useFigures(progress);
  const minutes = estimateOf(progress, Date.now())?.minutes ?? null;
  return (
    <div className={styles.small}>
      <div className={styles.line}>
        <span>{t(`phase.${progress.phase}`)}</span>
        {figures.map((figure) => (
          <span key={figure}>{figure}</span>
        ))}
        {minutes !== null && <span>{t("progress.left", { minutes })}</span>}
        <StopButton progress={progress} size="small" />
      </div>
      <ProgressBar value={shareOf(progress)} aria-label={t("progress.label")} />
    </div>
  );
}

/** How far a run is: what is done, what is left where that is known, and a way to stop. */
export function ProgressView({ progress }: { progress: SyncProgress }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const figures = useFigures(progress);
  const left = estimateOf(progress, Date.now());
  return (
    <div className={styles.box}>
      <Body1 as="p">{t(`phase.${progress.phase}`)}</Body1>
      <ProgressBar value={shareOf(progress)} aria-label={t("progress.label")} />
      <div className={styles.line}>
        {figures.map((figure) => (
          <span key={figure}>{figure}</span>
        ))}
      </div>
      {left !== null && <Caption1 as="p">{left.minutes === null ? t("progress.no_estimate") : t("progress.estimate", { minutes: left.minutes })}</Caption1>}
      <StopButton progress={progress} />
    </div>
  );
}

function StopButton({ progress, size }: { progress: SyncProgress; size?: "small" }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const cancel = useWrite(() => commands.cancelSync(progress.connection));
  return (
    <Button className={styles.cancel} size={size} disabled={progress.phase === "stopping"} onClick={() => cancel.mutate(undefined)}>
      {t("progress.stop")}
    </Button>
  );
}

/** What is done, and since when, in words. */
function useFigures({ mailboxes_all: all, mailboxes_done: done, items, sent, started_at }: SyncProgress): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    all !== null && all > 1 && t("progress.mailboxes", { done, all }),
    t("progress.items", { count: items }),
    t("progress.sent", { count: sent }),
    t("progress.since", { time: format.time(started_at) }),
  ].filter((figure) => figure !== false);
}

/** What part is done; of a single mailbox nobody knows. */
function shareOf({ mailboxes_all: all, mailboxes_done: done }: SyncProgress): number | undefined {
  return all !== null && all > 1 ? done / all : undefined;
}
