import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Toolbar,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { Copy20Regular, Dismiss20Regular, ShieldLock20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SelectionView, commands } from "../bindings";
import { useConnection } from "../app/screens";
import { useWrite } from "../desk/queries";
import { useAnnounce } from "./Announcer";
import { ErrorBar } from "./ErrorBar";
import { SaveRows, useSaveRows } from "./SaveRows";
import type { Picking } from "./picking";

/** So many ids are copied at once. */
const MOST_IDS = 10_000;

const useStyles = makeStyles({
  bar: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    paddingInline: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  said: { marginRight: "auto", fontVariantNumeric: "tabular-nums" },
});

/** What can be done with the rows that are picked. */
export function SelectionBar({ picking }: { picking: Picking }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { id, road } = useConnection();
  const { selection, count, none } = picking;
  const save = useSaveRows((form) => commands.exportSelection(id, selection, form));
  const copy = useCopy(() => commands.selectedIds(id, selection));
  const isTooMany = count === null || count > MOST_IDS;
  return (
    <>
      <Toolbar className={styles.bar} aria-label={t("selection.label")}>
        <Button size="small" appearance="subtle" icon={<Dismiss20Regular />} aria-label={t("selection.none")} onClick={none} />
        <span className={styles.said} role="status">
          {copy.said ?? save.saved ?? (count === null ? t("selection.all") : t("selection.count", { count }))}
        </span>
        <SaveRows save={save} ofSelection />
        <Button size="small" icon={<Copy20Regular />} disabled={isTooMany || copy.isPending} onClick={copy.begin}>
          {t("selection.copy")}
        </Button>
        {road === "employee_graph" && <HoldBack picking={picking} />}
      </Toolbar>
      <ErrorBar error={save.error ?? copy.error} />
    </>
  );
}

function useCopy(read: () => Promise<string[]>) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const copy = useWrite(async () => {
    const ids = await read();
    await navigator.clipboard.writeText(ids.join("\n"));
    return ids.length;
  });
  const words = (count: number) => t("selection.copied", { count });
  return {
    begin: () => copy.mutate(undefined, { onSuccess: (count) => announce(words(count)) }),
    isPending: copy.isPending,
    error: copy.error,
    said: copy.data === undefined ? undefined : words(copy.data),
  };
}

/** Holds the transcripts among the rows back, once it has said how many these are. */
function HoldBack({ picking: { selection, none } }: { picking: Picking }) {
  const { t } = useTranslation();
  const { id } = useConnection();
  const announce = useAnnounce();
  const [found, setFound] = useState<SelectionView | null>(null);
  const look = useWrite(() => commands.selection(id, selection));
  const hold = useWrite(() => commands.holdBackSelection(id, selection));
  const close = () => setFound(null);
  const begin = () =>
    hold.mutate(undefined, {
      onSuccess: ({ transcripts }) => {
        announce(t("selection.held_back", { count: transcripts }));
        close();
        none();
      },
    });
  return (
    <>
      <Button size="small" icon={<ShieldLock20Regular />} disabled={look.isPending} onClick={() => look.mutate(undefined, { onSuccess: setFound })}>
        {t("selection.hold_back")}
      </Button>
      <Dialog open={found !== null} onOpenChange={(_, { open }) => !open && close()}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{t("selection.hold_back_title", { count: found?.transcripts ?? 0 })}</DialogTitle>
            <DialogContent>
              {t(found?.transcripts === 0 ? "selection.no_transcripts" : "selection.hold_back_means", { count: found?.at_service ?? 0 })}
              <ErrorBar error={hold.error} />
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>{t("action.cancel")}</Button>
              {found !== null && found.transcripts > 0 && (
                <Button disabled={hold.isPending} onClick={begin}>
                  {t("selection.hold_back_do", { count: found.transcripts })}
                </Button>
              )}
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
      <ErrorBar error={look.error} />
    </>
  );
}
