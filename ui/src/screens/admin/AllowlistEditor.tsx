import { Body1, Button, Caption1, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AllowlistPreview, type PolicyView, commands } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { EntryList } from "./EntryList";
import { entriesOf, useSettled } from "./entries";
import { usePassing } from "./passing";

const useStyles = makeStyles({
  box: { maxWidth: "720px" },
  text: { fontFamily: tokens.fontFamilyMonospace },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap", alignItems: "center" },
  says: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
});

/** The list as it is typed, with what it would let through before anything is saved. */
export function AllowlistEditor({ policy }: { policy: PolicyView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [text, setText] = useState(policy.allowlist.join("\n"));
  const typed = useSettled(text);
  const preview = useQuery({ ...reads.allowlist(entriesOf(typed)), placeholderData: keepPreviousData });
  const save = useWrite((entries: string[]) => commands.saveAllowlist(entries));
  const view = preview.data;
  const isSettled = typed === text && !preview.isPlaceholderData && view !== undefined;
  const unchanged = view?.accepted.join("\n") === policy.allowlist.join("\n");
  const write = (next: string) => {
    setText(next);
    save.reset();
  };
  return (
    <Section title={t("allowlist.domains")}>
      <Field className={styles.box} label={t("allowlist.entries")} hint={t("allowlist.hint")}>
        <Textarea
          className={styles.text}
          rows={6}
          value={text}
          spellCheck={false}
          onChange={(_, { value }) => write(value)}
        />
      </Field>
      <ErrorBar error={save.error ?? preview.error} />
      {view !== undefined && <Said preview={view} />}
      <div className={styles.actions}>
        <Button
          disabled={!isSettled || save.isPending || unchanged || view.refused > 0}
          onClick={() => view !== undefined && save.mutate(view.accepted)}
        >
          {t("allowlist.save", { count: view?.accepted.length ?? 0 })}
        </Button>
        {view !== undefined && view.amended !== null && (
          <Button onClick={() => write((view.amended ?? []).join("\n"))}>{t("allowlist.amend")}</Button>
        )}
      </div>
      <Caption1>
        {policy.allowlist.length === 0
          ? t("allowlist.empty")
          : t("allowlist.in_force", { version: policy.version, count: policy.allowlist.length })}
      </Caption1>
      {view !== undefined && view.entries.length > 0 && <EntryList preview={view} />}
    </Section>
  );
}

/** The whole list in words, told again to those who listen when it changes. */
function Said({ preview }: { preview: AllowlistPreview }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const passing = usePassing();
  return (
    <div className={styles.says} role="status">
      <Body1 as="p">{t("allowlist.summary", { accepted: preview.accepted.length, refused: preview.refused })}</Body1>
      {preview.total !== null && <Body1 as="p">{t("allowlist.total", { passing: passing(preview.total) })}</Body1>}
      {preview.refused > 0 && <Body1 as="p">{t("allowlist.save_without", { count: preview.refused })}</Body1>}
      {preview.folded > 0 && <Body1 as="p">{t("allowlist.folded", { count: preview.folded })}</Body1>}
    </div>
  );
}
