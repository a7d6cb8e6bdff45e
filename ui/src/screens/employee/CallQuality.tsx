import { Body1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { CycleView, ReviewMeasure, ReviewMeeting, ReviewSkill, ReviewView } from "../../bindings";
import { Facts } from "../../components/Facts";
import { Section } from "../../components/Section";
import { languageNow } from "../../i18n";
import { inZone } from "../../i18n/cycle";
import { useFormat } from "../../i18n/format";
import { MarkRow } from "./MarkRow";

const useStyles = makeStyles({ number: { fontVariantNumeric: "tabular-nums" } });

/** The scores of the person's meetings; each opens down to its measures and the meetings behind it. */
export function CallQuality({ cycle, review, isOpen }: { cycle: CycleView; review: ReviewView; isOpen: boolean }) {
  const { t } = useTranslation();
  return (
    <Section title={t("review.calls")} lead={t("review.calls_lead", { rubric: review.rubric, count: review.meetings.length })}>
      {review.skills.map((skill) => (
        <MarkRow
          key={skill.skill}
          cycle={cycle.id}
          mark={`skill.${skill.skill}`}
          name={nameOf(skill)}
          value={skill.score === null ? null : t("review.score", { score: skill.score })}
          note={t("review.skill_note", { weight: skill.weight, count: skill.meetings })}
          dispute={review.disputes.find((one) => one.mark === `skill.${skill.skill}`)}
          isOpen={isOpen}
          behind={skill.score === null ? undefined : t("review.behind")}
        >
          <Measures of={skill.measures} />
          <Meetings of={review.meetings} skill={skill.skill} cycle={cycle} />
        </MarkRow>
      ))}
    </Section>
  );
}

const nameOf = (skill: ReviewSkill): string => (languageNow() === "de" ? skill.name_de : skill.name_en);

function Measures({ of }: { of: ReviewMeasure[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      facts={of.map(({ measure, thousandths }) => [
        t(`review.measure.${measure}`, { defaultValue: measure }),
        format.number(thousandths / 1000),
      ])}
    />
  );
}

function Meetings({ of, skill, cycle }: { of: ReviewMeeting[]; skill: string; cycle: CycleView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const scored = of.flatMap((meeting) => {
    const found = meeting.scores.find((one) => one.skill === skill);
    return found === undefined ? [] : [{ ...meeting, score: found.score }];
  });
  return (
    <>
      <Body1 as="p">{t("review.meetings_lead")}</Body1>
      <Table size="small" aria-label={t("review.meetings")}>
        <TableHeader>
          <TableRow>
            {["when", "minutes", "speakers", "score"].map((column) => (
              <TableHeaderCell key={column}>{t(`review.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {scored.map((meeting) => (
            <TableRow key={meeting.external_id} className={styles.number}>
              <TableCell>{inZone(meeting.occurred_at, cycle.time_zone, { dateStyle: "medium", timeStyle: "short" })}</TableCell>
              <TableCell>{format.number(meeting.minutes)}</TableCell>
              <TableCell>{format.number(meeting.speakers)}</TableCell>
              <TableCell>{format.number(meeting.score)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}
