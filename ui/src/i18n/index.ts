import i18next from "i18next";
import ICU from "i18next-icu";
import { initReactI18next } from "react-i18next";
import en from "./en.json";

/** Adding a language is one file and one line here. */
const resources = { en: { translation: en } };

/** The language that the window speaks; texts to be hashed are asked for in it. */
export const languageNow = (): string => i18next.resolvedLanguage ?? "en";

/** The first language the person reads that there are texts in; a system without a language speaks English. */
function languageOf(wished: readonly string[]): string {
  const known = Object.keys(resources);
  const asked = wished.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return asked.find((language) => known.includes(language)) ?? "en";
}

/** Loads the texts in the system's language, or English. */
export async function startLanguage(): Promise<void> {
  if (i18next.isInitialized) return;
  await i18next
    .use(ICU)
    .use(initReactI18next)
    .init({
      resources,
      lng: languageOf(navigator.languages),
      fallbackLng: "en",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = languageNow();
}
