import type { SkillView } from "../bindings";
import { languageNow } from "../i18n";

/** A skill's name in the language of the window. */
export const useSkillName = () => (skill: SkillView) => (languageNow().startsWith("de") ? skill.name_de : skill.name_en);
