import {
  Button,
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { Delete20Regular, Edit20Regular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleDraft, RuleView } from "../../bindings";
import { useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Page } from "../../components/Page";
import { RuleEditor } from "../../components/RuleEditor";
import { Section } from "../../components/Section";
import { reads } from "../../desk/queries";
import { nameOf, useRuleChange } from "../../desk/rules";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  table: { maxWidth: "860px" },
  wide: { width: "36%" },
  what: { overflowWrap: "anywhere", whiteSpace: "normal", paddingBlock: tokens.spacingVerticalS },
  door: { padding: 0, minWidth: 0, justifyContent: "flex-start" },
  figures: { fontVariantNumeric: "tabular-nums" },
  actions: { display: "flex", gap: tokens.spacingHorizontalXS },
});

/** What I leave out, and what each rule takes hold of. */
export function Rules() {
  const { t } = useTranslation();
  const rules = useQuery(reads.rules());
  return (
    <Page title={t("navigation.rules")} lead={t("rules.lead")}>
      <Section title={t("rules.new")}>
        <RuleEditor />
      </Section>
      <Section title={t("rules.in_force")}>
        <Answer of={rules}>{(all) => (all.length === 0 ? <None /> : <List rules={all} />)}</Answer>
      </Section>
      <Caption1 as="p">{t("rules.both_ways")}</Caption1>
    </Page>
  );
}

function None() {
  const { t } = useTranslation();
  return <EmptyState title={t("rules.none")} why={t("rules.none_why")} />;
}

function List({ rules }: { rules: RuleView[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const { go } = useNavigation();
  const { write, remove } = useRuleChange();
  const [edited, setEdited] = useState<RuleDraft | null>(null);
  return (
    <>
      <ErrorBar error={write.error} />
      <Table className={styles.table} aria-label={t("rules.in_force")}>
        <TableHeader>
          <TableRow>
            {["what", "kind", "since", "holds", "change"].map((column) => (
              <TableHeaderCell key={column} className={column === "what" ? styles.wide : undefined}>
                {t(`rules.column.${column}`)}
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rules.map(({ id, rule, since, holds }) => (
            <TableRow key={id}>
              <TableCell className={styles.what}>
                <bdi>{nameOf(rule)}</bdi>
              </TableCell>
              <TableCell>{t(`rules.kind.${rule.kind}`)}</TableCell>
              <TableCell>{format.day(since)}</TableCell>
              <TableCell className={styles.figures}>
                <Button
                  appearance="transparent"
                  className={styles.door}
                  onClick={() => go({ at: "ledger", reasons: ["excluded_by_rule"], states: ["withheld"] })}
                >
                  {t("rules.mails", { count: holds })}
                </Button>
              </TableCell>
              <TableCell>
                <span className={styles.actions}>
                  {(rule.kind === "person" || rule.kind === "domain") && (
                    <Button
                      appearance="subtle"
                      icon={<Edit20Regular />}
                      aria-label={t("rules.edit", { what: nameOf(rule) })}
                      onClick={() => setEdited(rule)}
                    />
                  )}
                  <Button
                    appearance="subtle"
                    icon={<Delete20Regular />}
                    aria-label={t("rules.remove", { what: nameOf(rule) })}
                    disabled={write.isPending}
                    onClick={() => remove(rule)}
                  />
                </span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {edited !== null && (
        <Section title={t("rules.editing", { what: nameOf(edited) })}>
          <RuleEditor key={nameOf(edited)} rule={edited} done={() => setEdited(null)} />
        </Section>
      )}
    </>
  );
}
