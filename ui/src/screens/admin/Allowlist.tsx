import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Answer } from "../../components/Answer";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { Together } from "../../components/Together";
import { reads } from "../../desk/queries";
import { AllowlistEditor } from "./AllowlistEditor";
import { Survey } from "./Survey";

/** The domains from which people may appear in activities. */
export function Allowlist({ next }: { next?: () => void }) {
  const { t } = useTranslation();
  const survey = useQuery(reads.survey());
  const policy = useQuery(reads.policy());
  return (
    <Page title={t("step.allowlist")} lead={t("allowlist.lead")} actions={<NextButton next={next} />}>
      <Together of={[policy, survey]}>
        <Answer of={policy}>
          {(view) => (
            <>
              <Survey />
              <AllowlistEditor key={view.version} policy={view} />
            </>
          )}
        </Answer>
      </Together>
    </Page>
  );
}
