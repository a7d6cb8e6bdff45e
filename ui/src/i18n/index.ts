import i18next from "i18next";
import ICU from "i18next-icu";
import { initReactI18next } from "react-i18next";

/** Every language is one file here; there is nothing else to do to add one. */
const files = import.meta.glob<{ default: Words }>("./*.json", { eager: true });

interface Words {
  language: { own: string };
}

const resources = Object.fromEntries(
  Object.entries(files).map(([path, { default: words }]) => [path.slice(2, -5), { translation: words }]),
);

/** The languages that there are texts in, each by its own name. */
export const languages: [tag: string, own: string][] = Object.entries(resources).map(([tag, { translation }]) => [
  tag,
  translation.language.own,
]);

/** The language that the window speaks; texts to be hashed are asked for in it. */
export const languageNow = (): string => i18next.resolvedLanguage ?? "en";

/** The first language the person reads that there are texts in; a system without a language speaks English. */
function languageOf(wished: readonly string[]): string {
  const asked = wished.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return asked.find((language) => language in resources) ?? "en";
}

/** The language with the customs of the person's country, for dates and numbers. */
export function localeNow(): string {
  const language = languageNow();
  return navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;
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

/** Speaks the language that was chosen, or the system's. */
export async function speak(chosen: string | null): Promise<void> {
  await i18next.changeLanguage(languageOf(chosen === null ? navigator.languages : [chosen]));
  document.documentElement.lang = languageNow();
}
