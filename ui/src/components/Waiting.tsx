import { Body1, ProgressBar, makeStyles, tokens } from "@fluentui/react-components";
import { type ReactNode, useId } from "react";

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS, maxWidth: "320px" },
});

/** Something goes on, and what it is. */
export function Waiting({ label }: { label: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <div className={styles.box}>
      <Body1 as="p" id={id}>
        {label}
      </Body1>
      <ProgressBar aria-labelledby={id} />
    </div>
  );
}
