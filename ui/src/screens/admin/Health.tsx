import { Body1, Body1Strong, Button, Caption1, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import {
  CheckmarkCircle20Filled,
  CircleHint20Regular,
  ErrorCircle20Filled,
  Warning20Filled,
} from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { HealthRow, HealthState, Mend, StepName } from "../../bindings";
import { type Screen, useConnection, useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { Page } from "../../components/Page";
import { reads } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  list: { listStyleType: "none", padding: 0, display: "flex", flexDirection: "column", maxWidth: "820px" },
  row: {
    display: "flex",
    gap: tokens.spacingHorizontalM,
    alignItems: "flex-start",
    padding: `${tokens.spacingVerticalM} 0`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  words: { flex: 1, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXXS },
  icon: { display: "inline-flex", flexShrink: 0 },
  ok: { color: tokens.colorPaletteGreenForeground1 },
  warn: { color: tokens.colorPaletteMarigoldForeground1 },
  fail: { color: tokens.colorPaletteRedForeground1 },
  skipped: { color: tokens.colorNeutralForeground3 },
});

const icons: Record<HealthState, ReactElement> = {
  ok: <CheckmarkCircle20Filled />,
  warn: <Warning20Filled />,
  fail: <ErrorCircle20Filled />,
  skipped: <CircleHint20Regular />,
};

/** Live checks, each with a sentence, and a way to mend it. */
export function Health({ inGuide = false }: { inGuide?: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const format = useFormat();
  const health = useQuery(reads.health());
  return (
    <Page
      title={t("step.health")}
      lead={t("health.lead")}
      actions={
        <>
          <Button
            appearance={inGuide ? "secondary" : "primary"}
            disabled={health.isFetching}
            onClick={() => void health.refetch()}
          >
            {t("health.check")}
          </Button>
          {inGuide && (
            <Button appearance="primary" onClick={() => go({ at: "home" })}>
              {t("first_sync.home")}
            </Button>
          )}
        </>
      }
    >
      <Answer of={health}>
        {({ rows, checked_at }) => (
          <>
            <ul className={styles.list}>
              {rows.map((row, index) => (
                <Check key={`${row.check} ${index}`} row={row} />
              ))}
            </ul>
            <Caption1>{t("health.checked", { moment: format.moment(checked_at) })}</Caption1>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Check({ row }: { row: HealthRow }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const { road } = useConnection();
  return (
    <li className={styles.row}>
      <span className={mergeClasses(styles.icon, styles[row.state])} aria-hidden>
        {icons[row.state]}
      </span>
      <div className={styles.words}>
        <Body1Strong>
          {t(`health_check.${row.check}`)} · {t(`health_state.${row.state}`)}
        </Body1Strong>
        <Body1 as="p">{t(wordsOf(row))}</Body1>
        {needsLook(row) && <Caption1 as="p">{t("health.code", { code: row.code })}</Caption1>}
      </div>
      {row.mend !== null && <Button onClick={() => go(roomOf(row.mend ?? "register", road))}>{t(`mend.${row.mend}`)}</Button>}
    </li>
  );
}

const needsLook = ({ state }: HealthRow) => state === "warn" || state === "fail";

function wordsOf(row: HealthRow): string {
  if (row.state === "skipped") return "health.not_checked";
  return `${needsLook(row) ? "health_bad" : "health_ok"}.${row.check}`;
}

function roomOf(mend: Mend, road: "employee_graph" | "employee_imap" | "organisation"): Screen {
  const steps: Partial<Record<Mend, StepName>> = { register: "register", admin_consent: "admin_consent" };
  const step = steps[mend];
  if (step !== undefined) return { at: "guide", road, step };
  if (mend === "dpa" || mend === "allowlist" || mend === "consent") return { at: mend };
  return { at: "account" };
}
