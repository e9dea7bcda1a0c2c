// The open deals of one person in the order of their next steps, all pages of them, asked
// again when one changes.
import { useCallback, useEffect, useRef, useState } from "react";
import { useChanges } from "../api/changes";
import { get } from "../api/client";
import type { Card, DealList } from "../api/types";

type State = { owner: string; cards: readonly Card[] | undefined; error?: unknown };

/** More than this is no day any more; the rest is on the pipeline. */
const most = 2000;

async function all(owner: string, signal: AbortSignal): Promise<Card[]> {
  const cards: Card[] = [];
  let after: string | undefined;
  do {
    const page: DealList = await get<DealList>("/api/deals", { owner, sort: "next", limit: 500, after }, { signal });
    cards.push(...page.deals);
    after = page.next;
  } while (after && cards.length < most);
  return cards;
}

export function useDay(owner: string): { cards: readonly Card[] | undefined; error: unknown; again: () => void } {
  const [state, set] = useState<State>({ owner, cards: undefined });
  const asking = useRef<AbortController>(undefined);
  const again = useCallback(() => {
    asking.current?.abort();
    const stop = (asking.current = new AbortController());
    all(owner, stop.signal).then(
      (cards) => stop.signal.aborted || set({ owner, cards }),
      (error: unknown) => stop.signal.aborted || set((before) => ({ ...before, error })),
    );
  }, [owner]);
  useEffect(() => {
    again();
    return () => asking.current?.abort();
  }, [again]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges(({ noun }) => {
    if (noun !== "deal") return;
    clearTimeout(timer.current);
    timer.current = setTimeout(again, 60);
  }, again);
  const fresh = state.owner === owner;
  return { cards: fresh ? state.cards : undefined, error: state.error, again };
}

/** True once an element has come into sight. */
export function useSeen<E extends Element>(): [ref: React.RefObject<E | null>, seen: boolean] {
  const ref = useRef<E>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = ref.current;
    if (!element || seen) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: "120px" },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [seen]);
  return [ref, seen];
}
