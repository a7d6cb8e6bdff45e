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
import type { MappedField } from "../bindings";
import { Section } from "./Section";

const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere", whiteSpace: "normal" },
});

interface MappedFieldsProps {
  fields: MappedField[];
  /** The names of those that are switched off. */
  off: string[];
  toggle: (name: string) => void;
}

/** The mapped fields: an admin can switch one off, never add one. */
export function MappedFields({ fields, off, toggle }: MappedFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Section title={t("fields.title")} lead={t("fields.lead")}>
      <Table size="small" aria-label={t("fields.title")}>
        <TableHeader>
          <TableRow>
            {["field", "stream", "source", "transform", "sent"].map((column) => (
              <TableHeaderCell key={column}>{t(`fields.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {fields.map((field) => {
            const isOn = !off.includes(field.name);
            return (
              <TableRow key={`${field.stream} ${field.name}`}>
                <TableCell className={styles.mono}>{field.name}</TableCell>
                <TableCell>{t(`stream.${field.stream}`)}</TableCell>
                <TableCell className={styles.mono}>{field.source}</TableCell>
                <TableCell className={styles.mono}>{field.transform}</TableCell>
                <TableCell>
                  <Switch
                    checked={isOn}
                    aria-label={t("fields.switch", { field: field.name })}
                    label={t(isOn ? "fields.on" : "fields.off")}
                    onChange={() => toggle(field.name)}
                  />
                </TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Section>
  );
}
