import { Body1, Button, Checkbox, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TranscriptChange, TranscriptView } from "../bindings";
import { clock } from "../i18n/format";
import { Section } from "./Section";

const useStyles = makeStyles({
  names: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalM, margin: 0, padding: 0, border: 0, minWidth: 0 },
});

interface AfterGuestsProps {
  view: TranscriptView;
  busy: boolean;
  decide: (wish: TranscriptChange, said?: string) => void;
}

/** Nobody tells who left when; so the person says who was a guest, and cuts what was said after their last words. */
export function AfterGuests({ view, busy, decide }: AfterGuestsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const others = view.speakers.filter(({ name, is_own }) => name !== "" && !is_own);
  const [chosen, setChosen] = useState(() => others.filter(({ is_guest }) => is_guest).map(({ name }) => name));
  if (others.length === 0) return null;
  const guests = others.filter(({ name }) => chosen.includes(name));
  const last = Math.max(...guests.map(({ until }) => until ?? 0));
  const count = view.passages.filter(({ at, is_cut }) => !is_cut && (at ?? 0) >= last).length;
  const choose = (name: string, isGuest: boolean) => setChosen(isGuest ? [...chosen, name] : chosen.filter((one) => one !== name));
  const cut = () => decide({ kind: "cut_after", names: chosen }, t("transcript.after.done", { count }));
  return (
    <Section title={t("transcript.after.title")} lead={t("transcript.after.lead")}>
      <fieldset className={styles.names} aria-label={t("transcript.after.who")}>
        {others.map(({ name }) => (
          <Checkbox key={name} label={name} checked={chosen.includes(name)} onChange={(_, { checked }) => choose(name, checked === true)} />
        ))}
      </fieldset>
      {guests.length === 0 ? (
        <Body1>{t("transcript.after.nobody")}</Body1>
      ) : count === 0 ? (
        <Body1>{t("transcript.after.nothing", { time: clock(last) })}</Body1>
      ) : (
        <div>
          <Button disabledFocusable={busy} onClick={cut}>
            {t("transcript.after.cut", { count, time: clock(last) })}
          </Button>
        </div>
      )}
    </Section>
  );
}
