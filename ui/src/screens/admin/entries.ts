/** The entries of a pasted list: one a line, or separated by commas, semicolons or blanks; each once. */
export function entriesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/u).filter((entry) => entry !== ""))];
}
