import { Body1, Button, Caption1, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReviewNoteView, commands } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { Section } from "../../components/Section";
import { useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalM },
  note: { borderLeft: `3px solid ${tokens.colorBrandStroke1}`, paddingLeft: tokens.spacingHorizontalM, display: "grid", gap: tokens.spacingVerticalXS, justifyItems: "start" },
  words: { whiteSpace: "pre-line", overflowWrap: "anywhere" },
  form: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start", maxWidth: "640px" },
  field: { width: "100%" },
});

/** What the person says about it; it travels with the numbers. */
export function ReviewNotes({ cycle, notes, isOpen }: { cycle: string; notes: ReviewNoteView[]; isOpen: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useWrite((id: string) => commands.removeReviewNote(cycle, id));
  return (
    <Section title={t("review.notes")} lead={t(isOpen ? "review.notes_lead" : "review.notes_frozen")}>
      {notes.length === 0 && <Body1 as="p">{t("review.no_notes")}</Body1>}
      <ul className={styles.list}>
        {notes.map((note) => (
          <li key={note.id} className={styles.note}>
            <Body1 as="p" className={styles.words}>
              <bdi>{note.text}</bdi>
            </Body1>
            <Caption1>{format.moment(note.at)}</Caption1>
            {isOpen && (
              <Button
                size="small"
                aria-label={t("review.remove_one", { moment: format.moment(note.at) })}
                disabled={remove.isPending}
                onClick={() => remove.mutate(note.id)}
              >
                {t("review.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorBar error={remove.error} />
      {isOpen && <Add cycle={cycle} />}
    </Section>
  );
}

function Add({ cycle }: { cycle: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const add = useWrite((words: string) => commands.addReviewNote(cycle, words));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      setText("");
      // The button cannot be pressed any more; without this the keyboard would lose its place.
      field.current?.focus();
    };
    add.mutate(text, { onSuccess: done });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field className={styles.field} label={t("review.note")} hint={t("review.note_hint")}>
        <Textarea ref={field} value={text} maxLength={2000} rows={3} onChange={(_, { value }) => setText(value)} />
      </Field>
      <Button type="submit" disabled={text.trim() === "" || add.isPending}>
        {t("review.add_note")}
      </Button>
      <ErrorBar error={add.error} />
    </form>
  );
}
