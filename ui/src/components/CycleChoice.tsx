import { Field, Select, makeStyles } from "@fluentui/react-components";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CycleView } from "../bindings";

const useStyles = makeStyles({ cycle: { maxWidth: "420px" } });

/** The cycle under way, else the last one. */
function firstShown(all: CycleView[]): string {
  const now = Date.now();
  const current = all.find((one) => new Date(one.start).getTime() <= now && now < new Date(one.end).getTime());
  return (current ?? all.at(-1))?.id ?? "";
}

/** One cycle of several, and what is shown of it. */
export function CycleChoice({ all, children }: { all: CycleView[]; children: (cycle: CycleView) => ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(firstShown(all));
  const cycle = all.find((one) => one.id === chosen) ?? all[0];
  if (cycle === undefined) return null;
  return (
    <>
      {all.length > 1 && (
        <Field label={t("review.cycle")} className={styles.cycle}>
          <Select value={cycle.id} onChange={(_, { value }) => setChosen(value)}>
            {all.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Fragment key={cycle.id}>{children(cycle)}</Fragment>
    </>
  );
}
