import { Button, Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { useId } from "react";

const useStyles = makeStyles({
  ways: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(220px, 100%), 1fr))",
    gap: tokens.spacingHorizontalXL,
    maxWidth: "664px",
  },
  way: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  means: { color: tokens.colorNeutralForeground2 },
});

interface TwoWaysProps {
  yes: string;
  yesMeans: string;
  no: string;
  noMeans: string;
  busy?: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Accept and refuse: the same size, the same weight, each with what it means. */
export function TwoWays({ yes, yesMeans, no, noMeans, busy = false, onYes, onNo }: TwoWaysProps) {
  const styles = useStyles();
  const id = useId();
  return (
    <div className={styles.ways}>
      <div className={styles.way}>
        <Button size="large" disabled={busy} onClick={onYes} aria-describedby={`${id}-yes`}>
          {yes}
        </Button>
        <Caption1 as="p" id={`${id}-yes`} className={styles.means}>
          {yesMeans}
        </Caption1>
      </div>
      <div className={styles.way}>
        <Button size="large" disabled={busy} onClick={onNo} aria-describedby={`${id}-no`}>
          {no}
        </Button>
        <Caption1 as="p" id={`${id}-no`} className={styles.means}>
          {noMeans}
        </Caption1>
      </div>
    </div>
  );
}
