import { FluentProvider } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useCallback, useEffect, useState } from "react";
import type { AppState } from "../bindings";
import { Announcer } from "../components/Announcer";
import { ErrorState } from "../components/ErrorState";
import { Loading } from "../components/Loading";
import { Mishap } from "../components/Mishap";
import { Undoing } from "../components/Undo";
import { useDeskEvents } from "../desk/events";
import { makeClient, useAppState } from "../desk/queries";
import { speak } from "../i18n";
import { useSign } from "../desk/sign";
import { useKeptFocus } from "./keptFocus";
import { Frame } from "./Frame";
import { ConnectionContext, NavigationContext, type Screen, hasManaging, isManager, startScreen } from "./screens";
import { useSystemTheme } from "./theme";

/** The window. */
export function App() {
  const [client] = useState(makeClient);
  const theme = useSystemTheme();
  return (
    <FluentProvider theme={theme} style={{ height: "100%" }}>
      <QueryClientProvider client={client}>
        <Announcer>
          <Undoing>
            <Mishap whole>
              <Window />
            </Mishap>
          </Undoing>
        </Announcer>
      </QueryClientProvider>
    </FluentProvider>
  );
}

function Window() {
  const [screen, setScreen] = useState<Screen | null>(null);
  const openInvite = useCallback((link: string) => setScreen({ at: "invite", link }), []);
  useDeskEvents(openInvite);
  useKeptFocus();
  const state = useAppState();
  const language = state.data?.language;
  useEffect(() => {
    if (language !== undefined) void speak(language);
  }, [language]);
  useSign(state.data);
  if (state.data !== undefined) return <Rooms state={state.data} screen={screen} go={setScreen} />;
  if (state.isError) return <ErrorState error={state.error} retry={() => void state.refetch()} whole />;
  return <Loading whole />;
}

/** The connection that a screen is about: a guide's own, else the one that was chosen, else the first. */
function connectionOf(state: AppState, here: Screen, chosen: string | null) {
  const road = here.at === "guide" ? here.road : here.at === "mailbox" ? "employee_imap" : null;
  const ofRoad = state.connections.find((one) => one.road === road);
  return ofRoad ?? state.connections.find((one) => one.id === chosen) ?? state.connections[0] ?? null;
}

/** Whether a screen can be shown without a connection. */
function needsNone(state: AppState, { at }: Screen): boolean {
  if (["welcome", "invite", "guide", "my_data", "settings", "help"].includes(at)) return true;
  return at === "managing" ? hasManaging(state) : isManager(state) && ["people", "review"].includes(at);
}

function Rooms({ state, screen, go }: { state: AppState; screen: Screen | null; go: Dispatch<SetStateAction<Screen | null>> }) {
  const start = startScreen(state);
  const here = screen ?? start;
  const [chosen, choose] = useState<string | null>(null);
  const connection = connectionOf(state, here, chosen);
  // A screen about a connection cannot outlive it.
  const orphaned = connection === null && !needsNone(state, here);
  useEffect(() => {
    // A screen that has settled itself meanwhile, as a guide does on its step, stays.
    if (screen === null || orphaned) go((now) => (now === null || orphaned ? startScreen(state) : now));
  }, [screen, orphaned, state, go]);
  return (
    <NavigationContext value={{ screen: orphaned ? start : here, go, choose }}>
      <ConnectionContext value={connection}>
        <Frame state={state} />
      </ConnectionContext>
    </NavigationContext>
  );
}
