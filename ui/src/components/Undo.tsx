import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { Dismiss16Regular } from "@fluentui/react-icons";
import { type ReactNode, createContext, useCallback, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "./Announcer";

interface Done {
  sentence: string;
  undo: () => void;
}

const UndoContext = createContext<[Done | null, (done: Done | null) => void] | null>(null);

/** Says what was done, and offers to undo it, until something else is done. */
export function useUndo() {
  const context = useContext(UndoContext);
  if (context === null) throw new Error("outside the window's frame");
  const announce = useAnnounce();
  const [, setDone] = context;
  return useCallback(
    (sentence: string, undo: () => void) => {
      announce(sentence);
      setDone({ sentence, undo });
    },
    [announce, setDone],
  );
}

/** Where what was done is remembered, whatever screen it was done on. */
export function Undoing({ children }: { children: ReactNode }) {
  const state = useState<Done | null>(null);
  return <UndoContext value={state}>{children}</UndoContext>;
}

/** What was done last, with the way back. */
export function UndoBar({ className }: { className?: string }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const [done, setDone] = useContext(UndoContext) ?? [null, () => {}];
  if (done === null) return null;
  const undo = () => {
    done.undo();
    setDone(null);
    announce(t("undo.undone"));
  };
  return (
    <MessageBar intent="success" className={className}>
      <MessageBarBody>{done.sentence}</MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button appearance="transparent" size="small" icon={<Dismiss16Regular />} aria-label={t("undo.keep")} onClick={() => setDone(null)} />
        }
      >
        <Button size="small" onClick={undo}>
          {t("undo.undo")}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
