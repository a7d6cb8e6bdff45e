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
import { type CycleView, commands } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { useWrite } from "../../desk/queries";

const useStyles = makeStyles({
  content: { display: "grid", gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, display: "grid", gap: tokens.spacingVerticalXS },
});

/** Freezes or closes a cycle, once the consequences were said. */
export function Forward({ cycle, to }: { cycle: CycleView; to: "frozen" | "closed" }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isAsked, setIsAsked] = useState(false);
  const move = useWrite(() => commands.moveCycle(cycle.id, to));
  const { name } = cycle;
  return (
    <Dialog modalType="alert" open={isAsked} onOpenChange={(_, { open }) => setIsAsked(open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button aria-label={t(`cycles.${to}.one`, { name })}>{t(`cycles.${to}.ask`)}</Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t(`cycles.${to}.title`, { name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <ul className={styles.list}>
              {["first", "second", "third"].map((consequence) => (
                <li key={consequence}>{t(`cycles.${to}.${consequence}`)}</li>
              ))}
            </ul>
            <Body1 as="p">{t("cycles.no_way_back")}</Body1>
            <ErrorBar error={move.error} />
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t(`cycles.${to}.no`)}</Button>
            </DialogTrigger>
            <Button disabled={move.isPending} onClick={() => move.mutate(undefined, { onSuccess: () => setIsAsked(false) })}>
              {t(`cycles.${to}.do`)}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
