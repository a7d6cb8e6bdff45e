import { Body1, Caption1, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { LedgerRow, RuleCount, RuleTrial } from "../bindings";
import { useFormat } from "../i18n/format";
import { StateMark } from "./StateMark";

const SHOWN = 5;

const useStyles = makeStyles({
  box: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    maxWidth: "720px",
    minHeight: "52px",
  },
  figures: { fontVariantNumeric: "tabular-nums" },
});

/** What a change of the rules would do to what is here. */
export function TrialView({ of: trial }: { of: RuleTrial }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const sentences = sentencesOf(trial).map(([key, values]) => t(key, values));
  return (
    <div className={styles.box} role="status">
      {sentences.map((sentence) => (
        <Body1 as="p" key={sentence} className={styles.figures}>
          {sentence}
        </Body1>
      ))}
      {trial.rows.length > 0 && <Flipping of={trial} />}
    </div>
  );
}

function Flipping({ of: { rows, withheld, kept } }: { of: RuleTrial }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const all = allOf(withheld) + allOf(kept);
  return (
    <>
      <Table size="extra-small" aria-label={t("rules.rows")}>
        <TableHeader>
          <TableRow>
            {["occurred_at", "now", "then", "person"].map((column) => (
              <TableHeaderCell key={column}>{t(`rules.column.${column}`)}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.slice(0, SHOWN).map((row) => (
            <TableRow key={row.id}>
              <TableCell className={styles.figures}>{row.occurred_at && format.brief(row.occurred_at)}</TableCell>
              <TableCell>
                <StateMark state={row.state} reason={row.reason} />
              </TableCell>
              <TableCell>
                <Then row={row} />
              </TableCell>
              <TableCell>
                <bdi>{row.person ?? t(row.direction === null ? `stream.${row.stream}` : `direction.${row.direction}`)}</bdi>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {all > Math.min(rows.length, SHOWN) && <Caption1>{t("rules.more_rows", { count: all - Math.min(rows.length, SHOWN) })}</Caption1>}
    </>
  );
}

/** Where a row would stand then. */
function Then({ row }: { row: LedgerRow }) {
  if (row.state !== "withheld") return <StateMark state="withheld" reason="excluded_by_rule" />;
  return <StateMark state={row.stream === "transcript" ? "unreviewed" : "counted"} reason={null} />;
}

const mailsOf = (count: RuleCount): number => count.sent + count.received;
const allOf = (count: RuleCount): number => mailsOf(count) + count.transcripts;

type Said = [key: string, values: Record<string, number>];

function sentencesOf({ known, tried_on, withheld, kept, already_left }: RuleTrial): Said[] {
  if (known) return [["rules.known", {}]];
  if (tried_on === "nothing") return [["rules.nothing_read", {}]];
  const said: Said[] = [];
  if (mailsOf(withheld) > 0) said.push(["rules.would_withhold", { sent: withheld.sent, received: withheld.received }]);
  if (mailsOf(already_left) > 0) said.push(["rules.already_left", { count: mailsOf(already_left) }]);
  if (withheld.transcripts > 0) said.push(["rules.would_hold_back", { count: withheld.transcripts }]);
  if (mailsOf(kept) > 0) said.push(["rules.would_keep", { sent: kept.sent, received: kept.received }]);
  if (kept.transcripts > 0) said.push(["rules.would_wait", { count: kept.transcripts }]);
  if (allOf(withheld) + allOf(kept) === 0) said.unshift(["rules.no_flip", {}]);
  if (already_left.transcripts > 0) said.push(["rules.transcripts_left", { count: already_left.transcripts }]);
  return said;
}
