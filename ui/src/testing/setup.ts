import "@testing-library/jest-dom/vitest";
import { clearMocks } from "@tauri-apps/api/mocks";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startLanguage } from "../i18n";

configure({ asyncUtilTimeout: 10_000 });

beforeAll(async () => {
  window.matchMedia = (media: string) =>
    Object.assign(new EventTarget(), { matches: false, media, onchange: null, addListener() {}, removeListener() {} }) as MediaQueryList;
  // Nothing is laid out here; lists that draw what is in sight need a height to look through.
  for (const side of ["clientHeight", "clientWidth"]) {
    Object.defineProperty(Element.prototype, side, { configurable: true, value: 600 });
  }
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  await startLanguage();
});

afterEach(async () => {
  cleanup();
  // The window stops listening a moment after it is gone.
  await new Promise((resolve) => setTimeout(resolve));
  clearMocks();
});
