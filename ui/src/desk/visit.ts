import type { Visit } from "../bindings";

const OFTEN = 1_500;

/** Asks again while a visit is under way, in case an event was missed; rests otherwise. */
export function whileVisiting(visit: Visit | undefined): number | false {
  return visit?.state === "waiting" || visit?.state === "checking" ? OFTEN : false;
}
