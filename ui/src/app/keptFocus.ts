import { useEffect } from "react";

/** How long the kit has to put the focus back itself, as after a dialog. */
const PATIENCE_MS = 60;

/** Where one can go on from: what has a name to those who listen. */
const PLACES = "section, article, form, table, [role=group], [role=grid], main";

/** What takes the focus when it is clicked. */
const STOPS = "button, a, input, textarea, select, label, [tabindex]";

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Whether something lies above the page that has a focus of its own. */
const isCovered = () => document.querySelector("[aria-modal=true]") !== null;

/** Something that can have the focus now. */
const isOpen = (element: Element) => element.isConnected && !element.matches(":disabled, [aria-disabled=true]");

/** The nearest place that is left of where the focus was. */
function placeIn(path: Element[]): HTMLElement | null {
  const left = path.find((one) => one.isConnected);
  return left?.closest<HTMLElement>(PLACES) ?? null;
}

/** Stands in for what has gone, without becoming a stop on the way of the Tab key. */
function stand(place: HTMLElement) {
  if (!place.hasAttribute("tabindex")) {
    place.tabIndex = -1;
    place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
  }
  place.focus({ preventScroll: true });
}

/** Keeps the focus where it was when what had it goes away, or is shut while it works: what is shut gets it back. */
export function useKeptFocus() {
  useEffect(() => {
    let last: HTMLElement | null = null;
    let path: Element[] = [];
    let standing: HTMLElement | null = null;
    let check: ReturnType<typeof setTimeout> | undefined;
    const note = ({ target }: FocusEvent) => {
      // What floats above a page goes away as a whole; what opened it is where one comes back to.
      if (!(target instanceof HTMLElement) || target.closest("main") === null || target === standing) return;
      standing = null;
      last = target;
      path = [];
      for (let one: Element | null = target; one !== null; one = one.parentElement) path.push(one);
    };
    const leave = ({ target }: PointerEvent) => {
      // A click beside everything puts the focus nowhere on purpose.
      if (target instanceof Element && target.closest(STOPS) === null) last = null;
    };
    const settle = () => {
      if (last === null || isCovered()) return;
      if (isOpen(last) && (isLost() || (standing !== null && document.activeElement === standing))) return last.focus({ preventScroll: true });
      if (!isLost()) return;
      standing = placeIn(path);
      if (standing !== null) stand(standing);
    };
    const watcher = new MutationObserver(() => {
      // What is shut keeps the focus for a moment more, until the page is drawn.
      const isShut = last !== null && !isOpen(last);
      if (!isShut && !isLost() && document.activeElement !== standing) return;
      clearTimeout(check);
      check = setTimeout(settle, PATIENCE_MS);
    });
    document.addEventListener("focusin", note);
    document.addEventListener("pointerdown", leave);
    watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled", "aria-disabled"] });
    return () => {
      clearTimeout(check);
      watcher.disconnect();
      document.removeEventListener("focusin", note);
      document.removeEventListener("pointerdown", leave);
    };
  }, []);
}
