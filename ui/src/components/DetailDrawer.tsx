import {
  Body1,
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { CheckmarkCircle20Filled, Dismiss20Regular, ErrorCircle20Filled } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { AcknowledgementView, LedgerDetail, RowState } from "../bindings";
import { type Format, useFormat } from "../i18n/format";
import { Answer } from "./Answer";
import { Bytes } from "./Bytes";
import { EraseAtService } from "./EraseAtService";
import { type Fact, Facts } from "./Facts";
import { Hash } from "./Hash";
import { LeaveOut } from "./LeaveOut";
import { Section } from "./Section";
import { StateMark } from "./StateMark";

const useStyles = makeStyles({
  drawer: { width: "560px", maxWidth: "92vw" },
  body: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXXL, paddingBottom: tokens.spacingVerticalXXL },
  match: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center" },
  good: { color: tokens.colorPaletteGreenForeground1 },
  bad: { color: tokens.colorPaletteRedForeground1 },
});

interface OpenedRow {
  key: string[];
  read: () => Promise<LedgerDetail>;
  /** The connection, where it is a row of its ledger and no preview or answer of the service. */
  ledgerOf: string | null;
}

interface DetailDrawerProps {
  /** The key of the row under way, or null when closed. */
  row: OpenedRow | null;
  close: () => void;
}

/** A row, opened: why, under what, the exact bytes, and the service's answer. */
export function DetailDrawer({ row, close }: DetailDrawerProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <OverlayDrawer
      position="end"
      className={styles.drawer}
      open={row !== null}
      onOpenChange={(_, { open }) => {
        if (!open) close();
      }}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={<Button appearance="subtle" aria-label={t("action.close")} icon={<Dismiss20Regular />} onClick={close} />}
        >
          {t("detail.title")}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>{row !== null && <Opened row={row} close={close} />}</DrawerBody>
    </OverlayDrawer>
  );
}

function Opened({ row, close }: { row: OpenedRow; close: () => void }) {
  const answer = useQuery({ queryKey: row.key, queryFn: row.read });
  return <Answer of={answer}>{(detail) => <Detail of={detail} ledgerOf={row.ledgerOf} close={close} />}</Answer>;
}

interface DetailProps {
  of: LedgerDetail;
  ledgerOf: string | null;
  close: () => void;
}

function Detail({ of: detail, ledgerOf, close }: DetailProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.body}>
      <Facts facts={rowFacts(detail, t, format)} />
      <Section title={t("detail.why")}>
        <Body1 as="p">{whyOf(detail, t)}</Body1>
        <Facts facts={underFacts(detail, t, format)} />
      </Section>
      <LeaveOut of={detail} close={close} />
      {ledgerOf !== null && <EraseAtService connection={ledgerOf} row={detail.row} close={close} />}
      {detail.bytes === null ? (
        <Body1 as="p">{t(noBytes[detail.row.state] ?? "detail.no_bytes")}</Body1>
      ) : (
        <Section title={t("bytes.title")}>
          <Bytes of={detail.bytes} />
        </Section>
      )}
      {detail.acknowledgement !== null && <Acknowledged by={detail.acknowledgement} />}
    </div>
  );
}

/** Why there are no bytes, where that is not because the item stays. */
const noBytes: Partial<Record<RowState, string>> = { counted: "detail.counted_bytes", unreviewed: "detail.unreviewed_bytes" };

function Acknowledged({ by }: { by: AcknowledgementView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t("detail.acknowledgement")}>
      <div className={styles.match}>
        {by.matches ? <CheckmarkCircle20Filled className={styles.good} /> : <ErrorCircle20Filled className={styles.bad} />}
        <Body1>{t(by.matches ? "detail.matches" : "detail.differs")}</Body1>
      </div>
      <Facts
        facts={[
          [t("detail.acknowledged_at"), format.moment(by.at)],
          ["SHA-256", <Hash key="hash" of={by.sha256} />],
        ]}
      />
    </Section>
  );
}

function rowFacts({ row }: LedgerDetail, t: TFunction, format: Format): Fact[] {
  return [
    [t("ledger.column.state"), <StateMark key="state" state={row.state} reason={null} />],
    [t("detail.stream"), t(`stream.${row.stream}`)],
    [t("ledger.column.occurred_at"), row.occurred_at && format.moment(row.occurred_at)],
    [t("ledger.column.person"), row.person && <bdi dir="ltr">{row.person}</bdi>],
    [t("ledger.column.subject"), row.subject && <bdi>{row.subject}</bdi>],
    [t("direction.label"), row.direction && t(`direction.${row.direction}`)],
    [t("detail.sent_at"), row.sent_at && format.moment(row.sent_at)],
  ];
}

function whyOf({ row, passed_by }: LedgerDetail, t: TFunction): string {
  if (row.reason === "excluded_by_rule" && row.stream === "transcript") return t("why.meeting_left_out");
  if (row.reason !== null) return t(`why.${row.reason}`);
  if (passed_by !== null) return t("why.allowed", { entry: passed_by });
  return t(`why.${row.state}`);
}

function underFacts({ under, rules }: LedgerDetail, t: TFunction, format: Format): Fact[] {
  return [
    [t("detail.rules"), rules.length === 0 ? null : rules.map((id) => <bdi key={id}>{id.slice(id.indexOf(":") + 1)} </bdi>)],
    [t("detail.policy"), under.policy_version && t("detail.version", { version: under.policy_version })],
    [t("detail.dpa"), under.dpa_version && t("detail.version", { version: under.dpa_version })],
    [t("detail.consent"), under.consent_given_at && format.moment(under.consent_given_at)],
    [t("detail.consent_record"), under.consent_record],
  ];
}
