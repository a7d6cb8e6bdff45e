import type { CommandError } from "../bindings";

/** What a command threw, as the closed error that it is; anything else did not come from a command. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return thrown as CommandError;
  return { code: "internal", reference: "window" };
}
