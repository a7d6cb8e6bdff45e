import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands } from "../bindings";
import { Answer } from "./Answer";
import { EmptyState } from "./EmptyState";
import { ErrorBar } from "./ErrorBar";
import { ReviewBytes } from "./ReviewBytes";
import { reads, useWrite } from "../desk/queries";

const useStyles = makeStyles({
  people: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  whole: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
});

/** The people of a cycle whom one may read, and what a review sees of one: reading is a deliberate act, since the person is shown it. */
export function Reviewed({ cycle }: { cycle: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const people = useQuery(reads.reviewPeople(cycle));
  const read = useWrite((id: string) => commands.reviewOf(cycle, id));
  return (
    <div className={styles.whole}>
      <Body1 as="p">{t("cycles.read_means")}</Body1>
      <Answer of={people}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t("cycles.nobody")} why={t("cycles.nobody_why")} />
          ) : (
            <div className={styles.people}>
              {all.map((one) => (
                <Button key={one.id} disabled={read.isPending} onClick={() => read.mutate(one.id)}>
                  <bdi>{one.who}</bdi>
                </Button>
              ))}
            </div>
          )
        }
      </Answer>
      <ErrorBar error={read.error} />
      {read.data !== undefined && (
        <div role="status" className={styles.whole}>
          <Body1 as="p">{t("cycles.looked", { who: read.data.person })}</Body1>
          <ReviewBytes key={read.data.sha256} review={read.data} shown="text" />
        </div>
      )}
    </div>
  );
}
