import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RowState, WithheldReason } from "../bindings";
import { useConnection } from "../app/screens";
import { Page } from "../components/Page";
import { Rows, type RowFilter } from "../components/Rows";

interface LedgerProps {
  states: RowState[];
  reasons: WithheldReason[];
}

/** Everything that left, and everything that was considered and did not. */
export function Ledger({ states, reasons }: LedgerProps) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const [filter, setFilter] = useState<RowFilter>({ states, reasons, text: "" });
  return (
    <Page title={t("navigation.ledger")} lead={t("ledger.lead")} full>
      <Rows source={{ of: "ledger", connection: id }} filter={filter} setFilter={setFilter} />
    </Page>
  );
}
