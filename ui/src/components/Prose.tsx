import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import Markdown from "react-markdown";

const useStyles = makeStyles({
  paper: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    maxHeight: "46vh",
    overflowY: "auto",
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase400,
    "& h1, & h2, & h3, & h4": {
      fontSize: tokens.fontSizeBase400,
      fontWeight: tokens.fontWeightSemibold,
      margin: `${tokens.spacingVerticalL} 0 ${tokens.spacingVerticalXS}`,
    },
    "& p, & ul, & ol": { margin: `${tokens.spacingVerticalS} 0`, maxWidth: "72ch" },
    "& > :first-child": { marginTop: 0 },
  },
});

/** A text that is hashed and agreed to; shown whole, links and pictures as plain words. */
export function Prose({ text, label, under }: { text: string; label: string; under: 1 | 2 }) {
  const styles = useStyles();
  return (
    <div className={styles.paper} tabIndex={0} role="group" aria-label={label}>
      <Markdown
        disallowedElements={["a", "img"]}
        unwrapDisallowed
        components={under === 1 ? belowPage : belowSection}
      >
        {text}
      </Markdown>
    </div>
  );
}

type Words = { children?: ReactNode };
const Second = ({ children }: Words) => <h2>{children}</h2>;
const Third = ({ children }: Words) => <h3>{children}</h3>;
const Fourth = ({ children }: Words) => <h4>{children}</h4>;
// The headings of the text go on where those around it end.
const belowPage = { h1: Second, h2: Third, h3: Fourth };
const belowSection = { h1: Third, h2: Fourth, h3: Fourth };
