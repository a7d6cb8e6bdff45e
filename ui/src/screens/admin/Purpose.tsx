import { Body1, Button, Field, Textarea, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type PurposeView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM, maxWidth: "640px", justifyItems: "start" },
  field: { width: "100%" },
});

/** What the reviews are for: every invite says it. */
export function Purpose() {
  const { t } = useTranslation();
  const purpose = useQuery(reads.reviewPurpose());
  return (
    <Section title={t("purpose.title")} lead={t("purpose.lead")}>
      <Answer of={purpose}>{(words) => <Words of={words} />}</Answer>
    </Section>
  );
}

function Words({ of }: { of: PurposeView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [draft, setDraft] = useState<PurposeView | null>(null);
  const words = draft ?? of;
  const save = useWrite((changed: PurposeView) => commands.saveReviewPurpose(changed));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(words, { onSuccess: () => setDraft(null) });
  };
  const isSame = words.purpose === of.purpose && words.legal_basis === of.legal_basis;
  return (
    <form className={styles.form} onSubmit={submit}>
      {(["purpose", "legal_basis"] as const).map((field) => (
        <Field key={field} className={styles.field} label={t(`purpose.${field}`)}>
          <Textarea
            value={words[field]}
            maxLength={1000}
            rows={2}
            onChange={(_, { value }) => setDraft({ ...words, [field]: value })}
          />
        </Field>
      ))}
      <Button type="submit" disabled={isSame || save.isPending}>
        {t("purpose.save")}
      </Button>
      <ErrorBar error={save.error} />
      {save.isSuccess && isSame && <Body1 as="p" role="status">{t("purpose.saved")}</Body1>}
    </form>
  );
}
