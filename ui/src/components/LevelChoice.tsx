import { Field, Radio, RadioGroup } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { LevelName } from "../bindings";

/** From little to much. */
const levels: LevelName[] = ["measures", "own_turns", "full"];

interface LevelChoiceProps {
  label: string;
  level: LevelName;
  /** The most that the organisation lets through. */
  allowed: LevelName;
  choose: (level: LevelName) => void;
  disabled?: boolean;
}

/** How much of a transcript leaves, each with its consequence beside it. */
export function LevelChoice({ label, level, allowed, choose, disabled = false }: LevelChoiceProps) {
  const { t } = useTranslation();
  const most = levels.indexOf(allowed);
  const narrower = levels[Math.min(levels.indexOf(level), most)];
  return (
    <Field>
      <RadioGroup aria-label={label} value={narrower} disabled={disabled} onChange={(_, { value }) => choose(value as LevelName)}>
        {levels.map((one, place) => (
          <Radio
            key={one}
            value={one}
            disabled={disabled || place > most}
            label={`${t(`transcript.level.${one}`)}: ${t(`transcript.level_what.${one}`)}`}
          />
        ))}
      </RadioGroup>
    </Field>
  );
}
