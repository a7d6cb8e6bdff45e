import { Button } from "@fluentui/react-components";
import { Checkmark20Regular, Copy20Regular } from "@fluentui/react-icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  // What was copied: of another text it is not said, nor to somebody who has gone on meanwhile.
  const [said, setSaid] = useState<string | null>(null);
  const copied = said === text;
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      if (document.activeElement === button.current) setSaid(text);
    });
  };
  return (
    <Button ref={button} icon={copied ? <Checkmark20Regular /> : <Copy20Regular />} onClick={copy} onBlur={() => setSaid(null)}>
      {copied ? t("action.copied") : label}
    </Button>
  );
}
