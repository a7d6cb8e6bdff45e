import { FluentProvider } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { AppState } from "../bindings";
import { Announcer } from "../components/Announcer";
import { ErrorState } from "../components/ErrorState";
import { Loading } from "../components/Loading";
import { useDeskEvents } from "../desk/events";
import { makeClient, useAppState } from "../desk/queries";
import { speak } from "../i18n";
import { useSign } from "../desk/sign";
import { Frame } from "./Frame";
import { ConnectionContext, NavigationContext, type Screen, startScreen } from "./screens";
import { useSystemTheme } from "./theme";

/** The window. */
export function App() {
  const [client] = useState(makeClient);
  const theme = useSystemTheme();
  return (
    <FluentProvider theme={theme} style={{ height: "100%" }}>
      <QueryClientProvider client={client}>
        <Announcer>
          <Window />
        </Announcer>
      </QueryClientProvider>
    </FluentProvider>
  );
}

function Window() {
  const [screen, setScreen] = useState<Screen | null>(null);
  const openInvite = useCallback((link: string) => setScreen({ at: "invite", link }), []);
  useDeskEvents(openInvite);
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

function Rooms({ state, screen, go }: { state: AppState; screen: Screen | null; go: (screen: Screen) => void }) {
  const start = startScreen(state);
  const here = screen ?? start;
  const connection = state.connections[0] ?? null;
  // A screen about a connection cannot outlive it.
  const orphaned = connection === null && !["welcome", "invite", "guide", "settings", "help"].includes(here.at);
  useEffect(() => {
    if (screen === null || orphaned) go(startScreen(state));
  }, [screen, orphaned, state, go]);
  return (
    <NavigationContext value={{ screen: orphaned ? start : here, go }}>
      <ConnectionContext value={connection}>
        <Frame state={state} />
      </ConnectionContext>
    </NavigationContext>
  );
}
