import {
  Button,
  Field,
  Input,
  Radio,
  RadioGroup,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Textarea,
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type CredentialForm,
  type CredentialStanding,
  type FieldProblem,
  type RegistrationField,
  type RegistrationForm,
  type RegistrationView,
  commands,
} from "../../bindings";
import { Answer } from "../../components/Answer";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { Hash } from "../../components/Hash";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { asCommandError } from "../../desk/errors";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "640px" },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  cell: { whiteSpace: "normal", paddingTop: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalXS },
});

/** The customer's own app registration. */
export function Register({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const registration = useQuery(reads.registration());
  return (
    <Answer of={registration}>
      {(view) => <Form key={JSON.stringify(view)} view={view} next={next} title={t("step.register")} />}
    </Answer>
  );
}

function Form({ view, next, title }: { view: RegistrationView; next: () => void; title: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [form, setForm] = useState<RegistrationForm>({
    tenant: view.tenant,
    client_id: view.client_id,
    redirect_uri: view.redirect_uri,
    credential: view.credential.kind === "missing" ? { kind: "secret", value: "" } : { kind: "keep" },
  });
  const save = useWrite((filled: RegistrationForm) => commands.saveRegistration(filled));
  const typed = useDeferredValue(form);
  const judged = useQuery({ ...reads.registrationCheck(typed), placeholderData: (before) => before });
  // What is still empty is only said once somebody wants to save it.
  const saved = problemsOf(save.error);
  const known = saved.length > 0;
  const problems = [...saved.filter(({ field }) => valueOf(form, field) === valueOf(save.variables, field)), ...(judged.data ?? []).filter(({ problem }) => problem !== "missing")];
  const text = (field: "tenant" | "client_id" | "redirect_uri") => (
    <Field
      label={t(`register.${field}.label`)}
      hint={t(view.locked.includes(field) ? "register.locked" : `register.${field}.hint`)}
      required
      {...invalid(problems, field, t)}
    >
      <Input
        value={form[field]}
        disabled={view.locked.includes(field)}
        spellCheck={false}
        onChange={(_, { value }) => setForm({ ...form, [field]: value })}
      />
    </Field>
  );
  return (
    <Page
      title={title}
      lead={t("register.lead")}
      actions={
        <Button
          appearance="primary"
          disabled={save.isPending}
          onClick={() => save.mutate(form, { onSuccess: next })}
        >
          {t("register.save")}
        </Button>
      }
    >
      {!known && <ErrorBar error={save.error} />}
      <div className={styles.form}>
        {text("tenant")}
        {text("client_id")}
        <Credential
          view={view}
          credential={form.credential}
          problems={problems}
          change={(credential) => setForm({ ...form, credential })}
        />
        {text("redirect_uri")}
      </div>
      <Permissions view={view} />
    </Page>
  );
}

interface CredentialProps {
  view: RegistrationView;
  credential: CredentialForm;
  problems: FieldProblem[];
  change: (credential: CredentialForm) => void;
}

function Credential({ view, credential, problems, change }: CredentialProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const locked = view.locked.includes("credential");
  const state = view.credential;
  const pick = (kind: string) => {
    if (kind === "secret") change({ kind: "secret", value: "" });
    else if (kind === "certificate") change({ kind: "certificate", pem: "" });
    else change({ kind: "keep" });
  };
  return (
    <>
      <Field label={t("register.credential.label")} hint={t(locked ? "register.locked" : "register.credential.hint")}>
        <RadioGroup value={credential.kind} disabled={locked} onChange={(_, { value }) => pick(value)}>
          {state.kind !== "missing" && (
            <Radio
              value="keep"
              label={t(`register.credential.keep.${state.kind}`)}
            />
          )}
          <Radio value="secret" label={t("register.credential.secret")} />
          <Radio value="certificate" label={t("register.credential.certificate")} />
        </RadioGroup>
      </Field>
      {state.kind === "certificate" && <Certificate of={state} />}
      {credential.kind === "secret" && !locked && (
        <Field label={t("register.credential.value")} required {...invalid(problems, "credential", t)}>
          <Input
            type="password"
            autoComplete="off"
            value={credential.value}
            onChange={(_, { value }) => change({ kind: "secret", value })}
          />
        </Field>
      )}
      {credential.kind === "certificate" && !locked && (
        <Field label={t("register.credential.pem")} required {...invalid(problems, "credential", t)}>
          <Textarea
            className={styles.mono}
            rows={6}
            value={credential.pem}
            onChange={(_, { value }) => change({ kind: "certificate", pem: value })}
          />
        </Field>
      )}
    </>
  );
}

/** How a person recognises the certificate that is sealed here. */
function Certificate({ of }: { of: Extract<CredentialStanding, { kind: "certificate" }> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      facts={[
        [t("register.credential.thumbprint"), <Hash key="thumbprint" of={of.thumbprint} />],
        [t("register.credential.expires"), of.expires_at && format.day(of.expires_at)],
      ]}
    />
  );
}

function Permissions({ view }: { view: RegistrationView }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Section title={t("register.permissions")} lead={t("register.permissions_lead")}>
      <Table size="small" aria-label={t("register.permissions")}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t("register.permission")}</TableHeaderCell>
            <TableHeaderCell>{t("register.why")}</TableHeaderCell>
            <TableHeaderCell>{t("register.granted")}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {view.permissions.map(({ permission, purpose, granted }) => (
            <TableRow key={permission}>
              <TableCell className={mergeClasses(styles.cell, styles.mono)}>{permission}</TableCell>
              <TableCell className={styles.cell}>
                {t(`permission_why|${permission}`, { defaultValue: purpose, keySeparator: "|" })}
              </TableCell>
              <TableCell className={styles.cell}>
                {t(granted === null ? "register.not_known" : granted ? "register.yes" : "register.no")}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

/** What is in a field, to see whether it was changed since. */
function valueOf(form: RegistrationForm | undefined, field: RegistrationField): string {
  return JSON.stringify(form?.[field]);
}

function problemsOf(thrown: unknown): FieldProblem[] {
  if (thrown === null) return [];
  const error = asCommandError(thrown);
  return error.code === "invalid_fields" ? error.fields : [];
}

function invalid(problems: FieldProblem[], field: RegistrationField, t: (key: string) => string) {
  const problem = problems.find((one) => one.field === field);
  if (problem === undefined) return {};
  return { validationState: "error" as const, validationMessage: t(`problem.${problem.problem}`) };
}
