import { Caption1, ToggleButton, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReviewView } from "../bindings";
import { CopyButton } from "./CopyButton";
import { Hash } from "./Hash";

const useStyles = makeStyles({
  forms: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  bytes: {
    margin: 0,
    padding: tokens.spacingHorizontalL,
    maxHeight: "420px",
    overflow: "auto",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusLarge,
  },
  foot: { display: "flex", flexWrap: "wrap", alignItems: "center", justifyContent: "space-between", gap: tokens.spacingHorizontalM },
});

type Form = "text" | "json";

/** The very bytes that a review gets, in the form asked for, with their hash. */
export function ReviewBytes({ review, shown = null }: { review: ReviewView; shown?: Form | null }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [form, setForm] = useState<Form | null>(shown);
  const bytes = form === "json" ? review.json : review.text;
  return (
    <>
      <div className={styles.forms}>
        {(["text", "json"] as const).map((one) => (
          <ToggleButton key={one} checked={form === one} onClick={() => setForm(form === one ? null : one)}>
            {t(`review.show_${one}`)}
          </ToggleButton>
        ))}
      </div>
      {form !== null && (
        <>
          <pre className={styles.bytes} tabIndex={0} role="group" aria-label={t(`review.show_${form}`)}>
            {bytes}
          </pre>
          <div className={styles.foot}>
            <Caption1>
              SHA-256 <Hash of={form === "json" ? review.sha256 : review.text_sha256} />
            </Caption1>
            <CopyButton text={bytes} label={t("action.copy")} />
          </div>
        </>
      )}
    </>
  );
}
