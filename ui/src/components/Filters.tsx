import { Button, Caption1, Dropdown, Option, SearchBox, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { LedgerCounts, RowState, StreamName, WithheldReason } from "../bindings";
import { ConnectionContext } from "../app/screens";
import { reads } from "../desk/queries";
import { useRuleName } from "../desk/rules";
import { useFormat } from "../i18n/format";
import { type RowFilter, dayBack, everything } from "./rowFilter";

const useStyles = makeStyles({
  bar: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
  search: { flex: "1 1 220px", maxWidth: "360px" },
  choice: { minWidth: "150px", maxWidth: "220px" },
  total: { marginLeft: "auto", fontVariantNumeric: "tabular-nums" },
});

interface FiltersProps {
  filter: RowFilter;
  setFilter: (filter: RowFilter) => void;
  counts: LedgerCounts | undefined;
  /** How many rows match, where that is known. */
  total: number | null;
  /** Whether the rows came by any road, not by this connection's alone. */
  ofAll: boolean;
}

const everyStream: StreamName[] = ["email_signal", "transcript", "meeting_attend", "email_thread"];

/** What narrows the rows: words, states, streams, reasons and days. */
export function Filters({ filter, setFilter, counts, total, ofAll }: FiltersProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const connection = useContext(ConnectionContext);
  const streams = ofAll || connection === null ? everyStream : connection.streams.map(({ stream }) => stream);
  // What an organisation's rules withhold belongs to others: it is counted, and no row of it is kept.
  const hasOwnRows = !ofAll && connection?.road !== "organisation";
  const counted = (name: string, count: number) => t("ledger.state_with_count", { state: name, count: format.number(count) });
  return (
    <div className={styles.bar} role="search">
      <SearchBox
        className={styles.search}
        value={filter.text}
        placeholder={t("ledger.search")}
        aria-label={t("ledger.search")}
        onChange={(_, { value }) => setFilter({ ...filter, text: value, rule: null })}
      />
      <Choice
        name={t("ledger.filter_states")}
        all={t("ledger.all_states")}
        chosen={filter.states}
        options={(counts?.by_state ?? []).map(({ state, count }) => [state, t(`row_state.${state}`), counted(t(`row_state.${state}`), count)])}
        choose={(states) => setFilter({ ...filter, states: states as RowState[], reasons: [], rule: null })}
      />
      {hasOwnRows && (
        <Choice
          disabled={filter.reasons.length === 0 && (counts?.by_reason.length ?? 0) === 0}
          name={t("ledger.filter_reasons")}
          all={t("ledger.all_reasons")}
          chosen={filter.reasons}
          options={(counts?.by_reason ?? []).map(({ reason, count }) => [reason, t(`reason.${reason}`), counted(t(`reason.${reason}`), count)])}
          choose={(reasons) => setFilter({ ...filter, reasons: reasons as WithheldReason[], states: [], rule: null })}
        />
      )}
      {streams.length > 1 && (
        <Choice
          name={t("ledger.filter_streams")}
          all={t("ledger.all_streams")}
          chosen={filter.streams}
          options={streams.map((stream) => [stream, t(`stream.${stream}`), t(`stream.${stream}`)])}
          choose={(chosen) => setFilter({ ...filter, streams: chosen as StreamName[] })}
        />
      )}
      {hasOwnRows && <RuleChoice filter={filter} setFilter={setFilter} />}
      <Period filter={filter} setFilter={setFilter} />
      {isNarrowed(filter) && (
        <Button appearance="subtle" onClick={() => setFilter(everything)}>
          {t("ledger.clear")}
        </Button>
      )}
      {total !== null && <Caption1 className={styles.total}>{t("ledger.total", { count: total })}</Caption1>}
    </div>
  );
}

const isNarrowed = (filter: RowFilter) => JSON.stringify(filter) !== JSON.stringify(everything);

interface ChoiceProps {
  name: string;
  all: string;
  chosen: string[];
  options: [value: string, name: string, label: string][];
  choose: (chosen: string[]) => void;
  disabled?: boolean;
}

function Choice({ name, all, chosen, options, choose, disabled = false }: ChoiceProps) {
  const styles = useStyles();
  const names = options.filter(([value]) => chosen.includes(value)).map(([, known]) => known);
  return (
    <Dropdown
      multiselect
      disabled={disabled}
      className={styles.choice}
      aria-label={name}
      placeholder={all}
      selectedOptions={chosen}
      value={names.join(", ")}
      onOptionSelect={(_, { selectedOptions }) => choose(selectedOptions)}
    >
      {options.map(([value, text, label]) => (
        <Option key={value} value={value} text={text}>
          {label}
        </Option>
      ))}
    </Dropdown>
  );
}

/** What one of the person's rules takes hold of; of that there are no words to search. */
function RuleChoice({ filter, setFilter }: Pick<FiltersProps, "filter" | "setFilter">) {
  const styles = useStyles();
  const { t } = useTranslation();
  const nameOf = useRuleName();
  const rules = useQuery(reads.rules()).data?.rules ?? [];
  const chosen = rules.find(({ id }) => id === filter.rule);
  return (
    <Dropdown
      className={styles.choice}
      disabled={rules.length === 0 && filter.rule === null}
      aria-label={t("ledger.filter_rules")}
      selectedOptions={[filter.rule ?? ""]}
      value={chosen === undefined ? t("ledger.all_rules") : nameOf(chosen.rule)}
      onOptionSelect={(_, { optionValue }) => setFilter(optionValue === "" ? { ...filter, rule: null } : { ...filter, rule: optionValue ?? null, states: [], reasons: [], text: "" })}
    >
      <Option value="">{t("ledger.all_rules")}</Option>
      {rules.map(({ id, rule }) => (
        <Option key={id} value={id} text={nameOf(rule)}>
          <bdi>{nameOf(rule)}</bdi>
        </Option>
      ))}
    </Dropdown>
  );
}

const PERIODS = [1, 7, 30, 90];

/** From when on, or the one day that a bar led to. */
function Period({ filter, setFilter }: Pick<FiltersProps, "filter" | "setFilter">) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const options: [value: string, text: string, from: string, to: string][] = [
    ["any", t("ledger.any_time"), "", ""],
    ...PERIODS.map((many): [string, string, string, string] => [String(many), t("ledger.last_days", { count: many }), dayBack(many - 1), ""]),
  ];
  if (filter.to !== "") options.push([filter.to, format.day(filter.to), filter.from, filter.to]);
  const chosen = options.find(([, , from, to]) => from === filter.from && to === filter.to);
  return (
    <Dropdown
      className={styles.choice}
      aria-label={t("ledger.filter_period")}
      selectedOptions={[chosen?.[0] ?? "any"]}
      value={chosen?.[1] ?? t("ledger.any_time")}
      onOptionSelect={(_, { optionValue }) => {
        const picked = options.find(([value]) => value === optionValue);
        if (picked !== undefined) setFilter({ ...filter, from: picked[2], to: picked[3] });
      }}
    >
      {options.map(([value, text]) => (
        <Option key={value} value={value}>
          {text}
        </Option>
      ))}
    </Dropdown>
  );
}
