import type { SyncSentence } from "../bindings";
import type { Format } from "../i18n/format";

/** What the sentence of a state is filled in with. */
export function sentenceValues(sentence: SyncSentence, format: Format): Record<string, unknown> {
  if (sentence.is === "paused") {
    return { until: sentence.until === null ? "none" : "some", moment: sentence.until && format.moment(sentence.until) };
  }
  if (sentence.is === "microsoft_unreachable" || sentence.is === "service_unreachable") {
    return { since: format.ago(sentence.since) };
  }
  if (sentence.is === "sign_in_needed") return { next: sentence.refusal.next };
  return { ...sentence };
}
