import { useTranslation } from "react-i18next";
import { type RuleChange, type RuleDraft, commands } from "../bindings";
import { useUndo } from "../components/Undo";
import { useFormat } from "../i18n/format";
import { useWrite } from "./queries";

/** The id of a rule: its kind and value. */
export const idOf = (rule: RuleDraft): string => `${rule.kind}:${rule.value}`;

/** How rules are called on the screen: a meeting by when it begins, since its key says nothing. */
export function useRuleName(): (rule: RuleDraft) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ kind, value, label }) => (label === null ? value : t(`rules.named.${kind}`, { moment: format.moment(label) }));
}

/** Makes changes of the rules, each with the way back. */
export function useRuleChange() {
  const { t } = useTranslation();
  const nameOf = useRuleName();
  const offerUndo = useUndo();
  const write = useWrite((change: RuleChange) => commands.makeRuleChange(change));
  const undo = (change: RuleChange) => () => write.mutate(change);
  const settle = (change: RuleChange, sentence: string, back: RuleChange, then?: () => void) =>
    write.mutate(change, {
      onSuccess: () => {
        offerUndo(sentence, undo(back));
        then?.();
      },
    });
  return {
    write,
    add: (rule: RuleDraft, then?: () => void) =>
      settle({ add: rule, remove: null }, t("rules.added", { what: nameOf(rule) }), { add: null, remove: idOf(rule) }, then),
    remove: (rule: RuleDraft) =>
      settle({ add: null, remove: idOf(rule) }, t("rules.removed", { what: nameOf(rule) }), { add: rule, remove: null }),
    replace: (before: RuleDraft, after: RuleDraft, then?: () => void) =>
      settle(
        { add: after, remove: idOf(before) },
        t("rules.replaced", { what: nameOf(after) }),
        { add: before, remove: idOf(after) },
        then,
      ),
  };
}
