import { Caption1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircle16Filled, Clock16Regular, Send16Regular, ShieldLock16Regular } from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { ReviewState, TranscriptRow } from "../bindings";

const useStyles = makeStyles({
  mark: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalS },
  icon: { display: "inline-flex" },
  waits: { color: tokens.colorPaletteMarigoldForeground1 },
  leaves: { color: tokens.colorBrandForeground1 },
  acknowledged: { color: tokens.colorPaletteGreenForeground1 },
  stays: { color: tokens.colorNeutralForeground3 },
});

const looks: Record<ReviewState, [icon: ReactElement, colour: "waits" | "leaves" | "acknowledged" | "stays"]> = {
  waiting: [<Clock16Regular key="i" />, "waits"],
  released: [<Send16Regular key="i" />, "leaves"],
  sent: [<CheckmarkCircle16Filled key="i" />, "acknowledged"],
  withheld: [<ShieldLock16Regular key="i" />, "stays"],
};

/** Where a transcript stands: icon, colour and words. */
export function TranscriptMark({ row }: { row: TranscriptRow }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [icon, colour] = looks[row.review];
  return (
    <span className={styles.mark}>
      <span className={mergeClasses(styles.icon, styles[colour])} aria-hidden>
        {icon}
      </span>
      <span>
        {t(`transcript.review.${row.review}`)}
        {row.withheld !== null && <Caption1 block>{t(`reason.${row.withheld}`)}</Caption1>}
        {row.left_out && row.review !== "withheld" && <Caption1 block>{t("transcript.left_out")}</Caption1>}
        {row.is_nameless && <Caption1 block>{t("transcript.nameless")}</Caption1>}
      </span>
    </span>
  );
}
