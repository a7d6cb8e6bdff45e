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
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import { ChevronRight16Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../bindings";
import { colourOf } from "../app/theme";
import { useFormat } from "../i18n/format";
import { TableToggle } from "./TableToggle";
import type { RowFilter } from "./rowFilter";
import { type Branch, branchesOf, ribbonsOf } from "./flow";

const WIDTH = 220;

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
  figure: { display: "grid", gridTemplateColumns: "auto minmax(32px, 220px) minmax(max-content, 1fr)", alignItems: "center" },
  total: { paddingRight: tokens.spacingHorizontalM, display: "flex", flexDirection: "column" },
  number: { fontVariantNumeric: "tabular-nums" },
  big: { fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700, fontWeight: tokens.fontWeightSemibold },
  row: { display: "flex", alignItems: "center" },
  door: { fontWeight: tokens.fontWeightRegular, minWidth: 0, paddingLeft: tokens.spacingHorizontalS },
  label: { whiteSpace: "nowrap", display: "flex", gap: tokens.spacingHorizontalS, alignItems: "baseline", textAlign: "left" },
  stays: { color: tokens.colorNeutralForeground3 },
  muted: { color: tokens.colorNeutralForeground3 },
});

interface FlowViewProps {
  flow: Flow;
  preview?: boolean;
  heading?: "h2" | "h3";
  open?: (behind: Pick<RowFilter, "states" | "reasons" | "streams">) => void;
}

/** What became of everything considered, drawn to scale, with its table twin. */
export function FlowView({ flow, preview = false, heading = "h2", open }: FlowViewProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  const branches = branchesOf(flow, preview);
  const { ribbons } = ribbonsOf(branches);
  return (
    <div className={styles.card} data-flow={flow.stream}>
      <div className={styles.head}>
        <Body1Strong as={heading}>{t(`stream.${flow.stream}`)}</Body1Strong>
        {flow.activities > 0 && (
          <Caption1 className={styles.muted}>
            {t(preview ? "flow.would_be_activities" : "flow.activities", {
              count: flow.activities,
              acknowledged: flow.acknowledged,
            })}
          </Caption1>
        )}
        <TableToggle asTable={asTable} show={setAsTable} />
      </div>
      {asTable ? (
        <FlowTable flow={flow} branches={branches} />
      ) : (
        <div className={styles.figure}>
          <div className={styles.total}>
            <span className={mergeClasses(styles.big, styles.number)}>{format.number(flow.considered)}</span>
            <Caption1 className={styles.muted}>{t("flow.considered")}</Caption1>
          </div>
          <Ribbons branches={branches} />
          <div>
            {branches.map((branch, index) => (
              <div key={branch.key} className={styles.row} style={{ height: ribbons[index]?.row }}>
                <Button
                  appearance="transparent"
                  className={styles.door}
                  disabled={open === undefined}
                  icon={open === undefined ? undefined : <ChevronRight16Regular />}
                  iconPosition="after"
                  onClick={() => open?.({ states: branch.states, reasons: branch.reasons, streams: [flow.stream] })}
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
  const { ribbons, height } = ribbonsOf(branches);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} height={height} width="100%" preserveAspectRatio="none" aria-hidden="true">
      {branches.map((branch, index) => {
        const { thickness, from, to } = ribbons[index] ?? { thickness: 0, from: 0, to: 0 };
        const bend = WIDTH / 2;
        return (
          <path
            key={branch.key}
            d={`M0 ${from}C${bend} ${from} ${bend} ${to} ${WIDTH} ${to}`}
            fill="none"
            stroke={colourOf(branch.meaning)}
            strokeWidth={thickness}
            opacity={branch.meaning === "stays" ? 0.4 : 1}
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
