import {
  Button,
  Caption1,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
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
import { type RuleCount, type RuleDraft, type RuleView, commands } from "../../bindings";
import { useNavigation } from "../../app/screens";
import { useAnnounce } from "../../components/Announcer";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { Page } from "../../components/Page";
import { RuleEditor, kinds } from "../../components/RuleEditor";
import { Section } from "../../components/Section";
import { reads, useWrite } from "../../desk/queries";
import { useRuleChange, useRuleName } from "../../desk/rules";
import { useFormat } from "../../i18n/format";

const useStyles = makeStyles({
  table: { maxWidth: "860px" },
  wide: { width: "36%" },
  what: { overflowWrap: "anywhere", whiteSpace: "normal", paddingBlock: tokens.spacingVerticalS },
  door: { padding: 0, minWidth: 0, justifyContent: "flex-start", textAlign: "left" },
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
        <Answer of={rules}>
          {({ rules: all, at_service }) => (
            <>
              <AtService count={at_service} />
              {all.length === 0 ? <None /> : <List rules={all} />}
            </>
          )}
        </Answer>
      </Section>
      <Caption1 as="p">{t("rules.both_ways")}</Caption1>
    </Page>
  );
}

/** What left before a rule was there: it stays at the service until it is taken back. */
function AtService({ count }: { count: number }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const take = useWrite(() => commands.takeBackLeftOut());
  const begin = () => take.mutate(undefined, { onSuccess: () => announce(t("rules.taken_back", { count })) });
  if (count === 0) return null;
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{t("rules.at_service", { count })}</MessageBarBody>
        <MessageBarActions>
          <Button disabled={take.isPending} onClick={begin}>
            {t("rules.take_back", { count })}
          </Button>
        </MessageBarActions>
      </MessageBar>
      <ErrorBar error={take.error} />
    </>
  );
}

/** What a rule takes hold of, in words. */
function useHolds(): (holds: RuleCount) => string {
  const { t } = useTranslation();
  return ({ sent, received, transcripts }) => {
    const mails = t("rules.mails", { count: sent + received });
    const heard = t("rules.transcripts", { count: transcripts });
    if (transcripts === 0) return mails;
    return sent + received === 0 ? heard : `${mails}, ${heard}`;
  };
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
  const nameOf = useRuleName();
  const holdsOf = useHolds();
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
                  onClick={() => go({ at: "ledger", rule: id })}
                >
                  {holdsOf(holds)}
                </Button>
              </TableCell>
              <TableCell>
                <span className={styles.actions}>
                  {kinds.includes(rule.kind) && (
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
