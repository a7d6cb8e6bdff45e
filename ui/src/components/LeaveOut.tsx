import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { ShieldLock20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { LedgerDetail } from "../bindings";
import { useConnection, useNavigation } from "../app/screens";
import { nameOf, useRuleChange } from "../desk/rules";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";

const useStyles = makeStyles({
  list: { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: tokens.spacingVerticalXS },
});

/** Leaves out, from a row that counts here, somebody or something in it. */
export function LeaveOut({ of: { offered }, close }: { of: LedgerDetail; close: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { road } = useConnection();
  const { go } = useNavigation();
  const { write, add } = useRuleChange();
  if (road === "organisation") return null;
  return (
    <Section title={t("rules.from_row")}>
      {offered.length === 0 && <Body1 as="p">{t("rules.not_kept")}</Body1>}
      <div className={styles.list}>
        {offered.map((rule) => (
          <Button
            key={rule.value}
            icon={<ShieldLock20Regular />}
            disabled={write.isPending}
            onClick={() => add(rule, close)}
          >
            <bdi>{t(`rules.leave_out.${rule.kind}`, { what: nameOf(rule) })}</bdi>
          </Button>
        ))}
        {offered.length === 0 && <Button onClick={() => go({ at: "rules" })}>{t("rules.open")}</Button>}
      </div>
      <ErrorBar error={write.error} />
    </Section>
  );
}
