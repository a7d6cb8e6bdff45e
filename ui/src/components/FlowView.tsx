import {
  Body1,
  Body1Strong,
  Button,
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  ToggleButton,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { ChevronRight16Regular, Table20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../bindings";
import { colourOf } from "../app/theme";
import { useFormat } from "../i18n/format";
import { type Branch, branchesOf, thicknesses } from "./flow";

const ROW = 36;
const RIBBONS = 220;

const useStyles = makeStyles({
  card: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    padding: tokens.spacingHorizontalXL,
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
  },
  head: { display: "flex", alignItems: "baseline", gap: tokens.spacingHorizontalM, flexWrap: "wrap" },
  twin: { marginLeft: "auto" },
  figure: { display: "grid", gridTemplateColumns: "auto minmax(60px, 220px) minmax(0, 1fr)", alignItems: "center" },
  total: { paddingRight: tokens.spacingHorizontalM, display: "flex", flexDirection: "column" },
  number: { fontVariantNumeric: "tabular-nums" },
  big: { fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700, fontWeight: tokens.fontWeightSemibold },
  row: { height: `${ROW}px`, display: "flex", alignItems: "center" },
  door: { fontWeight: tokens.fontWeightRegular, minWidth: 0, paddingLeft: tokens.spacingHorizontalS },
  label: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "baseline", textAlign: "left" },
  stays: { color: tokens.colorNeutralForeground3 },
  muted: { color: tokens.colorNeutralForeground3 },
});

interface FlowViewProps {
  flow: Flow;
  preview?: boolean;
  open?: (branch: Branch) => void;
}

/** What became of everything considered, drawn to scale, with its table twin. */
export function FlowView({ flow, preview = false, open }: FlowViewProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  const branches = branchesOf(flow, preview);
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <Body1Strong as="h3">{t(`stream.${flow.stream}`)}</Body1Strong>
        {flow.activities > 0 && (
          <Caption1 className={styles.muted}>
            {t(preview ? "flow.would_be_activities" : "flow.activities", {
              count: flow.activities,
              acknowledged: flow.acknowledged,
            })}
          </Caption1>
        )}
        <ToggleButton
          className={styles.twin}
          size="small"
          appearance="subtle"
          icon={<Table20Regular />}
          checked={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t("flow.as_table")}
        </ToggleButton>
      </div>
      {asTable ? (
        <FlowTable flow={flow} branches={branches} />
      ) : (
        <div className={styles.figure}>
          <div className={styles.total}>
            <span className={`${styles.big} ${styles.number}`}>{format.number(flow.considered)}</span>
            <Caption1 className={styles.muted}>{t("flow.considered")}</Caption1>
          </div>
          <Ribbons branches={branches} />
          <div>
            {branches.map((branch) => (
              <div key={branch.key} className={styles.row}>
                <Button
                  appearance="transparent"
                  className={styles.door}
                  disabled={open === undefined}
                  icon={open === undefined ? undefined : <ChevronRight16Regular />}
                  iconPosition="after"
                  onClick={() => open?.(branch)}
                >
                  <span className={styles.label}>
                    <Body1Strong className={styles.number}>{format.number(branch.count)}</Body1Strong>
                    <Body1>{t(branch.key)}</Body1>
                    {branch.meaning === "stays" && <Caption1 className={styles.stays}>{t("flow.stays_here")}</Caption1>}
                  </span>
                </Button>
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

function Ribbons({ branches }: { branches: Branch[] }) {
  const height = branches.length * ROW;
  const thick = thicknesses(branches, Math.min(height * 0.72, 132));
  const start = (height - thick.reduce((sum, one) => sum + one, 0)) / 2;
  return (
    <svg viewBox={`0 0 ${RIBBONS} ${height}`} height={height} width="100%" preserveAspectRatio="none" aria-hidden="true">
      {branches.map((branch, index) => {
        const width = thick[index] ?? 0;
        const from = start + thick.slice(0, index).reduce((sum, one) => sum + one, 0) + width / 2;
        const to = index * ROW + ROW / 2;
        const bend = RIBBONS / 2;
        return (
          <path
            key={branch.key}
            d={`M0 ${from}C${bend} ${from} ${bend} ${to} ${RIBBONS} ${to}`}
            fill="none"
            stroke={colourOf(branch.meaning)}
            strokeWidth={Math.min(width, ROW - 6)}
            opacity={branch.meaning === "stays" ? 0.55 : 1}
          />
        );
      })}
    </svg>
  );
}

function FlowTable({ flow, branches }: { flow: Flow; branches: Branch[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table size="small" aria-label={t("flow.table", { stream: t(`stream.${flow.stream}`) })}>
      <TableHeader>
        <TableRow>
          <TableHeaderCell>{t("flow.what")}</TableHeaderCell>
          <TableHeaderCell>{t("flow.items")}</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {branches.map((branch) => (
          <TableRow key={branch.key}>
            <TableCell>{t(branch.key)}</TableCell>
            <TableCell className={styles.number}>{format.number(branch.count)}</TableCell>
          </TableRow>
        ))}
        <TableRow>
          <TableCell>{t("flow.considered")}</TableCell>
          <TableCell className={styles.number}>{format.number(flow.considered)}</TableCell>
        </TableRow>
      </TableBody>
    </Table>
  );
}
