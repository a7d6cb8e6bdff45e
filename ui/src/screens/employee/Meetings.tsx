import { Button, Caption1, Link, Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type MeetingView, type RuleDraft, type TranscriptRow, commands } from "../../bindings";
import { useConnection, useNavigation } from "../../app/screens";
import { useAnnounce } from "../../components/Announcer";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { LevelChoice } from "../../components/LevelChoice";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { TranscriptMark } from "../../components/TranscriptMark";
import { Trend } from "../../components/Trend";
import { reads, useWrite } from "../../desk/queries";
import { idOf, useRuleChange, useRuleName } from "../../desk/rules";
import { useFormat } from "../../i18n/format";
import { Reader } from "./Reader";

const useStyles = makeStyles({
  rows: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS, alignItems: "flex-start", padding: `${tokens.spacingVerticalS} 0` },
  scroll: { overflowX: "auto" },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** The meetings, their transcripts, and what becomes of each. */
export function Meetings() {
  const [open, setOpen] = useState<string | null>(null);
  if (open !== null) return <Reader id={open} back={() => setOpen(null)} />;
  return <List open={setOpen} />;
}

function List({ open }: { open: (id: string) => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const { id } = useConnection();
  const announce = useAnnounce();
  const meetings = useQuery(reads.meetings(id));
  const look = useWrite(() => commands.lookForTranscripts(id));
  const prefer = useWrite((level: Parameters<typeof commands.preferLevel>[1]) => commands.preferLevel(id, level));
  const begin = () => look.mutate(undefined, { onSuccess: () => announce(t("meetings.looking")) });
  return (
    <Page
      title={t("meetings.title")}
      lead={t("meetings.lead")}
      actions={
        <Button appearance="primary" disabled={look.isPending || meetings.data?.is_agreed !== true} onClick={begin}>
          {t("meetings.look")}
        </Button>
      }
    >
      <ErrorBar error={look.error ?? prefer.error} />
      <Answer of={meetings}>
        {(view) => {
          if (!view.is_agreed)
            return (
              <EmptyState title={t("meetings.empty")} why={t("meetings.not_agreed")}>
                <Link as="button" onClick={() => go({ at: "consent" })}>
                  {t("meetings.agree")}
                </Link>
              </EmptyState>
            );
          if (view.links_hidden) return <EmptyState title={t("meetings.empty")} why={t("meetings.links_hidden")} />;
          const rows = view.meetings.flatMap((meeting) => meeting.transcripts);
          const waiting = rows.filter((row) => row.review === "waiting").length;
          return (
            <>
              <Section title={t("meetings.list")} lead={t("meetings.waiting", { count: waiting })}>
                {view.meetings.length === 0 ? (
                  <EmptyState title={t("meetings.empty")} why={t("meetings.empty_why")} />
                ) : (
                  <MeetingTable meetings={view.meetings} open={open} />
                )}
              </Section>
              <Section title={t("meetings.level")} lead={t("transcript.allowed", { level: t(`transcript.level.${view.allowed}`) })}>
                <LevelChoice label={t("meetings.level")} level={view.level} allowed={view.allowed} choose={(level) => prefer.mutate(level)} />
              </Section>
              <Trend points={view.trend} rubric={view.rubric} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function MeetingTable({ meetings, open }: { meetings: MeetingView[]; open: (id: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("meetings.list")}>
      <Table size="small" aria-label={t("meetings.list")}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t("meetings.when")}</TableHeaderCell>
            <TableHeaderCell>{t("meetings.who")}</TableHeaderCell>
            <TableHeaderCell>{t("meetings.stands")}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {meetings.map((meeting) => (
            <MeetingRow key={meeting.id} meeting={meeting} open={open} />
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function MeetingRow({ meeting, open }: { meeting: MeetingView; open: (id: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const who = meeting.with.length === 0 ? t("meetings.inside") : t("meetings.with", { names: meeting.with.join(", ") });
  return (
    <TableRow>
      <TableCell>
        <span>{format.brief(meeting.starts_at)}</span>
        {meeting.is_series && <Caption1 block>{t("meetings.series")}</Caption1>}
        {meeting.withheld === "excluded_by_rule" && <Caption1 block>{t("meetings.left_out")}</Caption1>}
      </TableCell>
      <TableCell>
        <span>{t("meetings.people", { count: meeting.people })}</span>
        <Caption1 block>{who}</Caption1>
      </TableCell>
      <TableCell>
        <div className={styles.rows}>
          {meeting.transcripts.map((row) => (
            <Transcript key={row.id} row={row} inSeries={meeting.is_series} open={open} />
          ))}
          {meeting.transcripts.length === 0 && <Absence meeting={meeting} />}
          {meeting.withheld === null && (meeting.transcripts.length === 0 || meeting.is_series) && <LeaveOutMenu offered={meeting.offered} when={format.brief(meeting.starts_at)} />}
        </div>
      </TableCell>
    </TableRow>
  );
}

function Transcript({ row, inSeries, open }: { row: TranscriptRow; inSeries: boolean; open: (id: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const when = format.brief(row.starts_at);
  return (
    <div>
      {inSeries && <Caption1 block>{when}</Caption1>}
      <div className={styles.row}>
        <TranscriptMark row={row} />
        <Button size="small" aria-label={`${t("meetings.open")}: ${when}`} onClick={() => open(row.id)}>
          {t("meetings.open")}
        </Button>
        {!row.left_out && <LeaveOutMenu offered={row.offered} when={when} />}
      </div>
    </div>
  );
}

/** Leaves out, from its row, a meeting or its series. */
function LeaveOutMenu({ offered, when }: { offered: RuleDraft[]; when: string }) {
  const { t } = useTranslation();
  const nameOf = useRuleName();
  const { write, add } = useRuleChange();
  if (offered.length === 0) return null;
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" appearance="subtle" disabled={write.isPending} aria-label={`${t("rules.from_row")}: ${when}`}>
          {t("rules.from_row")}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {offered.map((rule) => (
            <MenuItem key={idOf(rule)} onClick={() => add(rule)}>
              {t(`rules.leave_out.${rule.kind}`, { what: nameOf(rule) })}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** Why there is no transcript, and the next step. */
function Absence({ meeting }: { meeting: MeetingView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { absence, ask_at } = meeting;
  if (absence === null) {
    const ended = new Date(meeting.ends_at).getTime() <= Date.now();
    return <span>{ended ? t("meetings.none") : t("meetings.not_ended")}</span>;
  }
  return (
    <div>
      <span>{t(`transcript.absence.${absence}`)}</span>
      <Caption1 block>{t(`transcript.absence_next.${absence}`)}</Caption1>
      {ask_at !== null && (
        <Caption1 block className={styles.quiet}>
          {t("meetings.ask_at", { moment: format.brief(ask_at) })}
        </Caption1>
      )}
    </div>
  );
}
