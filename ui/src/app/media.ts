import { useCallback, useSyncExternalStore } from "react";

/** Below this there is no room for two columns of words beside the page: a small window, or one at 200 %. */
export const narrow = "(max-width: 720px)";

/** What asks for high contrast. */
export const inContrast = "(forced-colors: active), (prefers-contrast: more)";

/** Whether the window or the system is like this, and goes on being so. */
export function useMedia(query: string): boolean {
  const follow = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(follow, () => window.matchMedia(query).matches);
}
