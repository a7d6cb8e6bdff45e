import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../app/App";
import { type Scene, fakeDesk } from "./fakeDesk";

/** Opens the window over a made-up desk. */
export function openWindow(scene: Scene, overrides?: Parameters<typeof fakeDesk>[1]) {
  const desk = fakeDesk(scene, overrides);
  const view = render(<App />);
  return { ...view, ...desk, user: userEvent.setup({ delay: null }) };
}
