import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RowState, type StreamName, type WithheldReason, commands } from "../bindings";
import { useConnection } from "../app/screens";
import { ErrorBar } from "../components/ErrorBar";
import { Page } from "../components/Page";
import { Rows } from "../components/Rows";
import { SaveRows, useSaveRows } from "../components/SaveRows";
import { type RowFilter, everything, queryOf } from "../components/rowFilter";

interface LedgerProps {
  states: RowState[];
  reasons: WithheldReason[];
  streams: StreamName[];
  /** Only this day; empty for any. */
  day: string;
  /** Only what this rule takes hold of. */
  rule: string | null;
}

/** Everything that left, and everything that was considered and did not. */
export function Ledger({ states, reasons, streams, day, rule }: LedgerProps) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const [filter, setFilter] = useState<RowFilter>({ ...everything, states, reasons, streams, rule, from: day, to: day });
  const save = useSaveRows((form) => commands.exportLedger(id, queryOf(filter, null), form));
  return (
    <Page
      title={t("navigation.ledger")}
      lead={save.saved ?? t("ledger.lead")}
      full
      actions={<SaveRows save={save} />}
    >
      <ErrorBar error={save.error} />
      <Rows source={{ of: "ledger", connection: id }} filter={filter} setFilter={setFilter} />
    </Page>
  );
}
