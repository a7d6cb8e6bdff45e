import { Button, Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from "@fluentui/react-components";
import { ChevronRight16Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { EvidenceView, TranscriptView } from "../../bindings";
import { useAnnounce } from "../../components/Announcer";
import { Section } from "../../components/Section";
import { useSkillName } from "../../components/skillName";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  skills: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXL, margin: 0 },
  score: { margin: 0, fontSize: tokens.fontSizeBase500, fontVariantNumeric: "tabular-nums" },
  number: { fontVariantNumeric: "tabular-nums" },
  scroll: { overflowX: "auto" },
  door: { padding: 0, minWidth: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightRegular },
});

/** The scores, the measures behind them, and the way to the passages that show each. */
export function Scores({ view, show }: { view: TranscriptView; show: (evidence: EvidenceView[]) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const announce = useAnnounce();
  const nameOf = useSkillName();
  if (view.measures.length === 0) return null;
  const open = (id: string, evidence: EvidenceView[]) => {
    show(evidence);
    const first = evidence[0];
    if (first !== undefined) document.getElementById(`passage-${first.first}`)?.scrollIntoView({ block: "center" });
    announce(t("transcript.shown", { measure: t(`call_measure.${id}`), count: evidence.length }));
  };
  return (
    <Section title={t("transcript.scores")} lead={t("transcript.scores_lead", { rubric: view.rubric })}>
      <dl className={styles.skills}>
        {view.skills.map((skill) => (
          <div key={skill.id}>
            <dt>
              <Caption1>{nameOf(skill)}</Caption1>
            </dt>
            <dd className={styles.score}>
              {skill.score === null ? <Caption1>{t("transcript.no_evidence")}</Caption1> : t("transcript.score", { score: format.number(skill.score) })}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("transcript.measures")}>
        <Table size="small" aria-label={t("transcript.measures")}>
          <TableHeader>
            <TableRow>
              <TableHeaderCell>{t("transcript.measures")}</TableHeaderCell>
              <TableHeaderCell>{t("transcript.value")}</TableHeaderCell>
            </TableRow>
          </TableHeader>
          <TableBody>
            {view.measures.map(({ id, value, evidence }) => (
              <TableRow key={id}>
                <TableCell>
                  {evidence.length === 0 ? (
                    t(`call_measure.${id}`)
                  ) : (
                    <Button
                      size="small"
                      appearance="transparent"
                      className={styles.door}
                      icon={<ChevronRight16Regular />}
                      iconPosition="after"
                      aria-label={t("transcript.show", { measure: t(`call_measure.${id}`) })}
                      onClick={() => open(id, evidence)}
                    >
                      {t(`call_measure.${id}`)}
                    </Button>
                  )}
                </TableCell>
                <TableCell className={styles.number}>
                  {value === null ? t("transcript.no_evidence") : `${format.number(value)} ${t(`call_unit.${id}`)}`}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Section>
  );
}
