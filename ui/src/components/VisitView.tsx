import { Body1, Button, Spinner, Subtitle2, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Refusal, Visit } from "../bindings";
import { useFormat } from "../i18n/format";
import { CopyButton } from "./CopyButton";
import { type Fact, Facts } from "./Facts";

const useStyles = makeStyles({
  box: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    maxWidth: "720px",
  },
  needsYou: { borderLeft: `4px solid ${tokens.colorPaletteRedBorderActive}` },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  spin: { alignSelf: "flex-start" },
});

interface VisitViewProps {
  visit: Visit;
  page: "sign_in" | "admin_consent";
  reopen: () => void;
  cancel: () => void;
}

/** A visit to Microsoft's page while it is under way, and how it ended. */
export function VisitView({ visit, page, reopen, cancel }: VisitViewProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  switch (visit.state) {
    case "idle":
    case "done":
      return null;
    case "checking":
      return <Spinner className={styles.spin} label={t("visit.checking")} />;
    case "waiting":
      return (
        <div className={styles.box} role="status">
          <Spinner
            className={styles.spin}
            size="small"
            label={t(visit.browser_opened ? `visit.waiting.${page}` : "visit.no_browser")}
          />
          <Body1 as="p">{t("visit.until", { time: format.time(visit.until) })}</Body1>
          <div className={styles.actions}>
            <Button onClick={reopen}>{t("visit.reopen")}</Button>
            <CopyButton text={visit.link} label={t("visit.copy_link")} />
            <Button onClick={cancel}>{t("action.cancel")}</Button>
          </div>
        </div>
      );
    case "refused":
      return <RefusalView refusal={visit.refusal} />;
  }
}

/** A named ending and its one next step. */
export function RefusalView({ refusal }: { refusal: Refusal }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const facts: Fact[] = [
    [t("refusal.expected"), refusal.expected],
    [t("refusal.code"), refusal.code],
    [t("refusal.link"), refusal.admin_link],
  ];
  return (
    <div className={`${styles.box} ${styles.needsYou}`} role="alert">
      <Subtitle2 as="h2">{t(`refusal.${refusal.kind}`)}</Subtitle2>
      <Body1 as="p">{t(`next_step.${refusal.next}`)}</Body1>
      <Facts facts={facts} />
      {refusal.admin_link !== null && (
        <div className={styles.actions}>
          <CopyButton text={t("refusal.message", { link: refusal.admin_link })} label={t("refusal.copy_message")} />
          <CopyButton text={refusal.admin_link} label={t("visit.copy_link")} />
        </div>
      )}
    </div>
  );
}
