import { Body1, Button, Caption1, Radio, RadioGroup, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type EvidenceView, type PassageView, type TranscriptChange, type TranscriptView, commands } from "../../bindings";
import { useConnection } from "../../app/screens";
import { useAnnounce } from "../../components/Announcer";
import { AfterGuests } from "../../components/AfterGuests";
import { Answer } from "../../components/Answer";
import { Bytes } from "../../components/Bytes";
import { ErrorBar } from "../../components/ErrorBar";
import { LevelChoice } from "../../components/LevelChoice";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { TranscriptMark } from "../../components/TranscriptMark";
import { reads, useWrite } from "../../desk/queries";
import { clock, useFormat } from "../../i18n/format";
import { Scores } from "./Scores";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  line: {
    display: "grid",
    gridTemplateColumns: "64px minmax(0, 1fr) auto",
    gap: tokens.spacingHorizontalM,
    alignItems: "start",
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderLeft: "3px solid transparent",
  },
  own: { borderLeftColor: tokens.colorBrandStroke1 },
  shown: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    "& > :not(button)": { color: tokens.colorNeutralForeground1Selected },
    "& > :not(button) *": { color: tokens.colorNeutralForeground1Selected },
  },
  at: { color: tokens.colorNeutralForeground3, fontVariantNumeric: "tabular-nums" },
  cut: { textDecorationLine: "line-through", color: tokens.colorNeutralForeground3 },
  hint: { color: tokens.colorNeutralForeground3 },
  words: { overflowWrap: "anywhere" },
});

interface ReaderProps {
  id: string;
  back: () => void;
}

/** A transcript before its employee: read, cut, let go or kept here. */
export function Reader({ id, back }: ReaderProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id: connection } = useConnection();
  const announce = useAnnounce();
  const transcript = useQuery(reads.transcript(connection, id));
  const change = useWrite((wish: TranscriptChange) => commands.changeTranscript(connection, id, wish));
  const [evidence, setEvidence] = useState<EvidenceView[]>([]);
  const view = transcript.data;
  const decide = (wish: TranscriptChange, said?: string) => change.mutate(wish, { onSuccess: () => said !== undefined && announce(said) });
  return (
    <Page
      title={view === undefined ? t("meetings.title") : format.moment(view.row.starts_at)}
      lead={view === undefined ? undefined : <TranscriptMark row={view.row} />}
      actions={
        <>
          <Button onClick={back}>{t("transcript.back")}</Button>
          {view !== undefined && <Decisions view={view} busy={change.isPending} decide={decide} />}
        </>
      }
    >
      <ErrorBar error={change.error} />
      <Answer of={transcript}>
        {(open) =>
          open.absence !== null ? (
            <Section title={t(`transcript.absence.${open.absence}`)}>
              <Body1>{t(`transcript.absence_next.${open.absence}`)}</Body1>
            </Section>
          ) : (
            <>
              <Leaves view={open} busy={change.isPending} decide={decide} />
              <Scores view={open} show={setEvidence} />
              <AfterGuests key={open.speakers.map(({ name }) => name).join("\n")} view={open} busy={change.isPending} decide={decide} />
              <Said view={open} evidence={evidence} busy={change.isPending} decide={decide} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

interface PartProps {
  view: TranscriptView;
  busy: boolean;
  decide: (wish: TranscriptChange, said?: string) => void;
}

function Decisions({ view, busy, decide }: PartProps) {
  const { t } = useTranslation();
  const { row, told } = view;
  const mine = row.withheld === "withheld_by_you";
  const gone = row.review === "sent" || row.review === "released";
  return (
    <>
      {row.review !== "withheld" && (
        <Button disabled={busy} onClick={() => decide({ kind: "withhold" })}>
          {t(gone ? "transcript.take_back" : "transcript.withhold")}
        </Button>
      )}
      {mine && (
        <Button disabled={busy} onClick={() => decide({ kind: "reconsider" })}>
          {t("transcript.reconsider")}
        </Button>
      )}
      {told !== null && (
        <Button appearance="primary" disabled={busy || told.is_released} onClick={() => decide({ kind: "release", sha256: told.sha256 }, t("transcript.review.released"))}>
          {t(told.is_released ? "transcript.released" : gone ? "transcript.again" : "transcript.release")}
        </Button>
      )}
    </>
  );
}

/** How much leaves, and the exact bytes. */
function Leaves({ view, busy, decide }: PartProps) {
  const { t } = useTranslation();
  const { told, untold } = view;
  return (
    <Section title={t("transcript.leaves")} lead={t("transcript.allowed", { level: t(`transcript.level.${view.allowed}`) })}>
      <LevelChoice label={t("transcript.leaves")} level={view.level} allowed={view.allowed} disabled={busy} choose={(level) => decide({ kind: "level", level })} />
      {untold !== null && (
        <Body1>{t(`transcript.untold.${untold.kind}`, { reason: untold.kind === "withheld" ? t(`reason.${untold.reason}`) : "" })}</Body1>
      )}
      {untold?.kind === "unclear" && <Claim names={untold.names} busy={busy} decide={decide} />}
      {told !== null && <Bytes of={{ canonical: told.bytes, sha256: told.sha256, length: new TextEncoder().encode(told.bytes).length }} />}
    </Section>
  );
}

function Claim({ names, busy, decide }: { names: string[] } & Omit<PartProps, "view">) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  return (
    <>
      <RadioGroup aria-label={t("transcript.names")} value={name} onChange={(_, { value }) => setName(value)}>
        {names.map((one) => (
          <Radio key={one} value={one} label={one} />
        ))}
      </RadioGroup>
      <div>
        <Button disabled={busy || name === ""} onClick={() => decide({ kind: "claim", names: [name] })}>
          {t("transcript.claim")}
        </Button>
      </div>
    </>
  );
}

/** What was said, passage by passage, each to be cut or put back. */
function Said({ view, evidence, busy, decide }: PartProps & { evidence: EvidenceView[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const shows = (cue: number) => evidence.some(({ first, last }) => first <= cue && cue <= last);
  return (
    <Section title={t("transcript.said")} lead={t("transcript.said_lead")}>
      <ol className={styles.list}>
        {view.passages.map((said, place) => {
          const speaker = view.speakers[said.speaker];
          const name = speaker === undefined || speaker.name === "" ? t("transcript.nobody") : speaker.name;
          return (
            <li key={place} id={`passage-${said.cue}`} className={mergeClasses(styles.line, speaker?.is_own === true && styles.own, shows(said.cue) && styles.shown)}>
              <Caption1 className={styles.at}>{clock(said.at)}</Caption1>
              <div className={styles.words}>
                <Caption1 block>
                  {name}
                  {speaker?.is_own === true && ` (${t("transcript.you")})`}
                </Caption1>
                <span className={said.is_cut ? styles.cut : undefined}>{said.text}</span>
                {said.is_cut && <Caption1 className={styles.hint}> {t("transcript.is_cut")}</Caption1>}
              </div>
              <CutButton said={said} busy={busy} decide={decide} />
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

function CutButton({ said, busy, decide }: { said: PassageView } & Omit<PartProps, "view">) {
  const { t } = useTranslation();
  const words = t(said.is_cut ? "transcript.restore" : "transcript.cut");
  const wish: TranscriptChange = { kind: said.is_cut ? "restore" : "cut", first: said.cue, last: said.cue };
  return (
    <Button size="small" disabledFocusable={busy} aria-label={`${words}: ${clock(said.at)}`} onClick={() => decide(wish)}>
      {words}
    </Button>
  );
}
