import { useTranslation } from "react-i18next";
import type { PassingView } from "../../bindings";

/** Says in words how much would pass. */
export function usePassing(): (passing: PassingView) => string {
  const { t } = useTranslation();
  return (passing) =>
    passing.meetings === 0 && passing.mails === 0 ? t("allowlist.nothing") : t("allowlist.passing", { ...passing });
}
