import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PolicyView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { MappedFields } from "../../components/MappedFields";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { Choices } from "./Choices";
import { PolicyChanges } from "./PolicyChanges";
import { type Draft, draftOf, effectsOf, isUsable } from "./effects";

const useStyles = makeStyles({
  effects: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS, maxWidth: "72ch" },
  actions: { display: "flex", gap: tokens.spacingHorizontalS },
});

/** What the organisation allows beside its domains: fields, roads, transcripts, how long, and who changed it. */
export function Policy() {
  const { t } = useTranslation();
  const policy = useQuery(reads.policy());
  return (
    <Page title={t("navigation.policy")} lead={t("policy.lead")}>
      <Answer of={policy}>{(view) => <Editor key={view.version} policy={view} />}</Answer>
      <PolicyChanges />
    </Page>
  );
}

function Editor({ policy }: { policy: PolicyView }) {
  const [draft, setDraft] = useState(() => draftOf(policy));
  const toggle = (name: string) =>
    setDraft((now) => ({
      ...now,
      switched_off: now.switched_off.includes(name) ? now.switched_off.filter((one) => one !== name) : [...now.switched_off, name],
    }));
  return (
    <>
      <Choices choices={draft.choices} choose={(choices) => setDraft((now) => ({ ...now, choices }))} />
      <MappedFields fields={policy.fields} off={draft.switched_off} toggle={toggle} />
      <Effects policy={policy} draft={draft} undo={() => setDraft(draftOf(policy))} />
    </>
  );
}

/** What saving would change, in words, and the way to do it. */
function Effects({ policy, draft, undo }: { policy: PolicyView; draft: Draft; undo: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const save = useWrite(() => commands.savePolicy({ version: policy.version, ...draft }));
  const effects = effectsOf(policy, draft);
  return (
    <Section title={t("policy.effect")}>
      {effects.length === 0 ? (
        <Body1 as="p">{t("policy.no_effect", { version: policy.version })}</Body1>
      ) : (
        <ul className={styles.effects}>
          {effects.map(({ words, values }) => (
            <li key={`${words} ${JSON.stringify(values)}`}>{t(words, values)}</li>
          ))}
        </ul>
      )}
      <ErrorBar error={save.error} />
      <div className={styles.actions}>
        <Button
          appearance="primary"
          disabled={effects.length === 0 || save.isPending || !isUsable(draft)}
          onClick={() => save.mutate(undefined)}
        >
          {t("policy.save", { count: effects.length })}
        </Button>
        <Button disabled={effects.length === 0 || save.isPending} onClick={undo}>
          {t("policy.undo")}
        </Button>
      </div>
    </Section>
  );
}
