import { QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type AppState, type RegistrationForm, type Road, commands } from "../bindings";
import { languageNow } from "../i18n";

/** Everything read from the desk, by name; events make these stale. */
export const reads = {
  appState: () => queryOptions({ queryKey: ["app_state"], queryFn: commands.appState }),
  invite: (link: string) =>
    queryOptions({ queryKey: ["invite", link], queryFn: () => commands.inspectInvite(link), gcTime: 0 }),
  collection: (road: Road) =>
    queryOptions({ queryKey: ["collection", road], queryFn: () => commands.collection(road) }),
  myData: () => queryOptions({ queryKey: ["visit", "my_data"], queryFn: commands.myData }),
  people: () => queryOptions({ queryKey: ["people"], queryFn: commands.people }),
  mailSetup: () => queryOptions({ queryKey: ["mail_setup"], queryFn: commands.mailSetup }),
  mailFolders: (connection: string) =>
    queryOptions({ queryKey: ["mail_folders", connection], queryFn: () => commands.mailFolders(connection), staleTime: 60_000 }),
  signIn: () => queryOptions({ queryKey: ["visit", "sign_in"], queryFn: commands.signIn }),
  adminConsent: () => queryOptions({ queryKey: ["visit", "admin_consent"], queryFn: commands.adminConsent }),
  preview: (connection: string) =>
    queryOptions({ queryKey: ["preview", connection], queryFn: () => commands.preview(connection) }),
  consentForms: (connection: string) =>
    queryOptions({
      queryKey: ["consent_forms", connection, languageNow()],
      queryFn: () => commands.consentForms(connection, languageNow()),
    }),
  progress: (connection: string) =>
    queryOptions({ queryKey: ["progress", connection], queryFn: () => commands.syncProgress(connection) }),
  home: (connection: string) =>
    queryOptions({ queryKey: ["home", connection], queryFn: () => commands.home(connection) }),
  meetings: (connection: string) =>
    queryOptions({ queryKey: ["meetings", connection], queryFn: () => commands.meetings(connection) }),
  /** What was said is not kept once the page is left. */
  transcript: (connection: string, id: string) =>
    queryOptions({ queryKey: ["transcript", connection, id], queryFn: () => commands.openTranscript(connection, id), gcTime: 0, refetchOnWindowFocus: false }),
  receipts: (connection: string) =>
    queryOptions({ queryKey: ["receipts", connection], queryFn: () => commands.receipts(connection) }),
  storage: (connection: string) =>
    queryOptions({ queryKey: ["home", "storage", connection], queryFn: () => commands.storage(connection) }),
  rules: () => queryOptions({ queryKey: ["rules"], queryFn: commands.rules }),
  registrationCheck: (form: RegistrationForm) =>
    queryOptions({ queryKey: ["registration", "check", form], queryFn: () => commands.checkRegistration(form), gcTime: 0 }),
  registration: () => queryOptions({ queryKey: ["registration"], queryFn: commands.registration }),
  dpa: () => queryOptions({ queryKey: ["dpa", languageNow()], queryFn: () => commands.dpa(languageNow()) }),
  domains: () => queryOptions({ queryKey: ["domains"], queryFn: commands.domains }),
  survey: () => queryOptions({ queryKey: ["survey"], queryFn: commands.survey }),
  allowlist: (entries: string[]) =>
    queryOptions({ queryKey: ["survey", "allowlist", entries], queryFn: () => commands.previewAllowlist(entries), gcTime: 0 }),
  policyChanges: () => queryOptions({ queryKey: ["policy", "changes"], queryFn: commands.policyChanges }),
  policy: () => queryOptions({ queryKey: ["policy"], queryFn: commands.policy }),
  /** Asked for whenever they are opened: a manager's own invite may have been taken back meanwhile. */
  invites: () => queryOptions({ queryKey: ["invites"], queryFn: commands.invites, staleTime: 0 }),
  updates: () => queryOptions({ queryKey: ["updates"], queryFn: commands.updates }),
  diagnostics: () => queryOptions({ queryKey: ["diagnostics"], queryFn: commands.diagnostics }),
  reviewCycles: (connection: string) =>
    queryOptions({ queryKey: ["review_cycles", connection], queryFn: () => commands.reviewCycles(connection) }),
  managedCycles: () => queryOptions({ queryKey: ["review_cycles"], queryFn: commands.managedCycles }),
  myReview: (cycle: string) => queryOptions({ queryKey: ["my_review", cycle], queryFn: () => commands.myReview(cycle) }),
  signalDays: (connection: string, cycle: string) =>
    queryOptions({ queryKey: ["signal_days", connection, cycle], queryFn: () => commands.signalDays(connection, cycle) }),
  signalMails: (connection: string, cycle: string, day: string) =>
    queryOptions({
      queryKey: ["signal_mails", connection, cycle, day],
      queryFn: () => commands.signalMails(connection, cycle, day),
    }),
  cycles: () => queryOptions({ queryKey: ["cycles"], queryFn: commands.cycles }),
  reviewPeople: (cycle: string) =>
    queryOptions({ queryKey: ["review_people", cycle], queryFn: () => commands.reviewPeople(cycle) }),
  reviewPurpose: () => queryOptions({ queryKey: ["review_purpose"], queryFn: commands.reviewPurpose }),
  rubric: () => queryOptions({ queryKey: ["rubric"], queryFn: commands.rubric }),
  health: () => queryOptions({ queryKey: ["health"], queryFn: commands.health, staleTime: 0 }),
};

/** Makes the cache: answers stay fresh until an event says otherwise. */
export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 15_000, refetchOnWindowFocus: true, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** The state of the application. */
export const useAppState = () => useQuery(reads.appState());

/** A write whose answer, or effect, changes what was read before. */
export function useWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: (answer) => {
      if (isAppState(answer)) client.setQueryData(reads.appState().queryKey, answer);
    },
    onSettled: () => client.invalidateQueries(),
  });
}

const isAppState = (answer: unknown): answer is AppState =>
  typeof answer === "object" && answer !== null && "first_run" in answer;
