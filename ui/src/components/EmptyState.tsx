import { Body1, Subtitle2, makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  box: {
    display: "flex",
    flexDirection: "column",
    alignItems: "flex-start",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingVerticalXXL,
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    maxWidth: "720px",
  },
});

/** Nothing here yet: why, and what fills it. */
export function EmptyState({ title, why, children }: { title: string; why: string; children?: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.box}>
      <Subtitle2 as="p">{title}</Subtitle2>
      <Body1 as="p">{why}</Body1>
      {children}
    </div>
  );
}
