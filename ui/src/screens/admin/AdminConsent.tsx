import { Button } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type TenantProof, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { VisitView } from "../../components/VisitView";
import { reads, useWrite } from "../../desk/queries";
import { whileVisiting } from "../../desk/visit";
import { useFormat } from "../../i18n/format";

/** Admin consent at Microsoft, and its proof by a token and the organisation's own name. */
export function AdminConsent({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const consent = useQuery({
    ...reads.adminConsent(),
    refetchInterval: (query) => whileVisiting(query.state.data?.visit),
  });
  const begin = useWrite(() => commands.beginAdminConsent());
  const reopen = useWrite(() => commands.reopenAdminConsent());
  const cancel = useWrite(() => commands.cancelAdminConsent());
  const proof = consent.data?.proof ?? null;
  const visit = consent.data?.visit.state;
  return (
    <Page
      title={t("step.admin_consent")}
      lead={t("admin_consent.lead")}
      actions={
        <>
          <Button
            appearance={proof === null ? "primary" : "secondary"}
            disabled={begin.isPending || visit === "waiting" || visit === "checking"}
            onClick={() => begin.mutate(undefined)}
          >
            {t(proof === null ? "admin_consent.begin" : "admin_consent.again")}
          </Button>
          {proof !== null && <NextButton next={next} />}
        </>
      }
    >
      <ErrorBar error={begin.error ?? reopen.error ?? cancel.error} />
      <Answer of={consent}>
        {(view) => (
          <VisitView
            visit={view.visit}
            page="admin_consent"
            reopen={() => reopen.mutate(undefined)}
            cancel={() => cancel.mutate(undefined)}
          />
        )}
      </Answer>
      {proof !== null && <Proof proof={proof} />}
    </Page>
  );
}

function Proof({ proof }: { proof: TenantProof }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t("admin_consent.proof")} lead={t("admin_consent.proof_lead")}>
      <Facts
        facts={[
          [t("admin_consent.organisation"), proof.organisation],
          [t("admin_consent.tenant"), proof.tenant_id],
          [t("admin_consent.granted"), proof.granted.join(", ")],
          [t("admin_consent.proved"), format.moment(proof.proved_at)],
        ]}
      />
    </Section>
  );
}
