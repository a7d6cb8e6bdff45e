import { Badge, Caption1, Checkbox, Field, MessageBar, MessageBarBody, Select, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type FolderWish, type MailFolder, type MailFolders, commands } from "../bindings";
import { reads, useWrite } from "../desk/queries";
import { Answer } from "./Answer";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalXXS, maxWidth: "720px" },
  one: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, flexWrap: "wrap" },
  name: { overflowWrap: "anywhere" },
  muted: { color: tokens.colorNeutralForeground3 },
  sent: { maxWidth: "420px" },
});

/** Which folders of a mailbox count; the person has the last word. */
export function MailFolderList({ connection }: { connection: string }) {
  const { t } = useTranslation();
  const folders = useQuery(reads.mailFolders(connection));
  const keep = useWrite((wish: FolderWish) => commands.chooseFolders(connection, wish));
  return (
    <Section title={t("folders.title")} lead={t("folders.lead")}>
      <ErrorBar error={keep.error} />
      <Answer of={folders}>{(view) => <Folders view={view} busy={keep.isPending} keep={(wish) => keep.mutate(wish)} />}</Answer>
    </Section>
  );
}

interface FoldersProps {
  view: MailFolders;
  busy: boolean;
  keep: (wish: FolderWish) => void;
}

function Folders({ view, busy, keep }: FoldersProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const yours = view.folders.filter((folder) => folder.is_yours);
  const wish = (changed: Partial<Record<string, boolean>>, sent: string | null): FolderWish => ({
    leave_out: yours.filter((one) => !(changed[one.name] ?? counts(one))).map((one) => one.name),
    count: yours.filter((one) => changed[one.name] ?? counts(one)).map((one) => one.name),
    sent,
  });
  return (
    <>
      {!view.sent_is_known && (
        <>
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t("folders.sent_unknown")}</MessageBarBody>
          </MessageBar>
          <Field className={styles.sent} label={t("folders.sent")} hint={t("folders.sent_hint")}>
            <Select defaultValue="" disabled={busy} onChange={(_, { value }) => value !== "" && keep(wish({ [value]: true }, value))}>
              <option value="">{t("folders.choose")}</option>
              {yours.map((folder) => (
                <option key={folder.name}>{folder.name}</option>
              ))}
            </Select>
          </Field>
        </>
      )}
      <ul className={styles.list} aria-label={t("folders.title")}>
        {view.folders.map((folder) => (
          <li key={folder.name} className={styles.one}>
            <Checkbox
              className={styles.name}
              label={folder.name}
              checked={counts(folder)}
              disabled={busy || !folder.is_yours}
              onChange={(_, { checked }) => keep(wish({ [folder.name]: checked === true }, null))}
            />
            {folder.holds_sent && <Badge appearance="outline">{t("folders.holds_sent")}</Badge>}
            {folder.left_out !== null && (
              <Caption1 className={styles.muted}>{t(`folder_reason.${folder.left_out}`)}</Caption1>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const counts = (folder: MailFolder) => folder.left_out === null;
