import { useTranslation } from "react-i18next";
import { type RuleChange, type RuleDraft, commands } from "../bindings";
import { useUndo } from "../components/Undo";
import { useWrite } from "./queries";

/** The id of a rule: its kind and value. */
export const idOf = (rule: RuleDraft): string => `${rule.kind}:${rule.value}`;

/** How a rule is called on the screen. */
export const nameOf = (rule: RuleDraft): string => rule.label ?? rule.value;

/** Makes changes of the rules, each with the way back. */
export function useRuleChange() {
  const { t } = useTranslation();
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
