import { Body1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { type ReactNode, useEffect, useRef } from "react";

const useStyles = makeStyles({
  page: {
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXXL}`,
    maxWidth: "1080px",
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalXXL,
  },
  full: { maxWidth: "none", height: "100%", gap: tokens.spacingVerticalL },
  head: {
    position: "sticky",
    top: 0,
    zIndex: 2,
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    margin: `-${tokens.spacingVerticalM} 0 0`,
    padding: `${tokens.spacingVerticalM} 0`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  title: {
    margin: 0,
    outlineStyle: "none",
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
  lead: { color: tokens.colorNeutralForeground2, maxWidth: "64ch", marginTop: `-${tokens.spacingVerticalXL}` },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap" },
});

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  full?: boolean;
  children?: ReactNode;
}

/** A screen: one heading, what it is about, what can be done, and the content. */
export function Page({ title, lead, actions, full = false, children }: PageProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
  return (
    <div className={mergeClasses(styles.page, full && styles.full)}>
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {actions !== undefined && <div className={mergeClasses(styles.actions, "unprinted")}>{actions}</div>}
      </div>
      {lead !== undefined && (
        <Body1 as="p" className={styles.lead}>
          {lead}
        </Body1>
      )}
      {children}
    </div>
  );
}
