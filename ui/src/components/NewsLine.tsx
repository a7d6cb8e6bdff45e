import { Body1, Button, makeStyles, tokens } from "@fluentui/react-components";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type News, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";

const useStyles = makeStyles({
  line: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM, minHeight: "24px" },
  muted: { color: tokens.colorNeutralForeground2 },
});

interface NewsLineProps {
  connection: string;
  /** Null before the person looked for the first time; absent until it is known. */
  news: News | null | undefined;
}

/** What is new since the person last looked; the first look is noted by itself. The line stays where it is when there is nothing. */
export function NewsLine({ connection, news }: NewsLineProps) {
  const styles = useStyles();
  const { mutate } = useWrite(() => commands.markSeen(connection));
  const isFirst = news === null;
  useEffect(() => {
    if (isFirst) mutate(undefined);
  }, [isFirst, mutate]);
  return <div className={styles.line}>{news && <Words news={news} seen={() => mutate(undefined)} />}</div>;
}

function Words({ news, seen }: { news: News; seen: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  const moment = format.moment(news.looked_at);
  const counts = [
    ["sent", news.sent],
    ["withheld", news.withheld],
    ["retracted", news.retracted],
  ] as const;
  const parts = counts.filter(([, count]) => count > 0).map(([what, count]) => t(`news.${what}`, { count }));
  if (parts.length === 0) return <Body1 className={styles.muted}>{t("news.none", { moment })}</Body1>;
  return (
    <>
      <Body1>
        {t("news.title", { moment })} {parts.join(" · ")}
      </Body1>
      <Button size="small" onClick={seen}>
        {t("news.seen")}
      </Button>
    </>
  );
}
