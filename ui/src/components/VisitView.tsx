import { Body1, Button, Field, MessageBar, MessageBarBody, Subtitle2, Textarea, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Mail20Regular } from "@fluentui/react-icons";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type ApprovalStanding, type Refusal, type Visit, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { CopyButton } from "./CopyButton";
import { ErrorBar } from "./ErrorBar";
import { type Fact, Facts } from "./Facts";
import { Waiting } from "./Waiting";

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
  standing: { display: "flex" },
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
      return <Waiting label={t("visit.checking")} />;
    case "waiting":
      return (
        <div className={styles.box} role="status">
          {visit.approved && (
            <MessageBar intent="success">
              <MessageBarBody>{t("visit.approved")}</MessageBarBody>
            </MessageBar>
          )}
          <Waiting label={t(visit.browser_opened ? `visit.waiting.${page}` : "visit.no_browser")} />
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
    case "failed":
      return <ErrorBar error={visit.error} />;
  }
}

/** A named ending and its one next step. */
export function RefusalView({ refusal }: { refusal: Refusal }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const facts: Fact[] = [
    [t("refusal.expected"), refusal.expected],
    [t("refusal.code"), refusal.code],
  ];
  return (
    <div className={mergeClasses(styles.box, styles.needsYou)} role="alert">
      <Subtitle2 as="h2">{t(`refusal.${refusal.kind}`)}</Subtitle2>
      <Body1 as="p">{t(`next_step.${refusal.next}`)}</Body1>
      <Facts facts={facts} />
      {refusal.admin_link !== null && <AdminMessage link={refusal.admin_link} />}
      {refusal.approval !== null && <Approval standing={refusal.approval} />}
    </div>
  );
}

/** How the approval stands; while somebody looks at it, it goes on by itself once an administrator approved. */
function Approval({ standing }: { standing: ApprovalStanding }) {
  const styles = useStyles();
  const { t } = useTranslation();
  useEffect(() => {
    void commands.followApproval();
    return () => void commands.leaveApproval();
  }, []);
  const words = t(`approval.${standing}`);
  return (
    <div className={styles.standing} role="status">
      {standing === "unheard" ? <Body1 as="p">{words}</Body1> : <Waiting label={words} />}
    </div>
  );
}

/** A message to the administrator, ready to be sent. */
function AdminMessage({ link }: { link: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const message = t("refusal.message", { link });
  const write = useWrite(() => commands.composeMail(t("refusal.subject"), message));
  return (
    <>
      <Field label={t("refusal.ready")}>
        <Textarea readOnly value={message} rows={11} resize="vertical" />
      </Field>
      <div className={styles.actions}>
        <Button icon={<Mail20Regular />} onClick={() => write.mutate(undefined)}>
          {t("refusal.write_mail")}
        </Button>
        <CopyButton text={message} label={t("refusal.copy_message")} />
        <CopyButton text={link} label={t("visit.copy_link")} />
      </div>
      {write.data === false && <Body1 as="p">{t("refusal.no_mail")}</Body1>}
      <ErrorBar error={write.error} />
    </>
  );
}
