import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { App } from "../app/App";
import { type Scene, fakeDesk } from "./fakeDesk";

/** Opens the window over a made-up desk. */
export function openWindow(scene: Scene, overrides?: Parameters<typeof fakeDesk>[1]) {
  const desk = fakeDesk(scene, overrides);
  const view = render(<App />);
  return { ...view, ...desk, user: userEvent.setup({ delay: null }) };
}

/** What axe finds on the page, by rule; colours are judged in a real browser. */
export async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
