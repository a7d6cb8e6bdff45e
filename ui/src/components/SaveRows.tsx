import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { ExportForm, Written } from "../bindings";
import { useWrite } from "../desk/queries";
import { useAnnounce } from "./Announcer";

const forms: ExportForm[] = ["ndjson", "csv"];

/** Writing rows to a file that the person chooses: how it stands, and what came of it in words. */
export function useSaveRows(write: (form: ExportForm) => Promise<Written | null>) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const save = useWrite(write);
  const words = (written: Written) => t("ledger.saved", { count: written.rows, name: written.name });
  const begin = (form: ExportForm) =>
    save.mutate(form, {
      onSuccess: (written) => {
        if (written !== null) announce(words(written));
      },
    });
  return { begin, isPending: save.isPending, error: save.error, saved: save.data ? words(save.data) : undefined };
}

/** The forms in which rows can be saved. */
export function SaveRows({ save: { begin, isPending }, ofSelection = false }: { save: ReturnType<typeof useSaveRows>; ofSelection?: boolean }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size={ofSelection ? "small" : "medium"} icon={<ArrowDownload20Regular />} disabled={isPending} aria-label={ofSelection ? t("selection.save_label") : undefined}>
          {t(ofSelection ? "selection.save" : "ledger.save")}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {forms.map((form) => (
            <MenuItem key={form} onClick={() => begin(form)}>
              {t(`ledger.form.${form}`)}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
