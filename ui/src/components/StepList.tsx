import { Button, Caption1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircle20Filled, Circle20Regular, LockClosed20Regular, RecordStop20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { narrow } from "../app/media";
import type { GuideStep, StepName } from "../bindings";

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    [`@media ${narrow}`]: { flexDirection: "row", flexWrap: "wrap" },
  },
  item: { width: "100%", justifyContent: "flex-start", fontWeight: tokens.fontWeightRegular, textAlign: "left", minWidth: "auto" },
  here: {
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1Selected,
    "& span": { color: tokens.colorNeutralForeground1Selected },
  },
  done: { color: tokens.colorPaletteGreenForeground1 },
  words: { display: "flex", flexDirection: "column", alignItems: "flex-start" },
  state: {
    color: tokens.colorNeutralForeground3,
    fontWeight: tokens.fontWeightRegular,
    [`@media ${narrow}`]: { display: "none" },
  },
});

interface StepListProps {
  steps: GuideStep[];
  here: StepName;
  open: (step: StepName) => void;
}

/** The steps of a guide; their state comes from facts. */
export function StepList({ steps, here, open }: StepListProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <nav aria-label={t("guide.steps")}>
      <ol className={styles.list}>
        {steps.map(({ step, state }) => (
          <li key={step}>
            <Button
              appearance="subtle"
              className={mergeClasses(styles.item, step === here && styles.here)}
              icon={<StateIcon done={state === "done"} blocked={state === "blocked"} here={step === here} />}
              aria-current={step === here ? "step" : undefined}
              disabled={state === "blocked" && step !== here}
              onClick={() => open(step)}
            >
              <span className={styles.words}>
                {t(`step.${step}`)}
                <Caption1 className={styles.state}>{t(`step_state.${state}`)}</Caption1>
              </span>
            </Button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StateIcon({ done, blocked, here }: { done: boolean; blocked: boolean; here: boolean }) {
  const styles = useStyles();
  if (done) return <CheckmarkCircle20Filled className={styles.done} />;
  if (blocked) return <LockClosed20Regular />;
  return here ? <RecordStop20Regular /> : <Circle20Regular />;
}
