import { Caption1, makeStyles, tokens } from "@fluentui/react-components";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LedgerCounts, type LedgerPage, type LedgerQuery, type LedgerRow, commands } from "../bindings";
import { useFormat } from "../i18n/format";
import { DetailDrawer } from "./DetailDrawer";
import { EmptyState } from "./EmptyState";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";
import { Filters } from "./Filters";
import { RowList } from "./RowList";
import { SelectionBar } from "./SelectionBar";
import { usePicking } from "./picking";
import { type RowFilter, queryOf } from "./rowFilter";

/** Where rows come from. */
export interface RowSource {
  of: "ledger" | "preview" | "my_data";
  connection: string;
}

const useStyles = makeStyles({
  box: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, minHeight: 0, flex: 1 },
  counts: { paddingLeft: tokens.spacingHorizontalXL, listStyleType: "disc" },
});

/** How each kind of list is read. */
const lists = {
  ledger: { page: commands.ledgerPage, counts: commands.ledgerCounts, row: commands.ledgerRow },
  preview: { page: commands.previewPage, counts: commands.previewCounts, row: commands.previewRow },
  my_data: {
    page: (_: string, query: LedgerQuery) => commands.myDataPage(query),
    counts: (_: string, query: LedgerQuery) => commands.myDataCounts(query),
    row: (_: string, id: string) => commands.myDataRow(id),
  },
};

function usePages({ of, connection }: RowSource, filter: RowFilter) {
  const { page } = lists[of];
  const pages = useInfiniteQuery({
    queryKey: [`${of}_page`, connection, filter],
    queryFn: ({ pageParam }) => page(connection, queryOf(filter, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (last: LedgerPage) => last.next,
    placeholderData: (before) => before,
  });
  const { fetchNextPage, isFetching, hasNextPage } = pages;
  const more = useCallback(() => {
    if (!isFetching && hasNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetching, hasNextPage]);
  const rows = pages.data?.pages.flatMap((one) => one.rows) ?? [];
  // A page may be short, or empty, although more follow.
  useEffect(() => {
    if (rows.length < 40) more();
  }, [rows.length, more]);
  return { pages, rows, more };
}

function useCounts({ of, connection }: RowSource, filter: RowFilter) {
  const { counts } = lists[of];
  return useQuery({
    queryKey: [`${of}_page`, "counts", connection, filter],
    queryFn: () => counts(connection, queryOf(filter, null)),
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
  const { pages, rows, more } = usePages(source, calm);
  const counts = useCounts(source, calm).data;
  const isLoaded = pages.data !== undefined;
  const isWhole = isLoaded && !pages.hasNextPage;
  const total = isWhole ? rows.length : (counts?.total ?? null);
  const picking = usePicking(calm, total);
  const canPick = source.of === "ledger";
  const read = lists[source.of].row;
  const detail =
    opened === null
      ? null
      : {
          key: [`${source.of}_row`, source.connection, opened.id],
          read: () => read(source.connection, opened.id),
          ledgerOf: source.of === "ledger" ? source.connection : null,
        };
  return (
    <div className={styles.box}>
      <Filters filter={filter} setFilter={setFilter} counts={counts} total={isLoaded ? total : null} ofAll={source.of === "my_data"} />
      {pages.isError && <ErrorState error={pages.error} retry={() => void pages.refetch()} />}
      {!pages.isError && rows.length === 0 && !isWhole && <Loading />}
      {isWhole && rows.length === 0 && <EmptyState title={t("ledger.empty")} why={t("ledger.empty_why")} />}
      {canPick && picking.count !== 0 && <SelectionBar picking={picking} />}
      {rows.length > 0 && <RowList rows={rows} total={total} height={height} more={more} picking={canPick ? picking : undefined} open={setOpened} />}
      {counts !== undefined && <Counts of={counts} />}
      <DetailDrawer row={detail} close={() => setOpened(null)} />
    </div>
  );
}

/** On the organisation road withheld items belong to other people: counts, never rows. */
function Counts({ of: counts }: { of: LedgerCounts }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  if (counts.withheld_counts.length === 0) return null;
  return (
    <div>
      <Caption1 as="p" block>
        {t("ledger.counts_only")}
      </Caption1>
      <ul className={styles.counts}>
        {counts.withheld_counts.map(({ reason, count }) => (
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
