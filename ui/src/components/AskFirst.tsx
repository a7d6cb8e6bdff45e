import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { type ReactElement, type ReactNode, useState } from "react";
import { ErrorBar } from "./ErrorBar";

const useStyles = makeStyles({ content: { display: "grid", gap: tokens.spacingVerticalM, overflowWrap: "anywhere" } });

interface AskFirstProps {
  /** What opens the question. */
  opener: ReactElement;
  title: string;
  /** What comes of it. */
  children: ReactNode;
  /** The answer that leaves all as it is. */
  no: string;
  yes: string;
  isPending?: boolean;
  error?: unknown;
  /** Does it, and calls back once it is done; until then the question stays, with what went wrong. */
  decide: (done: () => void) => void;
}

/** Asks before something is done that cannot be undone, and says what comes of it. */
export function AskFirst({ opener, title, children, no, yes, isPending = false, error, decide }: AskFirstProps) {
  const styles = useStyles();
  const [isAsked, setIsAsked] = useState(false);
  return (
    <Dialog modalType="alert" open={isAsked} onOpenChange={(_, { open }) => setIsAsked(open)}>
      <DialogTrigger disableButtonEnhancement>{opener}</DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            <ErrorBar error={error} />
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>{no}</Button>
            </DialogTrigger>
            <Button disabled={isPending} onClick={() => decide(() => setIsAsked(false))}>
              {yes}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
