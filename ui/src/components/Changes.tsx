import { Body1, Caption1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Add16Regular, Subtract16Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Paragraph } from "../bindings";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "820px" },
  change: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderLeftWidth: "4px",
  },
  added: { borderLeftStyle: "solid", borderLeftColor: tokens.colorPaletteGreenBorderActive },
  removed: { borderLeftStyle: "dashed", borderLeftColor: tokens.colorPaletteRedBorderActive },
  word: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, fontWeight: tokens.fontWeightSemibold },
  inserted: { textDecorationLine: "none" },
  deleted: { textDecorationLine: "line-through" },
  kept: { color: tokens.colorNeutralForeground3, paddingLeft: tokens.spacingHorizontalL },
});

/** What of a text was added and removed, told by word, sign and line as well as by colour; what stayed is only counted. */
export function Changes({ paragraphs, label }: { paragraphs: Paragraph[]; label: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <ol className={styles.list} aria-label={label}>
      {folded(paragraphs).map((part, index) =>
        part.change === "kept" ? (
          <li key={index} className={styles.kept}>
            <Caption1>{t("dpa.kept", { count: part.count })}</Caption1>
          </li>
        ) : (
          <li key={index} className={mergeClasses(styles.change, styles[part.change])}>
            <Caption1 className={styles.word}>
              {part.change === "added" ? <Add16Regular aria-hidden /> : <Subtract16Regular aria-hidden />}
              {t(`dpa.${part.change}`)}
            </Caption1>
            <Body1>
              {part.change === "added" ? (
                <ins className={styles.inserted}>{plain(part.text)}</ins>
              ) : (
                <del className={styles.deleted}>{plain(part.text)}</del>
              )}
            </Body1>
          </li>
        ),
      )}
    </ol>
  );
}

type Part = { change: "kept"; count: number } | { change: "added" | "removed"; text: string };

/** Every change, and how many paragraphs between them stayed. */
export function folded(paragraphs: Paragraph[]): Part[] {
  const parts: Part[] = [];
  for (const { change, text } of paragraphs) {
    const last = parts.at(-1);
    if (change !== "kept") parts.push({ change, text });
    else if (last?.change === "kept") last.count += 1;
    else parts.push({ change, count: 1 });
  }
  return parts;
}

/** Markdown without its marks: a heading or an item is read as its words. */
const plain = (text: string) => text.replace(/^(#+|-) /u, "").replaceAll("**", "");
