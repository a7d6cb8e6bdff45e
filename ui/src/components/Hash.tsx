import { makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  hash: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
});

/** A hash in full: something shortened cannot be compared. */
export function Hash({ of }: { of: string }) {
  return <code className={useStyles().hash}>{of}</code>;
}
