import { Body1, Button, Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { ShieldLock20Regular } from "@fluentui/react-icons";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { LedgerDetail, RuleDraft } from "../bindings";
import { ConnectionContext, useNavigation } from "../app/screens";
import { idOf, useRuleChange, useRuleName } from "../desk/rules";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";

const useStyles = makeStyles({
  list: { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: tokens.spacingVerticalXS },
  words: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

/** Whether something of a row can be left out: of what stays anyway, nothing. */
const canBeLeftOut = ({ row, offered }: LedgerDetail): boolean => row.state === "counted" || (row.state !== "withheld" && offered.length > 0);

/** Leaves out, from a row that counts here, somebody or something in it. */
export function LeaveOut({ of, close }: { of: LedgerDetail; close: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const nameOf = useRuleName();
  const connection = useContext(ConnectionContext);
  const { go } = useNavigation();
  const { write, add } = useRuleChange();
  // It stays while the row flips, so that what follows a change is still done.
  if (connection === null || connection.road === "organisation" || !canBeLeftOut(of)) return null;
  const { row, offered } = of;
  const isWord = (rule: RuleDraft) => rule.kind === "subject_word";
  const words = offered.filter(isWord);
  const isMail = row.stream === "email_signal";
  return (
    <Section title={t("rules.from_row")}>
      {isMail && offered.length === 0 && <Body1 as="p">{t("rules.not_kept")}</Body1>}
      <div className={styles.list}>
        {offered
          .filter((rule) => !isWord(rule))
          .map((rule) => (
            <Button key={idOf(rule)} icon={<ShieldLock20Regular />} disabled={write.isPending} onClick={() => add(rule, close)}>
              <bdi>{t(`rules.leave_out.${rule.kind}`, { what: nameOf(rule) })}</bdi>
            </Button>
          ))}
        {isMail && offered.length === 0 && <Button onClick={() => go({ at: "rules" })}>{t("rules.open")}</Button>}
      </div>
      {words.length > 0 && (
        <>
          <Caption1 as="p" id="subject-words">
            {t("rules.words_of_subject")}
          </Caption1>
          <div className={styles.words} role="group" aria-labelledby="subject-words">
            {words.map((rule) => (
              <Button
                key={idOf(rule)}
                size="small"
                disabled={write.isPending}
                aria-label={t("rules.leave_out.subject_word", { what: rule.value })}
                onClick={() => add(rule, close)}
              >
                <bdi>{rule.value}</bdi>
              </Button>
            ))}
          </div>
        </>
      )}
      <ErrorBar error={write.error} />
    </Section>
  );
}
