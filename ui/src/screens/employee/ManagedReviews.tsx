import { Body1, Button } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { CycleChoice } from "../../components/CycleChoice";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { Reviewed } from "../../components/Reviewed";
import { Section } from "../../components/Section";
import { reads } from "../../desk/queries";
import { cycleSpan } from "../../i18n/cycle";

/** What a review sees of those whom a manager invited, where nothing of the manager's own is connected. */
export function ManagedReviews() {
  const { t } = useTranslation();
  const cycles = useQuery(reads.managedCycles());
  return (
    <Page title={t("navigation.review")}>
      <Answer of={cycles}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t("review.no_cycle")} why={t("review.no_cycle_why_manager")} />
          ) : (
            <CycleChoice all={all}>
              {(cycle) => (
                <>
                  <Section title={cycle.name} lead={cycleSpan(cycle, t)}>
                    <Body1 as="p">{t(`review.managed_state.${cycle.state}`)}</Body1>
                  </Section>
                  <Invited cycle={cycle.id} />
                </>
              )}
            </CycleChoice>
          )
        }
      </Answer>
    </Page>
  );
}

/** The people whom the manager invited. */
export function Invited({ cycle }: { cycle: string }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  return (
    <Section title={t("review.yours")} lead={t("review.yours_lead")}>
      <Reviewed cycle={cycle} />
      <div>
        <Button onClick={() => go({ at: "people" })}>{t("review.invite_somebody")}</Button>
      </div>
    </Section>
  );
}
