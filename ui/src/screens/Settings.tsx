import { Button, Dropdown, Field, Option, Switch, makeStyles } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type AppState, commands } from "../bindings";
import { startScreen, useNavigation } from "../app/screens";
import { Diagnostics } from "../components/Diagnostics";
import { ErrorBar } from "../components/ErrorBar";
import { Facts } from "../components/Facts";
import { LockedSettings } from "../components/LockedSettings";
import { Page } from "../components/Page";
import { Section } from "../components/Section";
import { Updates } from "../components/Updates";
import { useWrite } from "../desk/queries";
import { languages } from "../i18n";

const SYSTEM = "system";

const useStyles = makeStyles({ choice: { maxWidth: "320px" } });

/** What a person can choose, and what the organisation has decided. */
export function Settings({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  return (
    <Page
      title={t("navigation.settings")}
      actions={
        state.connections.length === 0 && <Button onClick={() => go(startScreen(state))}>{t("action.back")}</Button>
      }
    >
      <Language state={state} />
      <Background state={state} />
      <Notices state={state} />
      <Updates />
      <Diagnostics state={state} />
      <LockedSettings locked={state.locked} />
      <Section title={t("settings.about")}>
        <Facts
          facts={[
            [t("account.version"), state.version],
            [t("account.service"), state.service.host],
          ]}
        />
      </Section>
    </Page>
  );
}

function Language({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const choose = useWrite((language: string | null) => commands.chooseLanguage(language));
  const isLocked = state.locked.some((one) => one.name === "language");
  const chosen = state.language ?? SYSTEM;
  const names: [string, string][] = [[SYSTEM, t("language.system")], ...languages];
  return (
    <Section title={t("language.title")} lead={t("settings.language_lead")}>
      <Field label={t("language.title")} hint={isLocked ? t("settings.locked_here") : undefined}>
        <Dropdown
          className={styles.choice}
          disabled={isLocked || choose.isPending}
          selectedOptions={[chosen]}
          value={names.find(([tag]) => tag === chosen)?.[1] ?? chosen}
          onOptionSelect={(_, { optionValue }) => choose.mutate(optionValue === SYSTEM ? null : (optionValue ?? null))}
        >
          {names.map(([tag, own]) => (
            <Option key={tag} value={tag}>
              {own}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <ErrorBar error={choose.error} />
    </Section>
  );
}

function Background({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const choose = useWrite((isWanted: boolean) => commands.chooseBackground(isWanted));
  const isLocked = state.locked.some((one) => one.name === "background");
  return (
    <Section title={t("settings.background")} lead={t("settings.background_lead")}>
      <Field hint={isLocked ? t("settings.locked_here") : t("settings.background_hint")}>
        <Switch
          checked={state.background}
          disabled={isLocked || choose.isPending}
          label={t("settings.background_choice")}
          onChange={(_, { checked }) => choose.mutate(checked)}
        />
      </Field>
      <ErrorBar error={choose.error} />
    </Section>
  );
}

function Notices({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const choose = useWrite((areWanted: boolean) => commands.chooseNotices(areWanted));
  return (
    <Section title={t("settings.notices")} lead={t("settings.notices_lead")}>
      <Switch
        checked={state.notices}
        disabled={choose.isPending}
        label={t("settings.notices_choice")}
        onChange={(_, { checked }) => choose.mutate(checked)}
      />
      <ErrorBar error={choose.error} />
    </Section>
  );
}
