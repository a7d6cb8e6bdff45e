import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ExportForm, type RowState, type WithheldReason, commands } from "../bindings";
import { useConnection } from "../app/screens";
import { useAnnounce } from "../components/Announcer";
import { ErrorBar } from "../components/ErrorBar";
import { Page } from "../components/Page";
import { Rows } from "../components/Rows";
import { type RowFilter, everything, queryOf } from "../components/rowFilter";
import { useWrite } from "../desk/queries";

interface LedgerProps {
  states: RowState[];
  reasons: WithheldReason[];
  /** Only this day; empty for any. */
  day: string;
}

const forms: ExportForm[] = ["ndjson", "csv"];

/** Everything that left, and everything that was considered and did not. */
export function Ledger({ states, reasons, day }: LedgerProps) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const announce = useAnnounce();
  const [filter, setFilter] = useState<RowFilter>({ ...everything, states, reasons, from: day, to: day });
  const write = useWrite((form: ExportForm) => commands.exportLedger(id, queryOf(filter, null), form));
  const save = (form: ExportForm) =>
    write.mutate(form, {
      onSuccess: (written) => {
        if (written !== null) announce(t("ledger.saved", { count: written.rows, name: written.name }));
      },
    });
  return (
    <Page
      title={t("navigation.ledger")}
      lead={write.data ? t("ledger.saved", { count: write.data.rows, name: write.data.name }) : t("ledger.lead")}
      full
      actions={
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button icon={<ArrowDownload20Regular />} disabled={write.isPending}>
              {t("ledger.save")}
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {forms.map((form) => (
                <MenuItem key={form} onClick={() => save(form)}>
                  {t(`ledger.form.${form}`)}
                </MenuItem>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
      }
    >
      <ErrorBar error={write.error} />
      <Rows source={{ of: "ledger", connection: id }} filter={filter} setFilter={setFilter} />
    </Page>
  );
}
