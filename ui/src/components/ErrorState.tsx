import { Body1, Button, Subtitle1, makeStyles, tokens } from "@fluentui/react-components";
import { ErrorCircle24Filled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { CommandError } from "../bindings";
import { asCommandError } from "../desk/errors";
import { CopyButton } from "./CopyButton";

const useStyles = makeStyles({
  box: { display: "flex", gap: tokens.spacingHorizontalL, maxWidth: "720px", alignItems: "flex-start" },
  whole: { padding: "64px 48px" },
  icon: { color: tokens.colorPaletteRedForeground1, flexShrink: 0 },
  words: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, paddingTop: tokens.spacingVerticalS },
});

/** Why the service refuses, where a person can do something about it. */
const refusals = ["forbidden", "unauthorized", "service_untrusted", "cycle_frozen", "cycle_closed"];

/** The most precise key that an error has words under. */
function keyOf(error: CommandError): string {
  switch (error.code) {
    case "invite_refused":
    case "home_unusable":
    case "mail_refused":
      return `${error.code}.${error.problem}`;
    case "offline":
    case "answer_unreadable":
      return `${error.code}.${error.peer}`;
    case "service_refused":
      return refusals.includes(error.reason) ? `service_refused_for.${error.reason}` : error.code;
    default:
      return error.code;
  }
}

/** What happened, why, and the next step, in words. */
export function useErrorWords() {
  const { t } = useTranslation();
  return (error: CommandError) => {
    const key = keyOf(error);
    const values = { ...error } as Record<string, unknown>;
    return {
      title: t(`error.${key}.title`, values),
      next: t(`error.${key}.next`, values),
    };
  };
}

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  whole?: boolean;
}

/** The error state of a view. */
export function ErrorState({ error, retry, whole = false }: ErrorStateProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const known = asCommandError(error);
  const words = useErrorWords()(known);
  // Where nothing else is on the screen, this is what the screen is about.
  const Around = whole ? "main" : "div";
  return (
    <Around className={whole ? styles.whole : undefined}>
      <div className={styles.box} role="alert">
        <ErrorCircle24Filled className={styles.icon} aria-hidden />
        <div className={styles.words}>
          <Subtitle1 as={whole ? "h1" : "h2"}>{words.title}</Subtitle1>
          <Body1 as="p">{words.next}</Body1>
          <div className={styles.actions}>
            {retry !== undefined && (
              <Button appearance="primary" onClick={retry}>
                {t("action.try_again")}
              </Button>
            )}
            <CopyButton text={JSON.stringify(known, null, 2)} label={t("action.copy_details")} />
          </div>
        </div>
      </div>
    </Around>
  );
}
