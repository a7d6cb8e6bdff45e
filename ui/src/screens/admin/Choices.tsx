import { Field, Input, Radio, RadioGroup, Switch, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { LevelName, MailScopeName, PolicyChoices } from "../../bindings";
import { Section } from "../../components/Section";
import { LONGEST } from "./effects";

const useStyles = makeStyles({
  switches: { display: "flex", flexDirection: "column" },
  days: { width: "160px", marginLeft: tokens.spacingHorizontalXXL },
  hint: { maxWidth: "72ch" },
});

/** What a new limit begins with: a year. */
const A_YEAR = 365;

const levels: LevelName[] = ["measures", "own_turns", "full"];
const scopes: [MailScopeName, string][] = [
  ["Mail.Read", "read"],
  ["Mail.ReadBasic", "read_basic"],
];

interface ChoicesProps {
  choices: PolicyChoices;
  choose: (choices: PolicyChoices) => void;
}

/** Roads, permissions, transcripts and how long things are kept. */
export function Choices({ choices, choose }: ChoicesProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const set = (change: Partial<PolicyChoices>) => choose({ ...choices, ...change });
  return (
    <>
      <Section title={t("policy.roads")} lead={t("policy.roads_lead")}>
        <div className={styles.switches}>
          {(["employee_graph", "employee_imap", "organisation"] as const).map((road) => (
            <Switch key={road} checked={choices[road]} label={t(`policy_road.${road}`)} onChange={(_, { checked }) => set({ [road]: checked })} />
          ))}
        </div>
      </Section>
      <Section title={t("policy.mail_scope")}>
        <RadioGroup
          aria-label={t("policy.mail_scope")}
          value={choices.mail_scope}
          onChange={(_, { value }) => set({ mail_scope: value as MailScopeName })}
        >
          {scopes.map(([scope, key]) => (
            <Radio key={scope} value={scope} label={t(`policy_scope.${key}`)} />
          ))}
        </RadioGroup>
      </Section>
      <Section title={t("policy.transcripts")} lead={t("policy.transcripts_lead")}>
        <RadioGroup
          aria-label={t("policy.transcripts")}
          value={choices.transcript_level}
          onChange={(_, { value }) => set({ transcript_level: value as LevelName })}
        >
          {levels.map((level) => (
            <Radio key={level} value={level} label={t(`policy_level.${level}`)} />
          ))}
        </RadioGroup>
        <Switch
          checked={choices.internal_meetings}
          label={t("policy.internal_meetings")}
          onChange={(_, { checked }) => set({ internal_meetings: checked })}
        />
      </Section>
      <Section title={t("policy.kept")}>
        <Retention days={choices.retention_days} choose={(retention_days) => set({ retention_days })} />
        <Field hint={{ children: t("policy.retract_hint"), className: styles.hint }}>
          <Switch
            checked={choices.retract_on_delete}
            label={t("policy.retract")}
            onChange={(_, { checked }) => set({ retract_on_delete: checked })}
          />
        </Field>
      </Section>
    </>
  );
}

function Retention({ days, choose }: { days: number | null; choose: (days: number | null) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const isWrong = days !== null && !(days >= 1 && days <= LONGEST);
  return (
    <>
      <RadioGroup
        aria-label={t("policy.retention")}
        value={days === null ? "none" : "days"}
        onChange={(_, { value }) => choose(value === "none" ? null : (days ?? A_YEAR))}
      >
        <Radio value="none" label={t("policy.retention_none")} />
        <Radio value="days" label={t("policy.retention_days")} />
      </RadioGroup>
      {days !== null && (
        <Field
          className={styles.days}
          label={t("policy.days")}
          validationMessage={isWrong ? t("policy.days_wrong", { most: LONGEST }) : undefined}
        >
          <Input type="number" min={1} max={LONGEST} value={`${days}`} onChange={(_, { value }) => choose(Math.trunc(Number(value)))} />
        </Field>
      )}
    </>
  );
}
