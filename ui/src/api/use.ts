// Questions and commands in a page.
//
//   const deal = useAsk<Deal>(`/api/deals/${id}`);          // deal.data, deal.error, deal.again()
//   const move = useSend(() => send(...));                  // move.run(), move.busy, move.error
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { get, newKey, type Query, searchOf } from "./client";

type Answer = { data?: unknown; error?: unknown; at: number; asking: boolean };

/** Answers by address. What was known is shown while it is asked again. */
class Answers {
  private readonly known = new Map<string, Answer>();
  private readonly listeners = new Map<string, Set<() => void>>();
  /** What may be of before a change: it was made stale, or nobody has kept it true. */
  private readonly old = new Set<string>();
  private readonly most = 200;

  read = (address: string): Answer | undefined => this.known.get(address);

  isOld = (address: string): boolean => this.old.has(address);

  subscribe(address: string, listener: () => void) {
    const set = this.listeners.get(address) ?? new Set();
    this.listeners.set(address, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size > 0) return;
      this.listeners.delete(address);
      this.old.add(address);
    };
  }

  /** Asks, unless it is being asked; an answer that a newer one overtook is dropped. */
  ask(address: string): void {
    const before = this.known.get(address);
    if (before?.asking) return;
    const at = Date.now();
    const mine: Answer = { ...before, at, asking: true };
    this.put(address, mine);
    const end = (change: Partial<Answer>) => {
      if (this.known.get(address) !== mine) return;
      if ("data" in change && this.listeners.has(address)) this.old.delete(address);
      this.put(address, { ...mine, ...change, asking: false });
    };
    get<unknown>(address).then(
      (data) => end({ data, error: undefined }),
      (error: unknown) => end({ error }),
    );
  }

  /** Forgets what begins so, and asks again what is on the page. */
  stale(start: string): void {
    for (const address of [...this.known.keys()]) {
      if (!address.startsWith(start)) continue;
      if (this.listeners.has(address)) {
        const known = this.known.get(address);
        if (known) this.known.set(address, { ...known, asking: false });
        this.old.add(address);
        this.ask(address);
      } else {
        this.known.delete(address);
        this.old.delete(address);
      }
    }
  }

  private put(address: string, answer: Answer) {
    this.known.delete(address);
    this.known.set(address, answer);
    for (const old of this.known.keys()) {
      if (this.known.size <= this.most) break;
      if (this.listeners.has(old)) continue;
      this.known.delete(old);
      this.old.delete(old);
    }
    for (const listener of [...(this.listeners.get(address) ?? [])]) listener();
  }
}

const answers = new Answers();

/**
 * A question's state. `data` stays while it is asked again; `loading` is "nothing yet", and
 * `old` that what there is may be of before a change and is being asked for again.
 */
export type Asked<T> = { data: T | undefined; error: unknown; loading: boolean; old: boolean; again: () => void };

/** Asks a question, anew whenever its address changes; null asks nothing. */
export function useAsk<T>(path: string | null, query?: Query): Asked<T> {
  const address = path === null ? "" : path + searchOf(query);
  const answer = useSyncExternalStore(
    useCallback((listener) => answers.subscribe(address, listener), [address]),
    () => answers.read(address),
  );
  useEffect(() => {
    if (address) answers.ask(address);
  }, [address]);
  return {
    data: answer?.data as T | undefined,
    error: answer?.error,
    loading: address !== "" && answer?.data === undefined && answer?.error === undefined,
    old: answer?.data !== undefined && answer.error === undefined && answers.isOld(address),
    again: () => address && answers.ask(address),
  };
}

/** Questions whose address begins so are asked again: `stale("/api/deals/" + id)` after a command. */
export const stale = (start: string): void => answers.stale(start);

/** A command's state. */
export type Sent<A extends unknown[], R> = {
  /** Does it; undefined where it failed (the reason is in `error`) or one is under way. */
  run: (...args: A) => Promise<R | undefined>;
  busy: boolean;
  error: unknown;
  clear: () => void;
};

/**
 * Runs a command. `work` gets the key of this attempt first: it stays the same until the
 * command has been answered, so that pressing again after a lost answer is safe.
 */
export function useSend<A extends unknown[], R>(work: (key: string, ...args: A) => Promise<R>): Sent<A, R> {
  const [state, set] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: undefined });
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  const attempt = useRef<{ key: string; args: string; busy: boolean } | null>(null);
  const run = useCallback(async (...args: A) => {
    const same = fingerprint(args);
    if (attempt.current?.busy) return undefined;
    if (attempt.current?.args !== same) attempt.current = { key: newKey(), args: same, busy: false };
    const mine = attempt.current!;
    mine.busy = true;
    set({ busy: true, error: undefined });
    try {
      const result = await latest.current(mine.key, ...args);
      attempt.current = null;
      set({ busy: false, error: undefined });
      return result;
    } catch (error) {
      const unknown = (error as { unknown?: boolean }).unknown === true;
      mine.busy = false;
      if (!unknown) attempt.current = null;
      set({ busy: false, error });
      return undefined;
    }
  }, []);
  const clear = useCallback(() => set((now) => ({ ...now, error: undefined })), []);
  return { ...state, run, clear };
}

/** Tells one set of arguments from another. A press hands over its event, which says nothing. */
function fingerprint(args: unknown[]): string {
  try {
    return JSON.stringify(args);
  } catch {
    return "";
  }
}
