import { Body1, Button, Caption1, Field, Switch, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AppState, type DiagnosticsBundle, commands } from "../bindings";
import { reads, useWrite } from "../desk/queries";
import { ErrorBar } from "./ErrorBar";
import { Hash } from "./Hash";
import { Loading } from "./Loading";
import { Section } from "./Section";

const useStyles = makeStyles({
  text: {
    margin: 0,
    maxHeight: "320px",
    overflow: "auto",
    padding: tokens.spacingHorizontalM,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
  },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, flexWrap: "wrap" },
});

/** Off until somebody wants it; shown to the byte before it is saved. */
export function Diagnostics({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const diagnostics = useQuery({ ...reads.diagnostics(), staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false });
  const record = useWrite((isWanted: boolean) => commands.recordDiagnostics(isWanted));
  const isLocked = state.locked.some(({ name }) => name === "diagnostics");
  const recording = diagnostics.data?.recording ?? false;
  const bundle = diagnostics.data?.bundle ?? null;
  return (
    <Section title={t("diagnostics.title")} lead={t("diagnostics.lead")}>
      <Body1 as="p">{t("diagnostics.never")}</Body1>
      <Field hint={t(isLocked ? "settings.locked_here" : "diagnostics.hint")}>
        <Switch
          checked={recording}
          disabled={isLocked || record.isPending}
          label={t("diagnostics.choice")}
          onChange={(_, { checked }) => {
            setShown(false);
            record.mutate(checked);
          }}
        />
      </Field>
      <ErrorBar error={record.error ?? diagnostics.error} />
      {recording && !isShown && (
        <div>
          <Button
            onClick={() => {
              setShown(true);
              void diagnostics.refetch();
            }}
          >
            {t("diagnostics.show")}
          </Button>
        </div>
      )}
      {recording && isShown && (diagnostics.isFetching ? <Loading /> : bundle !== null && <Bundle bundle={bundle} again={() => void diagnostics.refetch()} />)}
    </Section>
  );
}

function Bundle({ bundle, again }: { bundle: DiagnosticsBundle; again: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  // Saving makes nothing stale: the very bytes on the screen are what is saved.
  const [saved, setSaved] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const save = () =>
    commands.saveDiagnostics(bundle.sha256).then(
      (written) => setSaved(written?.name ?? null),
      (thrown: unknown) => setError(thrown),
    );
  return (
    <>
      <pre className={styles.text} tabIndex={0} role="group" aria-label={t("diagnostics.shown")}>
        {bundle.text}
      </pre>
      <Caption1>
        {t("diagnostics.length", { count: new TextEncoder().encode(bundle.text).length })} <Hash of={bundle.sha256} />
      </Caption1>
      <div className={styles.actions}>
        <Button onClick={() => void save()}>{t("diagnostics.save")}</Button>
        <Button onClick={again}>{t("diagnostics.again")}</Button>
      </div>
      <ErrorBar error={error} />
      {saved !== null && (
        <Body1 as="p" role="status">
          {t("diagnostics.saved", { name: saved })}
        </Body1>
      )}
    </>
  );
}
