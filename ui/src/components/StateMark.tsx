import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  ArrowUndo16Regular,
  ArrowUpRight16Regular,
  CheckmarkCircle16Filled,
  Clock16Regular,
  ErrorCircle16Filled,
  Eye16Regular,
  NumberSymbol16Regular,
  Send16Regular,
  ShieldLock16Regular,
} from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { RowState, WithheldReason } from "../bindings";

const useStyles = makeStyles({
  mark: { display: "inline-flex", alignItems: "center", verticalAlign: "top", gap: tokens.spacingHorizontalS, maxWidth: "100%" },
  icon: { display: "inline-flex", flexShrink: 0 },
  words: { overflow: "hidden", textOverflow: "ellipsis" },
  leaves: { color: tokens.colorBrandForeground1 },
  stays: { color: tokens.colorNeutralForeground3 },
  acknowledged: { color: tokens.colorPaletteGreenForeground1 },
  waits: { color: tokens.colorPaletteMarigoldForeground1 },
  needsYou: { color: tokens.colorPaletteRedForeground1 },
});

type Look = [icon: ReactElement, colour: "leaves" | "stays" | "acknowledged" | "waits" | "needsYou"];

const looks: Record<RowState, Look> = {
  would_send: [<ArrowUpRight16Regular key="i" />, "leaves"],
  pending: [<Clock16Regular key="i" />, "waits"],
  unreviewed: [<Eye16Regular key="i" />, "waits"],
  counted: [<NumberSymbol16Regular key="i" />, "leaves"],
  queued: [<Send16Regular key="i" />, "waits"],
  acknowledged: [<CheckmarkCircle16Filled key="i" />, "acknowledged"],
  withheld: [<ShieldLock16Regular key="i" />, "stays"],
  failed: [<ErrorCircle16Filled key="i" />, "needsYou"],
  retracted: [<ArrowUndo16Regular key="i" />, "stays"],
};

/** A row's state: icon, colour and word. */
export function StateMark({ state, reason }: { state: RowState; reason: WithheldReason | null }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [icon, colour] = looks[state];
  return (
    <span className={styles.mark}>
      <span className={mergeClasses(styles.icon, styles[colour])} aria-hidden>
        {icon}
      </span>
      <span className={styles.words}>{reason === null ? t(`row_state.${state}`) : t(`reason.${reason}`)}</span>
    </span>
  );
}
