import { Button, Dropdown, Field, Input, Option, makeStyles, tokens } from "@fluentui/react-components";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { type RuleChange, type RuleDraft, type RuleKind, commands } from "../bindings";
import { idOf, useRuleChange } from "../desk/rules";
import { ErrorBar } from "./ErrorBar";
import { TrialView } from "./TrialView";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  line: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "flex-start" },
  kind: { minWidth: "160px" },
  value: { flex: "1 1 240px", maxWidth: "420px" },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, paddingTop: "26px" },
});

/** What can be written by hand; a meeting or series is left out from its row. */
export const kinds: RuleKind[] = ["person", "domain", "subject_word"];

interface RuleEditorProps {
  /** The rule that is edited; none for a new one. */
  rule?: RuleDraft;
  done?: () => void;
}

/** Writes a rule, and shows on the way what it would change. */
export function RuleEditor({ rule, done }: RuleEditorProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [kind, setKind] = useState<RuleKind>(rule?.kind ?? "person");
  const [value, setValue] = useState(rule?.value ?? "");
  const { write, add, replace } = useRuleChange();
  const draft: RuleDraft = { kind, value: value.trim(), label: null };
  const isSame = rule !== undefined && idOf(rule) === idOf(draft);
  const change: RuleChange = { add: draft, remove: rule === undefined ? null : idOf(rule) };
  const tried = useDeferredValue(change);
  const trial = useQuery({
    queryKey: ["rule_trial", tried],
    queryFn: () => commands.tryRuleChange(tried),
    enabled: tried.add?.value !== "" && !isSame,
    placeholderData: keepPreviousData,
  });
  const problem = draft.value === "" ? null : (trial.data?.problem ?? null);
  const isReady = draft.value !== "" && !isSame && problem === null && trial.data?.known === false;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    if (rule !== undefined) return replace(rule, draft, done);
    add(draft, () => setValue(""));
  };
  return (
    <form className={styles.form} onSubmit={save}>
      <div className={styles.line}>
        <Field label={t("rules.kind_label")} className={styles.kind}>
          <Dropdown
            className={styles.kind}
            selectedOptions={[kind]}
            value={t(`rules.kind.${kind}`)}
            onOptionSelect={(_, { optionValue }) => setKind(kinds.find((one) => one === optionValue) ?? kind)}
          >
            {kinds.map((one) => (
              <Option key={one} value={one}>
                {t(`rules.kind.${one}`)}
              </Option>
            ))}
          </Dropdown>
        </Field>
        <Field
          label={t(`rules.value.${kind}`)}
          className={styles.value}
          hint={problem === null ? t(`rules.hint.${kind}`) : undefined}
          validationState={problem === null ? "none" : "warning"}
          validationMessage={problem === null ? undefined : t(`rules.problem.${problem}`)}
        >
          <Input value={value} spellCheck={false} autoComplete="off" onChange={(_, { value: text }) => setValue(text)} />
        </Field>
        <div className={styles.actions}>
          <Button type="submit" appearance={rule === undefined ? "primary" : "secondary"} disabled={!isReady || write.isPending}>
            {t(rule === undefined ? "rules.add" : "rules.save")}
          </Button>
          {done !== undefined && <Button onClick={done}>{t("action.cancel")}</Button>}
        </div>
      </div>
      <ErrorBar error={write.error} />
      {draft.value !== "" && !isSame && problem === null && trial.data !== undefined && <TrialView of={trial.data} />}
    </form>
  );
}
