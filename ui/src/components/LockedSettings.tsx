import { LockClosed16Regular } from "@fluentui/react-icons";
import { Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { LockedSetting } from "../bindings";
import { languages } from "../i18n";
import { type Fact, Facts } from "./Facts";
import { Section } from "./Section";

const useStyles = makeStyles({
  value: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXXS },
  by: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground3 },
});

/** What cannot be changed here, in words a person understands, and who decided it. */
export function LockedSettings({ locked }: { locked: LockedSetting[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const inWords = useWords();
  if (locked.length === 0) return null;
  const facts = locked.map(
    (one): Fact => [
      t(`setting_name.${one.name}`),
      <span key={one.name} className={styles.value}>
        {inWords(one)}
        <Caption1 className={styles.by}>
          <LockClosed16Regular aria-hidden />
          {t(`locked_by.${one.by}`)}
        </Caption1>
      </span>,
    ],
  );
  return (
    <Section title={t("account.locked")} lead={t("account.locked_lead")}>
      <Facts facts={facts} />
    </Section>
  );
}

/** The value of a setting as a person reads it. */
function useWords(): (setting: LockedSetting) => string {
  const { t } = useTranslation();
  return ({ name, value }) => {
    if (value === null) return t("account.hidden");
    if (value === "true" || value === "false") return t(value === "true" ? "setting_value.yes" : "setting_value.no");
    if (name === "language") return languages.find(([tag]) => tag === value)?.[1] ?? value;
    if (name !== "roads") return value;
    const roads = value.split(" ").filter((road) => road !== "");
    return roads.length === 0 ? t("setting_value.no_road") : roads.map((road) => t(`policy_road.${road}`)).join("; ");
  };
}
