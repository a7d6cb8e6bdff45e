import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Road } from "../../bindings";
import { Answer } from "../../components/Answer";
import { Collection } from "../../components/Collection";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { reads } from "../../desk/queries";

/** What is collected, what never is, and what the permission could read. */
export function WhatIsCollected({ road, next }: { road: Road; next: () => void }) {
  const { t } = useTranslation();
  const collection = useQuery(reads.collection(road));
  return (
    <Page title={t("step.what_is_collected")} lead={t("collection.lead")} actions={<NextButton next={next} />}>
      <Answer of={collection}>{(view) => <Collection of={view} />}</Answer>
    </Page>
  );
}
