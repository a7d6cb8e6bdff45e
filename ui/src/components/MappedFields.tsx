import {
  Switch,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type MappedField, type PolicyView, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere", whiteSpace: "normal" },
});

/** The mapped fields: an admin can switch one off, never add one. */
export function MappedFields({ policy }: { policy: PolicyView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const save = useWrite((off: string[]) => commands.saveFields(off));
  const toggle = (field: MappedField) =>
    save.mutate(policy.fields.filter((one) => (one.name === field.name ? field.on : !one.on)).map((one) => one.name));
  return (
    <Section title={t("fields.title")} lead={t("fields.lead")}>
      <ErrorBar error={save.error} />
      <Table size="small" aria-label={t("fields.title")}>
        <TableHeader>
          <TableRow>
            {["field", "stream", "source", "transform", "sent"].map((column) => (
              <TableHeaderCell key={column}>{t(`fields.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {policy.fields.map((field) => (
            <TableRow key={`${field.stream} ${field.name}`}>
              <TableCell className={styles.mono}>{field.name}</TableCell>
              <TableCell>{t(`stream.${field.stream}`)}</TableCell>
              <TableCell className={styles.mono}>{field.source}</TableCell>
              <TableCell className={styles.mono}>{field.transform}</TableCell>
              <TableCell>
                <Switch
                  checked={field.on}
                  disabled={save.isPending}
                  aria-label={t("fields.switch", { field: field.name })}
                  label={t(field.on ? "fields.on" : "fields.off")}
                  onChange={() => toggle(field)}
                />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
