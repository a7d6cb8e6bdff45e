import {
  Badge,
  Body1,
  Button,
  Caption1,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Textarea,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReviewDisputeView, commands } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { useWrite } from "../../desk/queries";

const useStyles = makeStyles({
  mark: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  line: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` },
  name: { flex: "1 1 180px", margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  value: { fontVariantNumeric: "tabular-nums", fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  none: { color: tokens.colorNeutralForeground3 },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  content: { display: "grid", gap: tokens.spacingVerticalM },
  reason: { borderLeft: `3px solid ${tokens.colorPaletteMarigoldBorder1}`, paddingLeft: tokens.spacingHorizontalM, whiteSpace: "pre-line", overflowWrap: "anywhere" },
});

interface MarkRowProps {
  cycle: string;
  /** The mark's own word, as it travels. */
  mark: string;
  name: string;
  /** Absent where there is not enough evidence. */
  value: string | null;
  note?: string;
  dispute: ReviewDisputeView | undefined;
  isOpen: boolean;
  /** How the rows behind the number are called; absent where there are none. */
  behind?: string;
  children?: ReactNode;
}

/** One number that a review sees: what is behind it, and the person's dispute. */
export function MarkRow({ cycle, mark, name, value, note, dispute, isOpen, behind, children }: MarkRowProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isOpened, setIsOpened] = useState(false);
  const undo = useWrite(() => commands.undoDispute(cycle, mark));
  return (
    <article className={styles.mark} aria-label={name}>
      <div className={styles.line}>
        <h3 className={styles.name}>{name}</h3>
        {value === null ? <span className={styles.none}>{t("review.no_evidence")}</span> : <span className={styles.value}>{value}</span>}
        {dispute !== undefined && (
          <Badge appearance="tint" color="warning">
            {t("review.disputed")}
          </Badge>
        )}
        <div className={styles.actions}>
          {behind !== undefined && (
            <Button size="small" aria-expanded={isOpened} aria-label={`${behind}: ${name}`} onClick={() => setIsOpened(!isOpened)}>
              {behind}
            </Button>
          )}
          {isOpen && dispute === undefined && <Dispute cycle={cycle} mark={mark} name={name} />}
          {isOpen && dispute !== undefined && (
            <Button
              size="small"
              aria-label={t("review.undo_one", { name })}
              disabled={undo.isPending}
              onClick={() => undo.mutate(undefined)}
            >
              {t("review.undo")}
            </Button>
          )}
        </div>
      </div>
      {note !== undefined && <Caption1 as="p" block>{note}</Caption1>}
      {dispute?.reason != null && (
        <Body1 as="p" className={styles.reason}>
          <bdi>{dispute.reason}</bdi>
        </Body1>
      )}
      <ErrorBar error={undo.error} />
      {isOpened && children}
    </article>
  );
}

function Dispute({ cycle, mark, name }: { cycle: string; mark: string; name: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isAsked, setIsAsked] = useState(false);
  const [reason, setReason] = useState("");
  const dispute = useWrite(() => commands.disputeMark(cycle, mark, reason));
  const send = () =>
    dispute.mutate(undefined, {
      onSuccess: () => {
        setIsAsked(false);
        setReason("");
      },
    });
  return (
    <Dialog open={isAsked} onOpenChange={(_, { open }) => setIsAsked(open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button size="small" aria-label={t("review.dispute_one", { name })}>
          {t("review.dispute")}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("review.dispute_title", { name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <Body1 as="p">{t("review.dispute_means")}</Body1>
            <Field label={t("review.reason")} hint={t("review.reason_hint")}>
              <Textarea value={reason} maxLength={1000} rows={4} onChange={(_, { value }) => setReason(value)} />
            </Field>
            <ErrorBar error={dispute.error} />
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t("action.cancel")}</Button>
            </DialogTrigger>
            <Button appearance="primary" disabled={dispute.isPending} onClick={send}>
              {t("review.dispute_do")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
