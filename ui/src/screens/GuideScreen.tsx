import { makeStyles, tokens } from "@fluentui/react-components";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { AppState, Guide, Road, StepName } from "../bindings";
import { narrow } from "../app/media";
import { type Screen, currentStep, useNavigation } from "../app/screens";
import { EmptyState } from "../components/EmptyState";
import { StepList } from "../components/StepList";
import { Page } from "../components/Page";
import { AdminConsent } from "./admin/AdminConsent";
import { Allowlist } from "./admin/Allowlist";
import { Domains } from "./admin/Domains";
import { Dpa } from "./admin/Dpa";
import { Health } from "./admin/Health";
import { Register } from "./admin/Register";
import { Consent } from "./employee/Consent";
import { Mailbox } from "./employee/Mailbox";
import { Preview } from "./employee/Preview";
import { SignIn } from "./employee/SignIn";
import { WhatIsCollected } from "./employee/WhatIsCollected";
import { WhoAsks } from "./employee/WhoAsks";
import { FirstSync } from "./FirstSync";

const useStyles = makeStyles({
  guide: { display: "flex", minHeight: "100%", [`@media ${narrow}`]: { flexDirection: "column" } },
  steps: {
    width: "212px",
    flexShrink: 0,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalM}`,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
    [`@media ${narrow}`]: { width: "auto", padding: tokens.spacingVerticalS, borderRightStyle: "none" },
  },
  step: { flex: 1, minWidth: 0 },
});

interface GuideScreenProps {
  state: AppState;
  road: Road;
  step: StepName | undefined;
}

/** A guide: its steps on the left, the open one on the right. */
export function GuideScreen({ state, road, step }: GuideScreenProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const guide = state.guides.find((one) => one.road === road);
  const here = step ?? (guide && currentStep(guide));
  useEffect(() => {
    // The open step stays open while the facts move on.
    if (step === undefined && here !== undefined) go({ at: "guide", road, step: here });
  }, [step, here, road, go]);
  if (here === undefined) {
    return (
      <Page title={t("navigation.guide")}>
        <EmptyState title={t("guide.over")} why={t("guide.over_why")} />
      </Page>
    );
  }
  const next = () => go(screenAfter(guide, road, here));
  return (
    <div className={styles.guide}>
      {guide !== undefined && (
        <div className={styles.steps}>
          <StepList steps={guide.steps} here={here} open={(to) => go({ at: "guide", road, step: to })} />
        </div>
      )}
      <div className={styles.step} key={here}>
        <Step step={here} road={road} state={state} next={next} />
      </div>
    </div>
  );
}

/** The order of the steps, for when the first sync has ended the guide and one is still open. */
const orders: Record<"employee" | "organisation", StepName[]> = {
  employee: ["who_asks", "what_is_collected", "sign_in", "preview", "consent", "first_sync"],
  organisation: ["register", "admin_consent", "dpa", "domains", "allowlist", "first_sync", "health"],
};

/** The next step, or home after the last. */
function screenAfter(guide: Guide | undefined, road: Road, here: StepName): Screen {
  const order = guide?.steps.map(({ step }) => step) ?? orders[road === "organisation" ? road : "employee"];
  const index = order.indexOf(here);
  const step = order[index + 1];
  return index < 0 || step === undefined ? { at: "home" } : { at: "guide", road, step };
}

interface StepProps {
  step: StepName;
  road: Road;
  state: AppState;
  next: () => void;
}

function Step({ step, road, state, next }: StepProps) {
  switch (step) {
    case "who_asks":
      return <WhoAsks state={state} next={next} />;
    case "what_is_collected":
      return <WhatIsCollected road={road} next={next} />;
    case "sign_in":
      return road === "employee_imap" ? <Mailbox state={state} next={next} /> : <SignIn state={state} road={road} next={next} />;
    case "preview":
      return <Preview next={next} />;
    case "consent":
      return <Consent next={next} />;
    case "register":
      return <Register next={next} />;
    case "admin_consent":
      return <AdminConsent next={next} />;
    case "dpa":
      return <Dpa next={next} />;
    case "domains":
      return <Domains next={next} />;
    case "allowlist":
      return <Allowlist next={next} />;
    case "first_sync":
      return <FirstSync road={road} next={next} />;
    case "health":
      return <Health inGuide />;
  }
}
