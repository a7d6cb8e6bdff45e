import {
  Body1,
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({ content: { display: "grid", gap: tokens.spacingVerticalM, overflowWrap: "anywhere" } });

interface TakeBackProps {
  who: string;
  /** What ends: an unused link, what a manager may do, or the reading of one employee. */
  what: "open" | "manager" | "employee";
  busy: boolean;
  take: () => void;
}

/** Takes an invite back, once the consequences were said. What comes of it is told by the list, since its row changes. */
export function TakeBack({ who, what, busy, take }: TakeBackProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isAsked, setIsAsked] = useState(false);
  const decided = () => {
    setIsAsked(false);
    take();
  };
  return (
    <Dialog modalType="alert" open={isAsked} onOpenChange={(_, { open }) => setIsAsked(open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button size="small" disabled={busy} aria-label={t("people.revoke_one", { who })}>
          {t("people.revoke")}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t("people.revoke_one", { who })}</DialogTitle>
          <DialogContent className={styles.content}>
            <Body1 as="p">{t(`people.revoke_means.${what}`)}</Body1>
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t("people.keep")}</Button>
            </DialogTrigger>
            <Button onClick={decided}>
              {t("people.revoke_do")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
