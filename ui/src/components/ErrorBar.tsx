import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import { asCommandError } from "../desk/errors";
import { useErrorWords } from "./ErrorState";

/** Why a click did not do what it should, beside the thing clicked. */
export function ErrorBar({ error }: { error: unknown }) {
  const words = useErrorWords();
  if (error === null || error === undefined) return null;
  const { title, next } = words(asCommandError(error));
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {next}
      </MessageBarBody>
    </MessageBar>
  );
}
