import { Body1, Subtitle2, makeStyles, tokens } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";

const useStyles = makeStyles({
  section: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
  lead: { color: tokens.colorNeutralForeground2, maxWidth: "64ch" },
});

/** A part of a page under its own heading. */
export function Section({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <Subtitle2 as="h2" id={id}>
        {title}
      </Subtitle2>
      {lead !== undefined && (
        <Body1 as="p" className={styles.lead}>
          {lead}
        </Body1>
      )}
      {children}
    </section>
  );
}
