import { Body1, Button, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type RubricView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" },
  field: { width: "100%" },
  text: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

/** How measures become scores: shown as it is, and changed by the organisation. */
export function Rubric() {
  const { t } = useTranslation();
  const rubric = useQuery(reads.rubric());
  return (
    <Section title={t("rubric.title")} lead={t("rubric.lead")}>
      <Answer of={rubric}>{(one) => <Text key={one.version} of={one} />}</Answer>
    </Section>
  );
}

function Text({ of }: { of: RubricView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpened, setIsOpened] = useState(false);
  const [toml, setToml] = useState(of.toml);
  const save = useWrite((text: string | null) => commands.saveRubric(text));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(toml);
  };
  const whose =
    of.set_at === null
      ? t("rubric.standard", { version: of.version })
      : t("rubric.own", { version: of.version, moment: format.moment(of.set_at) });
  return (
    <>
      <Body1 as="p">{whose}</Body1>
      <div className={styles.actions}>
        <Button aria-expanded={isOpened} onClick={() => setIsOpened(!isOpened)}>
          {t("rubric.show")}
        </Button>
        {of.set_at !== null && (
          <Button disabled={save.isPending} onClick={() => save.mutate(null)}>
            {t("rubric.reset")}
          </Button>
        )}
      </div>
      <ErrorBar error={save.error} />
      {isOpened && (
        <form className={styles.form} onSubmit={submit}>
          <Field className={styles.field} label={t("rubric.text")} hint={t("rubric.hint")}>
            <Textarea
              value={toml}
              rows={16}
              resize="vertical"
              spellCheck={false}
              textarea={{ className: styles.text }}
              onChange={(_, { value }) => setToml(value)}
            />
          </Field>
          <Button type="submit" disabled={toml === of.toml || save.isPending}>
            {t("rubric.save")}
          </Button>
        </form>
      )}
    </>
  );
}
