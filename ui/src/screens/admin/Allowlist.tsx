import { Button, Caption1, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type EntryCheck, type PolicyView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { EntryTable } from "../../components/EntryTable";
import { ErrorBar } from "../../components/ErrorBar";
import { MappedFields } from "../../components/MappedFields";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { asCommandError } from "../../desk/errors";
import { reads, useWrite } from "../../desk/queries";
import { entriesOf } from "./entries";

const useStyles = makeStyles({
  box: { maxWidth: "720px" },
  text: { fontFamily: tokens.fontFamilyMonospace },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap" },
});

/** The domains from which people may appear in activities. */
export function Allowlist({ next }: { next?: () => void }) {
  const { t } = useTranslation();
  const policy = useQuery(reads.policy());
  return (
    <Page title={t("step.allowlist")} lead={t("allowlist.lead")} actions={<NextButton next={next} />}>
      <Answer of={policy}>
        {(view) => (
          <>
            <Editor key={view.version} policy={view} />
            <MappedFields policy={view} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Editor({ policy }: { policy: PolicyView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [text, setText] = useState(policy.allowlist.join("\n"));
  const [checked, setChecked] = useState<EntryCheck[] | null>(null);
  const check = useWrite((entries: string[]) => commands.checkAllowlist(entries));
  const save = useWrite((entries: string[]) => commands.saveAllowlist(entries));
  const refused = refusedOf(save.error);
  const entries = entriesOf(text);
  const unchanged = entries.join("\n") === policy.allowlist.join("\n");
  return (
    <Section title={t("allowlist.domains")}>
      <Field className={styles.box} label={t("allowlist.entries")} hint={t("allowlist.hint")}>
        <Textarea
          className={styles.text}
          rows={6}
          value={text}
          spellCheck={false}
          onChange={(_, { value }) => {
            setText(value);
            setChecked(null);
            save.reset();
          }}
        />
      </Field>
      <div className={styles.actions}>
        <Button
          disabled={check.isPending || entries.length === 0}
          onClick={() => check.mutate(entries, { onSuccess: setChecked })}
        >
          {t("allowlist.check")}
        </Button>
        <Button disabled={save.isPending || unchanged} onClick={() => save.mutate(entries)}>
          {t("allowlist.save", { count: entries.length })}
        </Button>
      </div>
      {refused === null && <ErrorBar error={save.error ?? check.error} />}
      {(refused ?? checked) !== null && <EntryTable entries={refused ?? checked ?? []} />}
      <Caption1>
        {policy.allowlist.length === 0
          ? t("allowlist.empty")
          : t("allowlist.in_force", { version: policy.version, count: policy.allowlist.length })}
      </Caption1>
    </Section>
  );
}

function refusedOf(thrown: unknown): EntryCheck[] | null {
  if (thrown === null) return null;
  const error = asCommandError(thrown);
  return error.code === "entries_refused" ? error.entries : null;
}
