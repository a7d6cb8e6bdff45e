import { Button } from "@fluentui/react-components";
import { ArrowRight20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";

/** The one primary action of a guide's step: on to the next. */
export function NextButton({ next, disabled = false }: { next: (() => void) | undefined; disabled?: boolean }) {
  const { t } = useTranslation();
  if (next === undefined) return null;
  return (
    <Button
      appearance="primary"
      icon={<ArrowRight20Regular />}
      iconPosition="after"
      disabled={disabled}
      onClick={next}
    >
      {t("action.next")}
    </Button>
  );
}
