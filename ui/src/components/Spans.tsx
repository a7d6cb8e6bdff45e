import { Body1Strong, Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { DayView } from "../bindings";
import { useFormat } from "../i18n/format";
import { Section } from "./Section";
import { lastDays } from "./days";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXXXL },
  one: { display: "flex", flexDirection: "column" },
  number: { fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700, fontVariantNumeric: "tabular-nums" },
});

/** What the last day, the last week and the whole window come to. */
export function Spans({ days, back, until }: { days: DayView[]; back: number; until: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const at = new Date(until);
  return (
    <Section title={t("spans.title")} lead={t("spans.lead")}>
      <div className={styles.row}>
        {[1, 7, back].map((many) => (
          <div key={many} className={styles.one}>
            <Body1Strong className={styles.number}>{format.number(lastDays(days, many, at))}</Body1Strong>
            <Caption1>{t("spans.days", { count: many })}</Caption1>
          </div>
        ))}
      </div>
    </Section>
  );
}
