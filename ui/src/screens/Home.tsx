import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type PauseFor, commands } from "../bindings";
import { useConnection, useNavigation } from "../app/screens";
import { useAnnounce } from "../components/Announcer";
import { Answer } from "../components/Answer";
import { DayBars } from "../components/DayBars";
import { EmptyState } from "../components/EmptyState";
import { ErrorBar } from "../components/ErrorBar";
import { FlowView } from "../components/FlowView";
import { Mailboxes } from "../components/Mailboxes";
import { NewsLine } from "../components/NewsLine";
import { Page } from "../components/Page";
import { Section } from "../components/Section";
import { SignalFacts } from "../components/SignalFacts";
import { StateSentence } from "../components/StateSentence";
import { sentenceValues } from "../components/sentence";
import { reads, useAppState, useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";

const pauses: PauseFor[] = ["hour", "today", "until_resumed"];

const useStyles = makeStyles({
  standing: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
});

/** The state in words, and what happened to the last days. */
export function Home() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { go } = useNavigation();
  const connection = useConnection();
  const progress = useQuery(reads.progress(connection.id));
  const home = useQuery(reads.home(connection.id));
  const sync = useWrite(() => commands.syncNow(connection.id));
  const pause = useWrite((how: PauseFor) => commands.pause(connection.id, how));
  const running = progress.data ?? null;
  // An employee's mails are counted; only an organisation's activities are rows of a day.
  const organisation = connection.road === "organisation";
  useSyncAnnouncement(connection.id, running !== null);
  return (
    <Page
      title={connection.tenant.name ?? connection.tenant.domain ?? t("navigation.home")}
      actions={
        <>
          <Button appearance="primary" disabled={running !== null || sync.isPending} onClick={() => sync.mutate(undefined)}>
            {t("sync.now")}
          </Button>
          <Menu>
            <MenuTrigger disableButtonEnhancement>
              <Button>{t("sync.pause")}</Button>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                {pauses.map((how) => (
                  <MenuItem key={how} onClick={() => pause.mutate(how)}>
                    {t(`pause.${how}`)}
                  </MenuItem>
                ))}
              </MenuList>
            </MenuPopover>
          </Menu>
        </>
      }
    >
      <ErrorBar error={sync.error ?? pause.error} />
      <div className={styles.standing}>
        <StateSentence connection={connection} progress={running} />
        <NewsLine connection={connection.id} news={home.data?.news} />
      </div>
      <Answer of={home}>
        {({ flows, signal, window_days, days }) => (
          <>
            <Section title={t("home.flow", { days: window_days })} lead={t("home.flow_lead")}>
              {flows.every((flow) => flow.considered === 0) && (
                <EmptyState title={t("home.empty")} why={t("home.empty_why")} />
              )}
              {flows
                .filter((flow) => flow.considered > 0)
                .map((flow) => (
                  <FlowView
                    key={flow.stream}
                    flow={flow}
                    heading="h3"
                    open={(behind) => go({ at: "ledger", ...behind })}
                  />
                ))}
            </Section>
            {signal !== null && <SignalFacts signal={signal} open={() => go({ at: "ledger", states: ["counted"] })} />}
            <DayBars days={days} back={window_days} open={organisation ? (day) => go({ at: "ledger", day }) : undefined} />
            {running !== null && organisation && <Mailboxes connection={connection.id} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Says once that a run began, and once that it ended and how it stands then. */
function useSyncAnnouncement(id: string, running: boolean) {
  const { t } = useTranslation();
  const format = useFormat();
  const announce = useAnnounce();
  const { data, dataUpdatedAt } = useAppState();
  const sentence = data?.connections.find((one) => one.id === id)?.sync.sentence;
  // What was known of the state while it ran does not tell how it ended.
  const known = useRef(running ? dataUpdatedAt : null);
  useEffect(() => {
    if (running) {
      if (known.current === null) announce(t("sync.began"));
      known.current = dataUpdatedAt;
    } else if (known.current !== null && sentence !== undefined && dataUpdatedAt > known.current) {
      known.current = null;
      announce(t("sync.ended", { sentence: t(`sentence.${sentence.is}`, sentenceValues(sentence, format)) }));
    }
  }, [running, dataUpdatedAt, sentence, announce, format, t]);
}
