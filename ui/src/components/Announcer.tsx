import { makeStyles } from "@fluentui/react-components";
import { type ReactNode, createContext, useCallback, useContext, useState } from "react";

const useStyles = makeStyles({
  unseen: { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)" },
});

const AnnounceContext = createContext<(sentence: string) => void>(() => {});

/** Says a sentence once to those who listen instead of look. */
export const useAnnounce = () => useContext(AnnounceContext);

/** The live region. */
export function Announcer({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const [sentence, setSentence] = useState("");
  const announce = useCallback((next: string) => setSentence(next), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className={styles.unseen}>
        {sentence}
      </div>
    </AnnounceContext>
  );
}
