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
      <Metered state={state} />
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
  const isLocked = state.locked.some((one) => one.name === "background");
  return (
    <Choice
      title={t("settings.background")}
      lead={t("settings.background_lead")}
      label={t("settings.background_choice")}
      hint={t("settings.background_hint")}
      isLocked={isLocked}
      checked={state.background}
      choose={(isWanted) => commands.chooseBackground(isWanted)}
    />
  );
}

function Metered({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const isLocked = state.locked.some((one) => one.name === "sync_on_metered");
  return (
    <Choice
      title={t("settings.metered")}
      lead={t("settings.metered_lead")}
      label={t("settings.metered_choice")}
      isLocked={isLocked}
      checked={state.metered}
      choose={(isWanted) => commands.chooseMetered(isWanted)}
    />
  );
}

function Notices({ state }: { state: AppState }) {
  const { t } = useTranslation();
  return (
    <Choice
      title={t("settings.notices")}
      lead={t("settings.notices_lead")}
      label={t("settings.notices_choice")}
      checked={state.notices}
      choose={(areWanted) => commands.chooseNotices(areWanted)}
    />
  );
}

interface ChoiceProps {
  title: string;
  lead: string;
  label: string;
  hint?: string;
  isLocked?: boolean;
  checked: boolean;
  choose: (isWanted: boolean) => ReturnType<typeof commands.chooseNotices>;
}

/** Something that is on or off, unless the organisation decided it. */
function Choice({ title, lead, label, hint, isLocked = false, checked, choose }: ChoiceProps) {
  const { t } = useTranslation();
  const chosen = useWrite(choose);
  return (
    <Section title={title} lead={lead}>
      <Field hint={isLocked ? t("settings.locked_here") : hint}>
        <Switch
          checked={checked}
          disabled={isLocked || chosen.isPending}
          label={label}
          onChange={(_, { checked: isWanted }) => chosen.mutate(isWanted)}
        />
      </Field>
      <ErrorBar error={chosen.error} />
    </Section>
  );
}
