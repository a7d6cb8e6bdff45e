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
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CycleView, ReviewView, SignalDay } from "../../bindings";
import { useConnection } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { Section } from "../../components/Section";
import { reads } from "../../desk/queries";
import { inZone, plainDay } from "../../i18n/cycle";
import { useFormat } from "../../i18n/format";
import { MarkRow } from "./MarkRow";

const useStyles = makeStyles({
  scroll: { maxHeight: "320px", overflowY: "auto" },
  number: { fontVariantNumeric: "tabular-nums" },
  mails: { display: "flex", flexWrap: "wrap", gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`, padding: tokens.spacingVerticalXS },
});

type Direction = "sent" | "received";

/** How many mails were sent and received; each number opens down to its days and mails. */
export function EmailMarks({ cycle, review, isOpen }: { cycle: CycleView; review: ReviewView; isOpen: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { signals, disputes } = review;
  if (signals === null) {
    return (
      <Section title={t("review.email")}>
        <EmptyState title={t("review.no_count")} why={t("review.no_count_why")} />
      </Section>
    );
  }
  return (
    <Section title={t("review.email")} lead={t("review.email_lead", { moment: format.moment(signals.as_of) })}>
      {(["sent", "received"] as const).map((direction) => (
        <MarkRow
          key={direction}
          cycle={cycle.id}
          mark={`email.${direction}`}
          name={t(`review.${direction}`)}
          value={format.number(signals[direction])}
          dispute={disputes.find((one) => one.mark === `email.${direction}`)}
          isOpen={isOpen}
          behind={t("review.days")}
        >
          <Days cycle={cycle} direction={direction} told={signals[direction]} />
        </MarkRow>
      ))}
    </Section>
  );
}

function Days({ cycle, direction, told }: { cycle: CycleView; direction: Direction; told: number }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useConnection();
  const days = useQuery(reads.signalDays(id, cycle.id));
  return (
    <Answer of={days}>
      {(all) => {
        const some = all.filter((one) => one[direction] > 0).reverse();
        const here = some.reduce((sum, one) => sum + one[direction], 0);
        return (
          <>
            <Caption1 as="p" block>
              {t(here === told ? "review.days_lead" : "review.days_differ", { here: format.number(here), zone: cycle.time_zone })}
            </Caption1>
            {some.length > 0 && (
              <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("review.days")}>
                <Table size="small" aria-label={t("review.days")}>
                  <TableHeader>
                    <TableRow>
                      <TableHeaderCell>{t("days.day")}</TableHeaderCell>
                      <TableHeaderCell>{t(`review.${direction}`)}</TableHeaderCell>
                    </TableRow>
                  </TableHeader>
                  <TableBody>
                    {some.map((day) => (
                      <DayRow key={day.day} day={day} direction={direction} cycle={cycle} />
                    ))}
                  </TableBody>
                </Table>
              </div>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function DayRow({ day, direction, cycle }: { day: SignalDay; direction: Direction; cycle: CycleView }) {
  const styles = useStyles();
  const format = useFormat();
  const [isOpened, setIsOpened] = useState(false);
  return (
    <Fragment>
      <TableRow>
        <TableCell>
          <Button size="small" appearance="transparent" aria-expanded={isOpened} onClick={() => setIsOpened(!isOpened)}>
            {plainDay(day.day)}
          </Button>
        </TableCell>
        <TableCell className={styles.number}>{format.number(day[direction])}</TableCell>
      </TableRow>
      {isOpened && (
        <TableRow>
          <TableCell colSpan={2}>
            <Mails day={day.day} direction={direction} cycle={cycle} />
          </TableCell>
        </TableRow>
      )}
    </Fragment>
  );
}

function Mails({ day, direction, cycle }: { day: string; direction: Direction; cycle: CycleView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { id } = useConnection();
  const mails = useQuery(reads.signalMails(id, cycle.id, day));
  return (
    <Answer of={mails}>
      {(all) => (
        <div>
          <Caption1 as="p" block>
            {t("review.mails_lead")}
          </Caption1>
          <div className={styles.mails}>
            {all
              .filter((mail) => mail.sent === (direction === "sent"))
              .map((mail, place) => (
                <span key={`${mail.at}-${place}`} className={styles.number}>
                  {inZone(mail.at, cycle.time_zone, { timeStyle: "medium" })}
                </span>
              ))}
          </div>
        </div>
      )}
    </Answer>
  );
}
