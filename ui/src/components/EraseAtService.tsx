import { Body1, Button, makeStyles } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { type LedgerRow, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useAnnounce } from "./Announcer";
import { AskFirst } from "./AskFirst";

const useStyles = makeStyles({ open: { alignSelf: "flex-start" } });

/** Whether the service holds it as one thing; of mails it holds numbers only, which a rule makes anew. */
const isAtService = ({ stream, state }: LedgerRow): boolean => stream === "transcript" && state === "acknowledged";

/** Erases what a row is of at the service, once the consequences were said. */
export function EraseAtService({ connection, row, close }: { connection: string; row: LedgerRow; close: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const announce = useAnnounce();
  const erase = useWrite(() => commands.holdBackSelection(connection, { rows: [row.id], all: null, except: [] }));
  if (!isAtService(row)) return null;
  return (
    <AskFirst
      opener={
        <Button className={styles.open} icon={<Delete20Regular />}>
          {t("erase.open")}
        </Button>
      }
      title={t("erase.title")}
      no={t("erase.keep")}
      yes={t("erase.do")}
      isPending={erase.isPending}
      error={erase.error}
      decide={(done) =>
        erase.mutate(undefined, {
          onSuccess: () => {
            announce(t("erase.done"));
            done();
            close();
          },
        })
      }
    >
      <Body1 as="p">{t("erase.means")}</Body1>
    </AskFirst>
  );
}
