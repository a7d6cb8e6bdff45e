import { Body1, Button, Subtitle1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  ArrowSync24Regular,
  CellularData124Regular,
  CheckmarkCircle24Filled,
  Clock24Regular,
  ErrorCircle24Filled,
  Mail20Regular,
  PauseCircle24Regular,
} from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionView, type SyncProgress, type SyncSentence, commands } from "../bindings";
import { type Screen, useNavigation } from "../app/screens";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { CopyButton } from "./CopyButton";
import { ErrorBar } from "./ErrorBar";
import { ProgressLine } from "./ProgressView";
import { sentenceValues } from "./sentence";
import { RefusalView } from "./VisitView";

const useStyles = makeStyles({
  line: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, flexWrap: "wrap", minHeight: "32px" },
  // As high as a run's figures are, so that nothing below moves when one begins or ends.
  figures: { minHeight: "56px" },
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  good: { color: tokens.colorPaletteGreenForeground1 },
  waits: { color: tokens.colorPaletteMarigoldForeground1 },
  needsYou: { color: tokens.colorPaletteRedForeground1 },
  icon: { display: "inline-flex" },
  muted: { color: tokens.colorNeutralForeground2 },
});

type Mood = "good" | "waits" | "needsYou";

const looks: Record<SyncSentence["is"], [ReactElement, Mood]> = {
  up_to_date: [<CheckmarkCircle24Filled key="i" />, "good"],
  never_synced: [<Clock24Regular key="i" />, "waits"],
  syncing: [<ArrowSync24Regular key="i" />, "good"],
  metered: [<CellularData124Regular key="i" />, "waits"],
  paused: [<PauseCircle24Regular key="i" />, "waits"],
  not_set_up: [<Clock24Regular key="i" />, "waits"],
  dpa_missing: [<Clock24Regular key="i" />, "waits"],
  consent_missing: [<Clock24Regular key="i" />, "waits"],
  sign_in_needed: [<ErrorCircle24Filled key="i" />, "needsYou"],
  mail_server_refused: [<ErrorCircle24Filled key="i" />, "needsYou"],
  microsoft_unreachable: [<Clock24Regular key="i" />, "waits"],
  service_unreachable: [<Clock24Regular key="i" />, "waits"],
  service_refused: [<ErrorCircle24Filled key="i" />, "needsYou"],
  partly_read: [<Clock24Regular key="i" />, "waits"],
  failed: [<ErrorCircle24Filled key="i" />, "needsYou"],
};

interface StateSentenceProps {
  connection: ConnectionView;
  /** How far a run is, where the sentence is to tell; null for none. */
  progress?: SyncProgress | null;
}

/** The state in one sentence with one next step, and how far a run is. */
export function StateSentence({ connection, progress }: StateSentenceProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { sentence, last_at, next_at, waiting } = connection.sync;
  const [icon, mood] = looks[sentence.is];
  const facts = [
    last_at !== null && t("sync.last", { ago: format.ago(last_at) }),
    next_at !== null && t("sync.next", { time: format.time(next_at) }),
    waiting > 0 && t("sync.waiting", { count: waiting }),
  ].filter((fact) => fact !== false);
  return (
    <div className={styles.box}>
      <div className={styles.line}>
        <span className={mergeClasses(styles.icon, styles[mood])} aria-hidden>
          {icon}
        </span>
        <Subtitle1 as="p">{t(`sentence.${sentence.is}`, sentenceValues(sentence, format))}</Subtitle1>
        <Step connection={connection} />
      </div>
      <div className={progress === undefined ? undefined : styles.figures}>
        {progress ? (
          <ProgressLine progress={progress} />
        ) : (
          facts.length > 0 && (
            <Body1 as="p" className={styles.muted}>
              {facts.join(" · ")}
            </Body1>
          )
        )}
      </div>
      {sentence.is === "dpa_missing" && connection.road !== "organisation" && <AskForAgreement />}
      {sentence.is === "mail_server_refused" && <ErrorBar error={{ code: "mail_refused", problem: sentence.problem }} />}
      {sentence.is === "failed" && <ErrorBar error={sentence.error} />}
      {sentence.is === "sign_in_needed" && <RefusalView refusal={sentence.refusal} />}
    </div>
  );
}

/** Only an administrator can accept the agreement: the message that asks for it, ready to be sent. */
function AskForAgreement() {
  const styles = useStyles();
  const { t } = useTranslation();
  const message = t("ask_agreement.message");
  const write = useWrite(() => commands.composeMail(t("ask_agreement.subject"), message));
  return (
    <>
      <div className={styles.line}>
        <Button icon={<Mail20Regular />} onClick={() => write.mutate(undefined)}>
          {t("ask_agreement.write")}
        </Button>
        <CopyButton text={message} label={t("refusal.copy_message")} />
      </div>
      {write.data === false && <Body1 as="p">{t("refusal.no_mail")}</Body1>}
    </>
  );
}

function Step({ connection }: { connection: ConnectionView }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const resume = useWrite(() => commands.resume(connection.id));
  const { sentence } = connection.sync;
  if (sentence.is === "paused") return <Button onClick={() => resume.mutate(undefined)}>{t("sync.resume")}</Button>;
  const to = stepOf(connection);
  return to === null ? null : <Button onClick={() => go(to)}>{t(`sentence_step.${sentence.is}`)}</Button>;
}

function stepOf({ road, sync: { sentence } }: ConnectionView): Screen | null {
  const organisation = road === "organisation";
  switch (sentence.is) {
    case "not_set_up":
      return { at: "guide", road, step: sentence.step };
    case "consent_missing":
      return { at: "account" };
    case "dpa_missing":
      return organisation ? { at: "dpa" } : null;
    case "mail_server_refused":
      return { at: "mailbox" };
    case "sign_in_needed":
      if (road === "employee_imap") return { at: "mailbox" };
      return organisation ? { at: "guide", road, step: "register" } : { at: "account" };
    case "metered":
      return { at: "settings" };
    case "service_refused":
    case "service_unreachable":
    case "microsoft_unreachable":
    case "partly_read":
    case "failed":
      return { at: "health" };
    case "never_synced":
    case "syncing":
    case "up_to_date":
    case "paused":
      return null;
  }
}
