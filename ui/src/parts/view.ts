// A view is an address: what is filtered, sorted and opened stands in the query, so that
// a view can be saved, sent and gone back from.
//
//   const board = view({ q: text(), step: oneOf(["needs", "closing"]), sort: text("-value") });
//   const [v, set] = useView(board);   // v.q: string, v.step: "needs" | "closing" | undefined
//   set({ q: "acme" });
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/** How one name of the query is read and written; undefined leaves it out. */
export type Codec<T> = { read: (values: string[]) => T; write: (value: T) => string[] };
type Codecs = Record<string, Codec<never>>;
/** The values of a view. */
export type Values<C> = { [K in keyof C]: C[K] extends Codec<infer T> ? T : never };

/** Any text. */
export const text = (otherwise = ""): Codec<string> => ({
  read: ([value]) => value ?? otherwise,
  write: (value) => (value === otherwise ? [] : [value]),
});

/** One of a few; anything else in the address is as if it were not there. */
export function oneOf<V extends string>(values: readonly V[]): Codec<V | undefined>;
export function oneOf<V extends string>(values: readonly V[], otherwise: V): Codec<V>;
export function oneOf<V extends string>(values: readonly V[], otherwise?: V): Codec<V | undefined> {
  return {
    read: ([value]) => (values.includes(value as V) ? (value as V) : otherwise),
    write: (value) => (value === otherwise || value === undefined ? [] : [value]),
  };
}

/** Several texts, each once. */
export const many = (): Codec<readonly string[]> => ({ read: (values) => [...new Set(values)], write: (values) => [...values] });

/** Yes, or not. */
export const flag = (): Codec<boolean> => ({ read: ([value]) => value === "1", write: (value) => (value ? ["1"] : []) });

/** A whole number. */
export const whole = (otherwise: number): Codec<number> => ({
  read: ([value]) => (value && /^-?\d{1,15}$/.test(value) ? Number(value) : otherwise),
  write: (value) => (value === otherwise ? [] : [String(value)]),
});

/** A day, `2026-11-25`. */
export const day = (): Codec<string | undefined> => ({
  read: ([value]) => (value && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined),
  write: (value) => (value ? [value] : []),
});

/** Names the parts of a view. */
export const view = <C extends object>(codecs: C): C => codecs;

/** The values that an address gives. */
export function readView<C extends object>(codecs: C, search: string): Values<C> {
  const params = new URLSearchParams(search);
  const entries = Object.entries(codecs as Codecs).map(([name, codec]) => [name, codec.read(params.getAll(name))]);
  return Object.fromEntries(entries) as Values<C>;
}

/** The query of an address with some values changed; what the view does not know stays. */
export function writeView<C extends object>(codecs: C, search: string, change: Partial<Values<C>>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    const codec = (codecs as Codecs)[name];
    if (!codec) continue;
    params.delete(name);
    for (const one of codec.write(value as never)) params.append(name, one);
  }
  return params.toString();
}

/**
 * The view of the present address, and a function that changes some of it. A change takes
 * the place of the address (typing in a filter is not a step back); `{ push: true }` makes
 * a new one, as for opening a panel.
 */
export function useView<C extends object>(
  codecs: C,
): [Values<C>, (change: Partial<Values<C>>, how?: { push?: boolean }) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const values = useMemo(() => readView(codecs, search), [codecs, search]);
  const set = useCallback(
    (change: Partial<Values<C>>, how: { push?: boolean } = {}) => {
      // The address of this moment: two changes in one handler must both hold.
      const query = writeView(codecs, window.location.search, change);
      go(query ? `${path}?${query}` : path, { replace: !how.push });
    },
    [codecs, go, path],
  );
  return [values, set];
}
