import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type AppState, commands } from "../bindings";
import { sentenceValues } from "../components/sentence";
import { useFormat } from "../i18n/format";

/** Keeps the sign in the tray at what the window says, in its language. */
export function useSign(state: AppState | undefined) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const sentence = state?.connections[0]?.sync.sentence;
  const words = {
    state: sentence === undefined ? t("sign.nothing") : t(`sentence.${sentence.is}`, sentenceValues(sentence, format)),
    open: t("sign.open"),
    sync: t("sync.now"),
    pause: t(sentence?.is === "paused" ? "sync.resume" : "sign.pause"),
    quit: t("sign.quit"),
  };
  const said = JSON.stringify(words);
  const language = i18n.resolvedLanguage;
  useEffect(() => {
    // A desktop without a tray has no sign; nobody misses these words then.
    commands.writeSign(JSON.parse(said)).catch(() => {});
  }, [said, language]);
}
