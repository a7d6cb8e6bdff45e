import {
  type BrandVariants,
  type Theme,
  createDarkTheme,
  createLightTheme,
  teamsHighContrastTheme,
} from "@fluentui/react-components";
import { inContrast, useMedia } from "./media";

/** The glass: a deep blue-green, from night to daylight. */
const glass: BrandVariants = {
  10: "#020506",
  20: "#0a1a1e",
  30: "#0d2b31",
  40: "#0e3840",
  50: "#0f464f",
  60: "#0f545e",
  70: "#0f626e",
  80: "#12707d",
  90: "#1f7f8c",
  100: "#358d99",
  110: "#4b9ba6",
  120: "#62a9b3",
  130: "#79b7bf",
  140: "#92c6cc",
  150: "#acd4d9",
  160: "#c8e3e6",
};

const type = {
  fontFamilyBase: '"Segoe UI Variable Text", "Segoe UI", "Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", "JetBrains Mono", ui-monospace, monospace',
  fontFamilyNumeric: '"Segoe UI Variable Text", "Segoe UI", "Inter Variable", system-ui, sans-serif',
};

/** Colours with a meaning: what leaves, what stays, what was acknowledged, what waits, what needs the person. */
const meaning = {
  leaves: "colorBrandBackground",
  stays: "colorNeutralForeground4",
  acknowledged: "colorPaletteGreenBackground3",
  waits: "colorPaletteMarigoldBackground3",
  needsYou: "colorPaletteRedBackground3",
} as const;

export type Meaning = keyof typeof meaning;

/** The CSS value of a colour with a meaning. */
export const colourOf = (what: Meaning): string => `var(--${meaning[what]})`;

const light: Theme = { ...createLightTheme(glass), ...type };
const dark: Theme = {
  ...createDarkTheme(glass),
  ...type,
  colorBrandForeground1: glass[120],
  colorBrandForeground2: glass[130],
  colorBrandForegroundLink: glass[120],
  colorBrandForegroundLinkHover: glass[130],
  // What is pointed at lies on a lighter ground.
  colorNeutralForeground2BrandHover: glass[130],
  colorNeutralForeground2BrandPressed: glass[120],
  colorNeutralForeground2BrandSelected: glass[120],
};
const contrast: Theme = { ...teamsHighContrastTheme, ...type };

const dim = "(prefers-color-scheme: dark)";

/** Follows the system between light, dark and high contrast. */
export function useSystemTheme(): Theme {
  const isContrast = useMedia(inContrast);
  const isDark = useMedia(dim);
  if (isContrast) return contrast;
  return isDark ? dark : light;
}
