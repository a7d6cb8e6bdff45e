import { Button, Caption1, Radio, RadioGroup } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConsentForm, type StreamName, commands } from "../../bindings";
import { useConnection } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Hash } from "../../components/Hash";
import { Page } from "../../components/Page";
import { Prose } from "../../components/Prose";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

type Decisions = Partial<Record<StreamName, "yes" | "no">>;

/** Consent for each stream; nothing is decided beforehand. */
export function Consent({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const forms = useQuery(reads.consentForms(id));
  const [decisions, setDecisions] = useState<Decisions>({});
  const asked = forms.data?.filter((form) => form.consent.standing !== "in_force") ?? [];
  const decided = asked.every((form) => decisions[form.stream] !== undefined);
  const save = useWrite(async (given: ConsentForm[]) => {
    for (const form of given) await commands.giveConsent(id, form.stream, form.sha256);
  });
  const confirm = () =>
    save.mutate(
      asked.filter((form) => decisions[form.stream] === "yes"),
      { onSuccess: next },
    );
  return (
    <Page
      title={t("step.consent")}
      lead={t("consent.lead")}
      actions={
        <Button appearance="primary" disabled={!decided || save.isPending || forms.data === undefined} onClick={confirm}>
          {t(asked.length === 0 ? "action.next" : "consent.confirm")}
        </Button>
      }
    >
      <ErrorBar error={save.error} />
      <Answer of={forms}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t("consent.none")} why={t("consent.none_why")} />
          ) : (
            all.map((form) => (
              <Form
                key={form.stream}
                form={form}
                decision={decisions[form.stream]}
                decide={(decision) => setDecisions({ ...decisions, [form.stream]: decision })}
              />
            ))
          )
        }
      </Answer>
    </Page>
  );
}

interface FormProps {
  form: ConsentForm;
  decision: "yes" | "no" | undefined;
  decide: (decision: "yes" | "no") => void;
}

function Form({ form, decision, decide }: FormProps) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const format = useFormat();
  const withdraw = useWrite(() => commands.withdrawConsent(id, form.stream));
  const stream = t(`stream.${form.stream}`);
  return (
    <Section title={stream} lead={t(`stream_what.${form.stream}`)}>
      <Prose text={form.text} label={t("consent.text", { stream })} under={2} />
      <Caption1>
        {t("consent.hash", { language: form.language })} <Hash of={form.sha256} />
      </Caption1>
      {form.consent.standing === "in_force" ? (
        <>
          <span>{t("consent.in_force", { moment: format.moment(form.consent.given_at) })}</span>
          <div>
            <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
              {t("consent.withdraw", { stream })}
            </Button>
          </div>
          <ErrorBar error={withdraw.error} />
        </>
      ) : (
        <RadioGroup
          aria-label={t("consent.choose", { stream })}
          value={decision ?? ""}
          onChange={(_, { value }) => decide(value === "yes" ? "yes" : "no")}
        >
          <Radio value="yes" label={t(`consent.yes.${form.stream}`)} />
          <Radio value="no" label={t("consent.no")} />
        </RadioGroup>
      )}
    </Section>
  );
}
