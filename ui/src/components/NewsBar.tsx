import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type News, commands } from "../bindings";
import { useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";

/** What is new since the person last looked; the first look is noted by itself. */
export function NewsBar({ connection, news }: { connection: string; news: News | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { mutate } = useWrite(() => commands.markSeen(connection));
  const isFirst = news === null;
  useEffect(() => {
    if (isFirst) mutate(undefined);
  }, [isFirst, mutate]);
  if (news === null || news.sent + news.withheld + news.retracted === 0) return null;
  const parts = [
    t("news.sent", { count: news.sent }),
    t("news.withheld", { count: news.withheld }),
    news.retracted > 0 && t("news.retracted", { count: news.retracted }),
  ].filter((part) => part !== false);
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t("news.title", { moment: format.moment(news.looked_at) })}</MessageBarTitle>
        {parts.join(" · ")}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => mutate(undefined)}>{t("news.seen")}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
