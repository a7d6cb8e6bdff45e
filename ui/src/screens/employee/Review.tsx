import { Badge, type BadgeProps, Body1, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CycleStanding, CycleView } from "../../bindings";
import { useConnection } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { CycleChoice } from "../../components/CycleChoice";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { ReviewBytes } from "../../components/ReviewBytes";
import { Section } from "../../components/Section";
import { reads } from "../../desk/queries";
import { cycleSpan } from "../../i18n/cycle";
import { useFormat } from "../../i18n/format";
import { CallQuality } from "./CallQuality";
import { EmailMarks } from "./EmailMarks";
import { Invited } from "./ManagedReviews";
import { ReviewLooks } from "./ReviewLooks";
import { ReviewNotes } from "./ReviewNotes";

const useStyles = makeStyles({
  state: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

export const stateColours: Record<CycleStanding, BadgeProps["color"]> = { open: "brand", frozen: "success", closed: "informative" };

/** What a review sees of the person: every number opens down to its rows, and the person has a say before the freeze. */
export function Review() {
  const { t } = useTranslation();
  const { id } = useConnection();
  const cycles = useQuery(reads.reviewCycles(id));
  return (
    <Page title={t("review.title")} lead={t("review.lead")}>
      <Answer of={cycles}>
        {(all) =>
          all.length === 0 ? <EmptyState title={t("review.no_cycle")} why={t("review.no_cycle_why")} /> : <CycleChoice all={all}>{(cycle) => <Seen cycle={cycle} />}</CycleChoice>
        }
      </Answer>
    </Page>
  );
}

function Seen({ cycle }: { cycle: CycleView }) {
  const { t } = useTranslation();
  const review = useQuery(reads.myReview(cycle.id));
  return (
    <Answer of={review}>
      {(seen) => {
        const isOpen = seen.state === "open";
        return (
          <>
            <State cycle={{ ...cycle, state: seen.state }} frozenAt={seen.frozen_at} />
            <EmailMarks cycle={cycle} review={seen} isOpen={isOpen} />
            <CallQuality cycle={cycle} review={seen} isOpen={isOpen} />
            <ReviewNotes cycle={cycle.id} notes={seen.notes} isOpen={isOpen} />
            <Section title={t("review.bytes")} lead={t("review.bytes_lead")}>
              <ReviewBytes review={seen} />
            </Section>
            <ReviewLooks looks={seen.accesses} />
            {seen.is_manager && <Invited cycle={cycle.id} />}
          </>
        );
      }}
    </Answer>
  );
}

function State({ cycle, frozenAt }: { cycle: CycleView; frozenAt: string | null }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const moment = frozenAt === null ? "" : format.moment(frozenAt);
  return (
    <Section title={cycle.name} lead={cycleSpan(cycle, t)}>
      <div className={styles.state}>
        <Badge appearance="outline" color={stateColours[cycle.state]}>
          {t(`cycle_standing.${cycle.state}`)}
        </Badge>
        <Body1 as="p">{t(`review.state.${cycle.state}`, { moment })}</Body1>
      </div>
    </Section>
  );
}
