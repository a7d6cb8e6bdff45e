import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { SignalView } from "../bindings";
import { useFormat } from "../i18n/format";
import { Facts } from "./Facts";
import { Section } from "./Section";

/** The employee's counts of this cycle. */
export function SignalFacts({ signal, open }: { signal: SignalView; open?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t("signal.title")} lead={t("signal.lead")}>
      <Facts
        facts={[
          [t("signal.cycle"), `${signal.cycle} (${format.day(signal.starts_at)} – ${format.day(signal.ends_at)})`],
          [t("signal.sent"), format.number(signal.sent)],
          [t("signal.received"), format.number(signal.received)],
        ]}
      />
      {open !== undefined && (
        <div>
          <Button onClick={open}>{t("signal.open")}</Button>
        </div>
      )}
    </Section>
  );
}
