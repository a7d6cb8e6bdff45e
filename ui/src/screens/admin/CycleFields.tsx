import { Button, Field, Input, Select, makeStyles, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CycleForm, CycleView } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { useWrite } from "../../desk/queries";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM, maxWidth: "560px", justifyItems: "start" },
  field: { width: "100%" },
  actions: { display: "flex", gap: tokens.spacingHorizontalS },
});

/** A day, or a day and a time, as the service takes it. */
const moment = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?$/;

/** Midnight goes without saying. */
const plain = (local: string): string => local.replace(/T00:00$/, "");

const zones = (): string[] => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

function begin(of: CycleView | undefined): CycleForm {
  if (of === undefined) return { name: "", start: "", end: "", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return { name: of.name, start: plain(of.start_local), end: plain(of.end_local), time_zone: of.time_zone };
}

interface CycleFieldsProps {
  of?: CycleView;
  save: (form: CycleForm) => Promise<CycleView[]>;
  label: string;
  done: () => void;
}

/** The fields of a cycle; what is wrong is said beside the field. */
export function CycleFields({ of, save, label, done }: CycleFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [form, setForm] = useState(begin(of));
  const [isTried, setIsTried] = useState(false);
  const write = useWrite(save);
  const set = (field: keyof CycleForm, value: string) => setForm({ ...form, [field]: value });
  const wrong = {
    name: form.name.trim() === "",
    start: !moment.test(form.start),
    end: !moment.test(form.end) || (moment.test(form.start) && form.end <= form.start),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!Object.values(wrong).some(Boolean)) write.mutate(form, { onSuccess: done });
  };
  const state = (field: keyof typeof wrong) =>
    isTried && wrong[field] ? { validationState: "error" as const, validationMessage: t(`cycles.wrong.${field}`) } : {};
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Field className={styles.field} label={t("cycles.name")} {...state("name")}>
        <Input value={form.name} maxLength={100} onChange={(_, { value }) => set("name", value)} />
      </Field>
      <Field className={styles.field} label={t("cycles.start")} hint={t("cycles.start_hint")} {...state("start")}>
        <Input value={form.start} placeholder="2026-10-01" onChange={(_, { value }) => set("start", value.trim())} />
      </Field>
      <Field className={styles.field} label={t("cycles.end")} hint={t("cycles.end_hint")} {...state("end")}>
        <Input value={form.end} placeholder="2027-01-01" onChange={(_, { value }) => set("end", value.trim())} />
      </Field>
      <Field className={styles.field} label={t("cycles.zone")} hint={t("cycles.zone_hint")}>
        <Select value={form.time_zone} onChange={(_, { value }) => set("time_zone", value)}>
          {[...new Set([form.time_zone, ...zones()])].map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Select>
      </Field>
      <ErrorBar error={write.error} />
      <div className={styles.actions}>
        <Button appearance="primary" type="submit" disabled={write.isPending}>
          {label}
        </Button>
        <Button onClick={done}>{t("action.cancel")}</Button>
      </div>
    </form>
  );
}
