import { useEffect, useState } from "react";

/** How long nobody must have typed before the list is looked at again. */
const REST = 200;

/** The entries of a pasted list: one a line, or separated by commas, semicolons or blanks. */
export function entriesOf(text: string): string[] {
  return text.split(/[\s,;]+/u).filter((entry) => entry !== "");
}

/** The text once nobody has typed for a moment. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
