import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type CycleView, commands } from "../../bindings";
import { AskFirst } from "../../components/AskFirst";
import { useWrite } from "../../desk/queries";

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, display: "grid", gap: tokens.spacingVerticalXS } });

/** Freezes or closes a cycle, once the consequences were said. */
export function Forward({ cycle, to }: { cycle: CycleView; to: "frozen" | "closed" }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const move = useWrite(() => commands.moveCycle(cycle.id, to));
  const { name } = cycle;
  return (
    <AskFirst
      opener={<Button aria-label={t(`cycles.${to}.one`, { name })}>{t(`cycles.${to}.ask`)}</Button>}
      title={t(`cycles.${to}.title`, { name })}
      no={t(`cycles.${to}.no`)}
      yes={t(`cycles.${to}.do`)}
      isPending={move.isPending}
      error={move.error}
      decide={(done) => move.mutate(undefined, { onSuccess: done })}
    >
      <ul className={styles.list}>
        {["first", "second", "third"].map((consequence) => (
          <li key={consequence}>{t(`cycles.${to}.${consequence}`)}</li>
        ))}
      </ul>
      <Body1 as="p">{t("cycles.no_way_back")}</Body1>
    </AskFirst>
  );
}
