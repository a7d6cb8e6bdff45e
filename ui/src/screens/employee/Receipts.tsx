import { Badge, Body1, Button, Subtitle2, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { Print20Regular, Save20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReceiptView, commands } from "../../bindings";
import { useConnection } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Facts } from "../../components/Facts";
import { Hash } from "../../components/Hash";
import { Page } from "../../components/Page";
import { Prose } from "../../components/Prose";
import { reads, useWrite } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  card: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalXL,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
  },
  head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
  actions: { display: "flex", gap: tokens.spacingHorizontalS, marginLeft: "auto" },
});

/** Every consent that was given, to be kept. */
export function Receipts() {
  const { t } = useTranslation();
  const { id } = useConnection();
  const receipts = useQuery(reads.receipts(id));
  const [printed, setPrinted] = useState<string | null>(null);
  // The page is printed once only the one receipt is on it.
  useEffect(() => {
    if (printed === null) return;
    window.print();
    setPrinted(null);
  }, [printed]);
  return (
    <Page title={t("navigation.receipts")} lead={t("receipts.lead")}>
      <Answer of={receipts}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title={t("receipts.none")} why={t("receipts.none_why")} />
          ) : (
            all.map((receipt) => (
              <Receipt
                key={receipt.record}
                of={receipt}
                isOther={printed !== null && printed !== receipt.record}
                print={() => setPrinted(receipt.record)}
              />
            ))
          )
        }
      </Answer>
    </Page>
  );
}

function Receipt({ of, isOther, print }: { of: ReceiptView; isOther: boolean; print: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useConnection();
  const save = useWrite(() => commands.saveReceipt(id, of.record));
  const name = t(`stream.${of.stream}`);
  return (
    <article className={mergeClasses(styles.card, isOther && "unprinted")} aria-label={name}>
      <div className={styles.head}>
        <Subtitle2 as="h2">{name}</Subtitle2>
        <Badge appearance="outline" color={of.withdrawn_at === null ? "success" : "informative"}>
          {t(of.withdrawn_at === null ? "receipts.in_force" : "receipts.withdrawn")}
        </Badge>
        <div className={mergeClasses(styles.actions, "unprinted")}>
          <Button icon={<Save20Regular />} disabled={save.isPending} onClick={() => save.mutate(undefined)}>
            {t("receipts.save")}
          </Button>
          <Button icon={<Print20Regular />} onClick={print}>
            {t("action.print")}
          </Button>
        </div>
      </div>
      <ErrorBar error={save.error} />
      {save.data && <Body1 as="p" role="status">{t("receipts.saved", { name: save.data.name })}</Body1>}
      <Facts
        facts={[
          [t("receipts.given"), format.moment(of.given_at)],
          [t("receipts.withdrawn_at"), of.withdrawn_at && format.moment(of.withdrawn_at)],
          [t("receipts.to"), <bdi key="to">{of.organisation}</bdi>],
          [t("receipts.record"), of.record],
          [t("language.title"), of.language],
          ["SHA-256", <Hash key="hash" of={of.sha256} />],
        ]}
      />
      {of.text === null ? <Body1 as="p">{t("receipts.other_text")}</Body1> : <Prose text={of.text} label={t("receipts.text")} under={2} />}
    </article>
  );
}
