// A list that the server filters and sorts, fetched page by page as it is scrolled, and
// asked again when one of its deals changes.
import { useCallback, useEffect, useRef, useState } from "react";
import { useChanges } from "../api/changes";
import { get, searchOf } from "../api/client";
import type { Card, DealList } from "../api/types";

type State = { address: string; rows: readonly Card[]; next: string; count: number; error?: unknown };

const size = 100;
const most = 500;

export function useDeals(query: Record<string, string | undefined>) {
  const address = `/api/deals${searchOf(query)}`;
  const [state, set] = useState<State>({ address: "", rows: [], next: "", count: 0 });
  const asking = useRef<AbortController>(undefined);

  const ask = useCallback(
    (after: string, limit: number) => {
      asking.current?.abort();
      const stop = (asking.current = new AbortController());
      const more = after ? { after } : { count: true };
      get<DealList>("/api/deals", { ...query, ...more, limit }, { signal: stop.signal }).then(
        (list) =>
          set((before) => ({
            address,
            rows: after && before.address === address ? append(before.rows, list.deals) : list.deals,
            next: list.next ?? "",
            count: after ? before.count : list.count,
          })),
        (error: unknown) => stop.signal.aborted || set((before) => ({ ...before, address, error })),
      );
    },
    // The address says all that the query does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [address],
  );
  useEffect(() => {
    // While somebody types, only the last of several questions is asked.
    const timer = setTimeout(() => ask("", size), state.address ? 120 : 0);
    return () => {
      clearTimeout(timer);
      asking.current?.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ask]);
  const loaded = state.rows.length;
  const again = useCallback(() => ask("", Math.min(most, Math.max(size, loaded))), [ask, loaded]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges(({ noun }) => {
    if (noun !== "deal") return;
    clearTimeout(timer.current);
    timer.current = setTimeout(again, 80);
  }, again);
  const more = useCallback(() => {
    if (state.next && state.address === address) ask(state.next, size);
  }, [ask, state.next, state.address, address]);
  return { ...state, fresh: state.address === address, more, again };
}

/** A page after those that are there; what has moved between two pages stands once. */
export function append(rows: readonly Card[], page: readonly Card[]): Card[] {
  const known = new Set(page.map(({ id }) => id));
  return [...rows.filter(({ id }) => !known.has(id)), ...page];
}
