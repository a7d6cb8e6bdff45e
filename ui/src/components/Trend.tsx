import { Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, ToggleButton, makeStyles, tokens } from "@fluentui/react-components";
import { Table20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SkillView, TrendPoint } from "../bindings";
import { colourOf } from "../app/theme";
import { useFormat } from "../i18n/format";
import { useSkillName } from "./skillName";
import { Section } from "./Section";

const WIDTH = 220;
const HEIGHT = 64;
const EDGE = 5;

const useStyles = makeStyles({
  plots: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXL },
  plot: { margin: 0, width: `${WIDTH}px` },
  scroll: { overflowX: "auto" },
  twin: { alignSelf: "flex-end" },
});

/** How the employee's own scores went, one plot a skill, with its table twin. */
export function Trend({ points, rubric }: { points: TrendPoint[]; rubric: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const skills = points[0]?.skills ?? [];
  if (skills.length === 0) return null;
  return (
    <Section title={t("meetings.trend")} lead={t("meetings.trend_lead", { rubric })}>
      {asTable ? (
        <TrendTable points={points} skills={skills} />
      ) : (
        <div className={styles.plots}>
          {skills.map((skill) => (
            <Plot key={skill.id} skill={skill} points={points} />
          ))}
        </div>
      )}
      <ToggleButton className={styles.twin} size="small" appearance="subtle" icon={<Table20Regular />} checked={asTable} onClick={() => setAsTable(!asTable)}>
        {t("flow.as_table")}
      </ToggleButton>
    </Section>
  );
}

const scoreOf = (point: TrendPoint, skill: SkillView) => point.skills.find((one) => one.id === skill.id)?.score ?? null;

function Plot({ skill, points }: { skill: SkillView; points: TrendPoint[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const name = useSkillName()(skill);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, points.length - 1);
  const places = points.flatMap((point, index) => {
    const score = scoreOf(point, skill);
    return score === null ? [] : [{ at: point.starts_at, score, x: EDGE + index * step, y: EDGE + (1 - score / 100) * (HEIGHT - 2 * EDGE) }];
  });
  const scores = places.map(({ score }) => format.number(score)).join(", ") || t("meetings.too_few");
  return (
    <figure className={styles.plot}>
      <figcaption>
        <Caption1>{name}</Caption1>
      </figcaption>
      <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("meetings.trend_one", { skill: name, scores })}>
        <rect x={0} y={HEIGHT - 1} width={WIDTH} height={1} fill={tokens.colorNeutralStroke2} />
        <polyline points={places.map(({ x, y }) => `${x},${y}`).join(" ")} fill="none" stroke={colourOf("leaves")} strokeWidth={2} />
        {places.map(({ at, score, x, y }) => (
          <circle key={at} cx={x} cy={y} r={4} fill={colourOf("leaves")}>
            <title>{`${format.day(at)}: ${format.number(score)}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

function TrendTable({ points, skills }: { points: TrendPoint[]; skills: SkillView[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useSkillName();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("meetings.trend")}>
      <Table size="small" aria-label={t("meetings.trend")}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t("meetings.when")}</TableHeaderCell>
            {skills.map((skill) => (
              <TableHeaderCell key={skill.id}>{nameOf(skill)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {points.map((point) => (
            <TableRow key={point.starts_at}>
              <TableCell>{format.brief(point.starts_at)}</TableCell>
              {skills.map((skill) => {
                const score = scoreOf(point, skill);
                return <TableCell key={skill.id}>{score === null ? t("meetings.too_few") : format.number(score)}</TableCell>;
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
