import {
  Body1,
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
} from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type LedgerRow, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useAnnounce } from "./Announcer";
import { ErrorBar } from "./ErrorBar";

const useStyles = makeStyles({ open: { alignSelf: "flex-start" } });

/** Whether the service holds it as one thing; of mails it holds numbers only, which a rule makes anew. */
const isAtService = ({ stream, state }: LedgerRow): boolean => stream === "transcript" && state === "acknowledged";

/** Erases what a row is of at the service, once the consequences were said. */
export function EraseAtService({ connection, row, close }: { connection: string; row: LedgerRow; close: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [isAsked, setIsAsked] = useState(false);
  const erase = useWrite(() => commands.holdBackSelection(connection, { rows: [row.id], all: null, except: [] }));
  if (!isAtService(row)) return null;
  const decided = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        announce(t("erase.done"));
        setIsAsked(false);
        close();
      },
    });
  return (
    <Dialog modalType="alert" open={isAsked} onOpenChange={(_, { open }) => setIsAsked(open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button className={styles.open} icon={<Delete20Regular />}>
          {t("erase.open")}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("erase.title")}</DialogTitle>
          <DialogContent>
            <Body1 as="p">{t("erase.means")}</Body1>
            <ErrorBar error={erase.error} />
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t("erase.keep")}</Button>
            </DialogTrigger>
            <Button disabled={erase.isPending} onClick={decided}>
              {t("erase.do")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
