import { Badge, Button, Caption1, Subtitle2, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type CycleView, commands } from "../../bindings";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { Together } from "../../components/Together";
import { reads } from "../../desk/queries";
import { cycleSpan } from "../../i18n/cycle";
import { stateColours } from "../employee/Review";
import { CycleFields } from "./CycleFields";
import { Forward } from "./CycleForward";
import { Purpose } from "./Purpose";
import { Reviewed } from "../../components/Reviewed";
import { Rubric } from "./Rubric";

const useStyles = makeStyles({
  cycle: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
  },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  name: { overflowWrap: "anywhere" },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

/** The review cycles: made, changed while open, frozen, closed. */
export function Cycles() {
  const { t } = useTranslation();
  const cycles = useQuery(reads.cycles());
  const purpose = useQuery(reads.reviewPurpose());
  const rubric = useQuery(reads.rubric());
  const [isMaking, setIsMaking] = useState(false);
  return (
    <Page
      title={t("navigation.cycles")}
      lead={t("cycles.lead")}
      actions={
        <Button appearance={isMaking ? "secondary" : "primary"} aria-expanded={isMaking} onClick={() => setIsMaking(!isMaking)}>
          {t("cycles.new")}
        </Button>
      }
    >
      {isMaking && (
        <Section title={t("cycles.new")} lead={t("cycles.new_lead")}>
          <CycleFields save={(form) => commands.makeCycle(form)} label={t("cycles.make")} done={() => setIsMaking(false)} />
        </Section>
      )}
      <Together of={[cycles, purpose, rubric]}>
        <Answer of={cycles}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState title={t("cycles.none")} why={t("cycles.none_why")} />
            ) : (
              [...all].reverse().map((one) => <Cycle key={one.id} cycle={one} />)
            )
          }
        </Answer>
        <Purpose />
        <Rubric />
      </Together>
    </Page>
  );
}

function Cycle({ cycle }: { cycle: CycleView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [shown, setShown] = useState<"change" | "read" | null>(null);
  const toggle = (what: "change" | "read") => setShown(shown === what ? null : what);
  const { name, state } = cycle;
  return (
    <article className={styles.cycle} aria-label={name}>
      <div className={styles.head}>
        <Subtitle2 as="h2" className={styles.name}>
          <bdi>{name}</bdi>
        </Subtitle2>
        <Badge appearance="outline" color={stateColours[state]}>
          {t(`cycle_standing.${state}`)}
        </Badge>
      </div>
      <Caption1 as="p" block>
        {cycleSpan(cycle, t)}
      </Caption1>
      <Caption1 as="p" block>
        {t(`cycles.state.${state}`)}
      </Caption1>
      <div className={styles.actions}>
        {state === "open" && (
          <>
            <Button aria-expanded={shown === "change"} aria-label={t("cycles.change_one", { name })} onClick={() => toggle("change")}>
              {t("cycles.change")}
            </Button>
            <Forward cycle={cycle} to="frozen" />
          </>
        )}
        {state === "frozen" && <Forward cycle={cycle} to="closed" />}
        {state !== "closed" && (
          <Button aria-expanded={shown === "read"} aria-label={t("cycles.read_one", { name })} onClick={() => toggle("read")}>
            {t("cycles.read")}
          </Button>
        )}
      </div>
      {shown === "change" && (
        <CycleFields
          of={cycle}
          save={(form) => commands.changeCycle(cycle.id, form)}
          label={t("cycles.save")}
          done={() => setShown(null)}
        />
      )}
      {shown === "read" && <Reviewed cycle={cycle.id} />}
    </article>
  );
}
