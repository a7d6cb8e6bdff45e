import { Body1 } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useConnection } from "../app/screens";
import { reads } from "../desk/queries";
import { useFormat } from "../i18n/format";
import { Answer } from "./Answer";
import { Facts } from "./Facts";
import { Section } from "./Section";

/** What Vitrine takes up on this computer. */
export function StorageUsed() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useConnection();
  const storage = useQuery(reads.storage(id));
  return (
    <Section title={t("storage.title")} lead={t("storage.lead")}>
      <Answer of={storage}>
        {({ bytes, streams, oldest }) => (
          <>
            <Facts
              facts={[
                [t("storage.bytes"), bytes === null ? null : format.bytes(bytes)],
                ...streams.map(({ stream, items }): [string, string] => [t(`stream.${stream}`), t("storage.items", { count: items })]),
                [t("storage.oldest"), oldest && format.day(oldest)],
              ]}
            />
            {streams.length === 0 && <Body1 as="p">{t("storage.none")}</Body1>}
          </>
        )}
      </Answer>
    </Section>
  );
}
