import {
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import { Prohibited16Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { CollectionView, FieldRow, StreamCollection } from "../bindings";
import { narrow } from "../app/media";
import { Section } from "./Section";

/** Small enough for all columns to be seen at once at 200 %. */
const tight = { paddingLeft: tokens.spacingHorizontalXS, paddingRight: tokens.spacingHorizontalXS, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 };

const useStyles = makeStyles({
  scroll: { overflowX: "auto" },
  table: { minWidth: "620px", [`@media ${narrow}`]: { minWidth: "500px" } },
  cell: {
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    verticalAlign: "top",
    whiteSpace: "normal",
    overflowWrap: "anywhere",
    [`@media ${narrow}`]: tight,
  },
  heading: { [`@media ${narrow}`]: tight },
  name: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
  off: { textDecorationLine: "line-through" },
  muted: { color: tokens.colorNeutralForeground3 },
  never: { listStyleType: "none", padding: 0, display: "grid", gap: tokens.spacingVerticalM },
  one: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "flex-start" },
});

/** The columns and their shares of the width, in which the longest words of every language fit. */
const columns = [
  ["field", "17%"],
  ["example", "15%"],
  ["purpose", "17%"],
  ["seen_by", "16%"],
  ["kept", "15%"],
  ["off", "20%"],
] as const;

/** The field registry, for a person. */
export function Collection({ of: view }: { of: CollectionView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <>
      {view.streams.map((stream) => (
        <Section key={stream.stream} title={t(`stream.${stream.stream}`)} lead={t(`stream_what.${stream.stream}`)}>
          <Fields of={stream} isOwn={view.road !== "organisation"} />
        </Section>
      ))}
      <Section title={t("collection.never")}>
        <ul className={styles.never}>
          {view.never.map((one) => (
            <li key={one.code} className={styles.one}>
              <Prohibited16Regular aria-hidden style={{ marginTop: 3, flexShrink: 0 }} />
              <span>
                {t(`never.${one.code}`, one.what)}
                <Caption1 as="p" block className={styles.muted}>
                  {t("collection.because")}
                </Caption1>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("collection.truth")} lead={t(view.road === "employee_imap" ? "collection.truth_lead_imap" : "collection.truth_lead")}>
        <Truth of={view} />
      </Section>
    </>
  );
}

function Fields({ of: { stream, fields }, isOwn }: { of: StreamCollection; isOwn: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t(`stream.${stream}`)}>
      <Table size="small" className={styles.table} aria-label={t(`stream.${stream}`)}>
        <TableHeader>
          <TableRow>
            {columns.map(([column, width]) => (
              <TableHeaderCell key={column} className={styles.heading} style={{ width }}>
                {t(`collection.column.${column}`)}
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {fields.map((field) => (
            <Field key={field.name} field={field} isOwn={isOwn} path={`field|${stream}|${field.name}`} />
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** Who can keep a field from being sent: the person, with the stream it belongs to; the organisation, some fields by themselves. */
function offOf({ switchable, sent }: FieldRow, isOwn: boolean): string {
  if (!sent) return "is_off";
  if (isOwn) return switchable ? "own_switchable" : "own";
  return switchable ? "policy" : "needed";
}

function Field({ field, path, isOwn }: { field: FieldRow; path: string; isOwn: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const kept = field.kept_days === null ? t("collection.as_long_as_connected") : t("collection.days", { count: field.kept_days });
  return (
    <TableRow>
      <TableCell className={styles.cell}>
        <code className={mergeClasses(styles.name, !field.sent && styles.off)}>{field.name}</code>
        <Caption1 as="p" block className={styles.muted}>
          {t(`sensitivity.${field.sensitivity}`)}
        </Caption1>
      </TableCell>
      <TableCell className={styles.cell}>
        <code className={styles.name}>{field.example}</code>
      </TableCell>
      <TableCell className={styles.cell}>{t(path, { defaultValue: field.purpose, keySeparator: "|" })}</TableCell>
      <TableCell className={styles.cell}>{t("collection.seen_by")}</TableCell>
      <TableCell className={styles.cell}>{kept}</TableCell>
      <TableCell className={styles.cell}>{t(`collection.off.${offOf(field, isOwn)}`)}</TableCell>
    </TableRow>
  );
}

function Truth({ of: view }: { of: CollectionView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const columns = ["permission", "could_read", "asks_for", "sends"] as const;
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t("collection.truth")}>
      <Table size="small" className={styles.table} aria-label={t("collection.truth")}>
        <TableHeader>
          <TableRow>
            {columns.map((column) => (
              <TableHeaderCell key={column} className={styles.heading}>{t(`collection.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {view.permissions.map((row) => (
            <TableRow key={row.permission}>
              {columns.map((column) => (
                <TableCell key={column} className={mergeClasses(styles.cell, column === "permission" && styles.name)}>
                  {column === "permission" ? row.permission : t(`permission|${row.permission}|${column}`, { defaultValue: row[column], keySeparator: "|" })}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
