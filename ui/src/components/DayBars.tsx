import {
  Button,
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DayView } from "../bindings";
import { colourOf } from "../app/theme";
import { useFormat } from "../i18n/format";
import { Section } from "./Section";
import { TableToggle } from "./TableToggle";
import { type Day, everyDay } from "./days";

const HEIGHT = 72;
const BAR = 8;

const useStyles = makeStyles({
  chart: { width: "100%", height: `${HEIGHT}px`, display: "block" },
  axis: { display: "flex", justifyContent: "space-between", color: tokens.colorNeutralForeground3 },
  scroll: { maxHeight: "260px", overflowY: "auto" },
  number: { fontVariantNumeric: "tabular-nums" },
});

interface DayBarsProps {
  days: DayView[];
  /** How many days back are drawn. */
  back: number;
  /** Opens the rows behind a day, where there are rows. */
  open?: (day: string) => void;
}

/** How much left on each day, with its table twin. */
export function DayBars({ days, back, open }: DayBarsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  if (days.length === 0) return null;
  const until = new Date();
  const all = everyDay(days, new Date(until.getTime() - (back - 1) * 86_400_000), until);
  const first = all[0];
  const last = all.at(-1);
  return (
    <Section title={t("days.title")} lead={t("days.lead")}>
      {asTable ? <DayTable days={all.filter((one) => one.count > 0)} open={open} /> : <Bars days={all} open={open} />}
      {!asTable && first !== undefined && last !== undefined && (
        <div className={styles.axis}>
          <Caption1>{format.day(first.day)}</Caption1>
          <Caption1>{format.day(last.day)}</Caption1>
        </div>
      )}
      <TableToggle asTable={asTable} show={setAsTable} />
    </Section>
  );
}

type Drawn = { days: Day[]; open: DayBarsProps["open"] };

function Bars({ days, open }: Drawn) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...days.map((one) => one.count));
  const total = days.reduce((sum, one) => sum + one.count, 0);
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${days.length * BAR} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("days.summary", { count: total, days: days.length })}
    >
      <rect x={0} y={HEIGHT - 1} width={days.length * BAR} height={1} fill={tokens.colorNeutralStroke2} />
      {days.map(({ day, count }, index) => {
        const height = count === 0 ? 0 : Math.max(2, (count / most) * (HEIGHT - 2));
        return (
          <rect key={day} x={index * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} rx={1} fill={colourOf("leaves")} cursor={open && "pointer"} onClick={() => open?.(day)}>
            <title>{t("days.one", { day: format.day(day), count })}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function DayTable({ days, open }: Drawn) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("days.title")}>
      <Table size="small" aria-label={t("days.title")}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t("days.day")}</TableHeaderCell>
            <TableHeaderCell>{t("days.count")}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {[...days].reverse().map(({ day, count }) => (
            <TableRow key={day}>
              <TableCell>
                {open === undefined ? (
                  format.day(day)
                ) : (
                  <Button size="small" appearance="transparent" onClick={() => open(day)}>
                    {format.day(day)}
                  </Button>
                )}
              </TableCell>
              <TableCell className={styles.number}>{format.number(count)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
