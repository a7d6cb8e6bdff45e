import { createContext, useContext } from "react";
import type { AppState, ConnectionView, Guide, Road, RowState, StepName, StreamName, WithheldReason } from "../bindings";

/** Where the window is. */
export type Screen =
  | { at: "welcome" }
  | { at: "invite"; link: string }
  | { at: "guide"; road: Road; step?: StepName }
  | { at: "home" }
  | { at: "ledger"; states?: RowState[]; reasons?: WithheldReason[]; streams?: StreamName[]; day?: string; rule?: string }
  | { at: "allowlist" }
  | { at: "policy" }
  | { at: "dpa" }
  | { at: "people" }
  | { at: "cycles" }
  | { at: "review" }
  | { at: "managing" }
  | { at: "health" }
  | { at: "rules" }
  | { at: "receipts" }
  | { at: "my_data" }
  | { at: "meetings" }
  | { at: "account" }
  | { at: "mailbox" }
  | { at: "settings" }
  | { at: "help" }
  | { at: "consent" };

interface Navigation {
  screen: Screen;
  go: (screen: Screen) => void;
  /** Makes another connection the one that the screens are about. */
  choose: (connection: string) => void;
}

export const NavigationContext = createContext<Navigation | null>(null);

/** Where we are, and the way elsewhere. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (navigation === null) throw new Error("outside the window's frame");
  return navigation;
}

export const ConnectionContext = createContext<ConnectionView | null>(null);

/** The connection that the screens are about. */
export function useConnection(): ConnectionView {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error("no connection is chosen");
  return connection;
}

/** The same, where there is one: a manager needs none. */
export const useAnyConnection = (): ConnectionView | null => useContext(ConnectionContext);

/** Whether the person is a manager, and may do what one does. */
export const isManager = ({ managing }: AppState): boolean => managing !== null && !managing.is_taken_back;

/** Whether a manager's invite, or being one, has a room here. */
export const hasManaging = ({ managing, invite }: AppState): boolean => managing !== null || invite?.role === "manager";

/** The first step that is not done, or the last one. */
export function currentStep(guide: Guide): StepName | undefined {
  return (guide.steps.find((step) => step.state !== "done") ?? guide.steps.at(-1))?.step;
}

/** The screen that the facts call for. */
export function startScreen(state: AppState): Screen {
  if (state.first_run) return { at: "welcome" };
  if (state.invite?.role === "manager") return { at: "managing" };
  const guide = state.guides[0];
  if (guide !== undefined) return { at: "guide", road: guide.road };
  if (state.connections.length > 0) return { at: "home" };
  return { at: hasManaging(state) ? "managing" : "welcome" };
}
