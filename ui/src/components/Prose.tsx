import { makeStyles, tokens } from "@fluentui/react-components";
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
export function Prose({ text, label }: { text: string; label: string }) {
  const styles = useStyles();
  return (
    <div className={styles.paper} tabIndex={0} role="region" aria-label={label}>
      <Markdown
        disallowedElements={["a", "img"]}
        unwrapDisallowed
        components={{ h1: Heading, h2: Heading, h3: Subheading, h4: Subheading }}
      >
        {text}
      </Markdown>
    </div>
  );
}

// The page has the first two levels.
const Heading = ({ children }: { children?: React.ReactNode }) => <h3>{children}</h3>;
const Subheading = ({ children }: { children?: React.ReactNode }) => <h4>{children}</h4>;
