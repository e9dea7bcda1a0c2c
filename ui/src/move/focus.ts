// The focus in the panel of a move: a line that is answered folds away, and whoever was at
// it stands at the next one that is open; Tab goes around within the panel, Esc leaves it.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from "react";

const place = "input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [role='radio'][tabindex='0']";
const stop = `${place}, button:not(:disabled):not([tabindex='-1']), a[href], summary`;

/** What has the focus of a panel, and the line of the list that it stands in. */
type Held = { element: HTMLElement; panel: HTMLElement; line: number };

const linesOf = (panel: HTMLElement) => [...panel.querySelectorAll<HTMLElement>(".body .need")];

/** Where to go on from a line: a field of it or of one below, of one above, at last the act. */
export function goesOn(panel: HTMLElement, line: number): HTMLElement | null {
  const lines = linesOf(panel);
  for (const one of [...lines.slice(Math.max(0, line)), ...lines.slice(0, Math.max(0, line))]) {
    const field = one.querySelector<HTMLElement>(place);
    if (field) return field;
  }
  return panel.querySelector<HTMLElement>("footer button:not(:disabled)");
}

/** Gives the focus on when what had it is taken away. */
export function useFocusKept(): void {
  const held = useRef<Held>(undefined);
  useEffect(() => {
    const hold = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      const panel = target.closest<HTMLElement>(".move-panel");
      const line = target.closest<HTMLElement>(".need");
      held.current = panel ? { element: target, panel, line: line ? linesOf(panel).indexOf(line) : 0 } : undefined;
    };
    if (document.activeElement instanceof HTMLElement) hold({ target: document.activeElement } as unknown as FocusEvent);
    document.addEventListener("focusin", hold);
    return () => document.removeEventListener("focusin", hold);
  }, []);
  useLayoutEffect(() => {
    const { element, panel, line } = held.current ?? {};
    if (!element || element.isConnected || !panel?.isConnected || document.activeElement !== document.body) return;
    goesOn(panel, line ?? 0)?.focus();
  });
}

/** Keeps Tab within a panel that the page beneath could be reached from. */
export function tabAround(e: KeyboardEvent<HTMLElement>): void {
  if (e.key !== "Tab" || e.defaultPrevented) return;
  const stops = [...e.currentTarget.querySelectorAll<HTMLElement>(stop)].filter((one) => one.tabIndex >= 0 && one.checkVisibility?.() !== false);
  const [first, last] = [stops[0], stops.at(-1)];
  if (!first || !last) return;
  const at = document.activeElement;
  if (e.shiftKey ? at === first || at === e.currentTarget : at === last) {
    e.preventDefault();
    (e.shiftKey ? last : first).focus();
  }
}
