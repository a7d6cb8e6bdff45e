import { Caption1, Dropdown, Option, SearchBox, makeStyles, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type LedgerPage,
  type LedgerQuery,
  type LedgerRow,
  type RowState,
  type WithheldReason,
  commands,
} from "../bindings";
import { useFormat } from "../i18n/format";
import { DetailDrawer } from "./DetailDrawer";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";
import { RowList } from "./RowList";

const PAGE = 100;

/** Where rows come from. */
export interface RowSource {
  of: "ledger" | "preview";
  connection: string;
}

/** Which rows are wanted. */
export interface RowFilter {
  states: RowState[];
  reasons: WithheldReason[];
  text: string;
}

/** No filter. */
export const everything: RowFilter = { states: [], reasons: [], text: "" };

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minHeight: 0, flex: 1 },
  bar: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
  search: { flex: "1 1 220px", maxWidth: "360px" },
  total: { marginLeft: "auto", fontVariantNumeric: "tabular-nums" },
  counts: { paddingLeft: tokens.spacingHorizontalXL, listStyleType: "disc" },
});

function query(filter: RowFilter, after: string | null): LedgerQuery {
  const text = filter.text.trim() === "" ? null : filter.text.trim();
  return { states: filter.states, streams: [], reasons: filter.reasons, text, after, limit: PAGE };
}

function usePages({ of, connection }: RowSource, filter: RowFilter) {
  const page = of === "ledger" ? commands.ledgerPage : commands.previewPage;
  return useInfiniteQuery({
    queryKey: [`${of}_page`, connection, filter],
    queryFn: ({ pageParam }) => page(connection, query(filter, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (last: LedgerPage) => last.next,
    placeholderData: (before) => before,
  });
}

interface RowsProps {
  source: RowSource;
  filter: RowFilter;
  setFilter: (filter: RowFilter) => void;
  height?: number;
}

/** Rows with their filters; a click opens one. */
export function Rows({ source, filter, setFilter, height }: RowsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [opened, setOpened] = useState<LedgerRow | null>(null);
  const calm = useDeferredValue(filter);
  const pages = usePages(source, calm);
  const { fetchNextPage, isFetchingNextPage } = pages;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const first = pages.data?.pages[0];
  const read = source.of === "ledger" ? commands.ledgerRow : commands.previewRow;
  const detail =
    opened === null
      ? null
      : { key: [`${source.of}_row`, source.connection, opened.id], read: () => read(source.connection, opened.id) };
  return (
    <div className={styles.box}>
      <Filters filter={filter} setFilter={setFilter} first={first} />
      {first === undefined && (pages.isError ? <ErrorState error={pages.error} retry={() => void pages.refetch()} /> : <Loading />)}
      {first !== undefined && first.total === 0 && <EmptyState title={t("ledger.empty")} why={t("ledger.empty_why")} />}
      {first !== undefined && first.total > 0 && (
        <RowList
          rows={pages.data?.pages.flatMap((page) => page.rows) ?? []}
          total={first.total}
          height={height}
          more={more}
          open={setOpened}
        />
      )}
      {first !== undefined && <Counts page={first} />}
      <DetailDrawer row={detail} close={() => setOpened(null)} />
    </div>
  );
}

function Filters({ filter, setFilter, first }: Omit<RowsProps, "source"> & { first: LedgerPage | undefined }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const states = first?.by_state ?? [];
  return (
    <div className={styles.bar}>
      <SearchBox
        className={styles.search}
        value={filter.text}
        placeholder={t("ledger.search")}
        aria-label={t("ledger.search")}
        onChange={(_, { value }) => setFilter({ ...filter, text: value })}
      />
      <Dropdown
        multiselect
        aria-label={t("ledger.filter_states")}
        placeholder={t("ledger.all_states")}
        selectedOptions={filter.states}
        value={filter.states.map((state) => t(`row_state.${state}`)).join(", ")}
        onOptionSelect={(_, { selectedOptions }) =>
          setFilter({ ...filter, states: selectedOptions as RowState[], reasons: [] })
        }
      >
        {states.map(({ state, count }) => (
          <Option key={state} value={state} text={t(`row_state.${state}`)}>
            {t("ledger.state_with_count", { state: t(`row_state.${state}`), count: format.number(count) })}
          </Option>
        ))}
      </Dropdown>
      {first !== undefined && (
        <Caption1 className={styles.total}>{t("ledger.total", { count: first.total })}</Caption1>
      )}
    </div>
  );
}

/** On the organisation road withheld items belong to other people: counts, never rows. */
function Counts({ page }: { page: LedgerPage }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  if (page.withheld_counts.length === 0) return null;
  return (
    <div>
      <Caption1 as="p" block>
        {t("ledger.counts_only")}
      </Caption1>
      <ul className={styles.counts}>
        {page.withheld_counts.map(({ reason, count }) => (
          <li key={reason}>
            <Caption1>
              {t(`reason.${reason}`)}: {format.number(count)}
            </Caption1>
          </li>
        ))}
      </ul>
    </div>
  );
}
