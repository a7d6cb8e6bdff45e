import { Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ExactBytes } from "../bindings";
import { useFormat } from "../i18n/format";
import { CopyButton } from "./CopyButton";
import { Hash } from "./Hash";

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  bytes: {
    margin: 0,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground3,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    maxHeight: "320px",
    overflowY: "auto",
  },
  foot: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
});

/** The exact bytes that leave, character for character, with their hash. */
export function Bytes({ of }: { of: ExactBytes }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.box}>
      <pre className={styles.bytes} tabIndex={0} role="group" aria-label={t("bytes.title")}>
        {of.canonical}
      </pre>
      <div className={styles.foot}>
        <CopyButton text={of.canonical} label={t("action.copy")} />
        <Caption1>{t("bytes.length", { count: of.length, text: format.number(of.length) })}</Caption1>
        <Caption1>
          SHA-256 <Hash of={of.sha256} />
        </Caption1>
      </div>
    </div>
  );
}
