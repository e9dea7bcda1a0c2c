// A list that the server filters and sorts, asked for page by page as it is scrolled, and
// asked again when one of its rows changes.
import { useCallback, useEffect, useRef, useState } from "react";
import { useChanges } from "./changes";
import { get, type Query, searchOf } from "./client";

type Answer<Row> = { rows: readonly Row[]; names: Record<string, string>; next: string; count: number };
type State<Row> = Answer<Row> & { address: string; error?: unknown };

const size = 100;
const most = 500;

/**
 * `read` takes the rows out of an answer; it must not change between renders. `first` is
 * asked with the first page only: to count them all.
 */
export function usePages<Row extends { id: string }, A extends { next?: string; count: number; names?: Record<string, string> }>(
  path: string,
  noun: string,
  query: Query,
  read: (answer: A) => readonly Row[],
  first: Query = {},
) {
  const address = path + searchOf(query);
  const [state, set] = useState<State<Row>>({ address: "", rows: [], names: {}, next: "", count: 0 });
  const asking = useRef<AbortController>(undefined);
  const ask = useCallback(
    (after: string, limit: number) => {
      asking.current?.abort();
      const stop = (asking.current = new AbortController());
      get<A>(path, { ...query, ...(after ? { after } : first), limit }, { signal: stop.signal }).then(
        (answer) =>
          set((before) => {
            const goesOn = after !== "" && before.address === address;
            return {
              address,
              rows: goesOn ? append(before.rows, read(answer)) : read(answer),
              names: { ...(goesOn ? before.names : {}), ...answer.names },
              next: answer.next ?? "",
              count: goesOn ? before.count : answer.count,
            };
          }),
        (error: unknown) => stop.signal.aborted || set((before) => ({ ...before, address, error })),
      );
    },
    // The address says all that path and query do.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [address, read],
  );
  const fresh = useRef(true);
  useEffect(() => {
    // While somebody types, only the last of several questions is asked.
    const timer = setTimeout(() => ask("", size), fresh.current ? 0 : 120);
    fresh.current = false;
    return () => {
      clearTimeout(timer);
      asking.current?.abort();
    };
  }, [ask]);
  const loaded = state.rows.length;
  const again = useCallback(() => ask("", Math.min(most, Math.max(size, loaded))), [ask, loaded]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges((changed) => {
    if (changed.noun !== noun) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(again, 80);
  }, again);
  const more = useCallback(() => {
    if (state.next && state.address === address) ask(state.next, size);
  }, [ask, state.next, state.address, address]);
  return { ...state, fresh: state.address === address, more, again };
}

/** A page after those that are there; what has moved between two pages stands once. */
export function append<Row extends { id: string }>(rows: readonly Row[], page: readonly Row[]): readonly Row[] {
  const known = new Set(page.map(({ id }) => id));
  return [...rows.filter(({ id }) => !known.has(id)), ...page];
}
