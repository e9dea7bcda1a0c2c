// The deals that this browser knows, and what it has done to them but not yet heard
// about. A change is shown at once; it lies as a patch over what the server said, so
// that somebody else's change can arrive beneath it, and a refusal takes only the patch
// away.
//
//   const change = deals.change(id, (deal) => ({ ...deal, step: "proposing" }));
//   try { change.done(await send(...)) } catch (e) { change.undo(); throw e }
import { useCallback, useRef, useSyncExternalStore } from "react";

/** What a store can hold: `version` rises with every change on the server. */
export type Versioned = { readonly id: string; readonly version: number };

/** A change that is shown and not yet confirmed. End it with `done` or `undo`. */
export type Change<T> = {
  /** Confirmed: with the server's new state where it sent one; without, the patch stays
   * until the next news of the item. */
  done: (state?: T) => void;
  /** Refused or failed: the patch is taken away, others' changes stay. */
  undo: () => void;
};

type Patch<T> = { apply: (item: T) => T };

export class Store<T extends Versioned> {
  /** Rises whenever anything is shown differently. */
  revision = 0;
  private readonly base = new Map<string, T>();
  private readonly patches = new Map<string, Patch<T>[]>();
  private readonly shown = new Map<string, T>();
  private readonly gone = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private readonly touched = new Set<string>();
  /** What was shown differently with each of the latest revisions; undefined is too much to tell. */
  private readonly trail: (readonly string[] | undefined)[] = [];
  private held = 0;
  private stale = false;

  /** What is shown under an id. The same object is returned until it changes. */
  readonly get = (id: string): T | undefined => this.shown.get(id);
  /** All that is shown. The map is live: read it, do not keep it. */
  readonly all = (): ReadonlyMap<string, T> => this.shown;
  /** True while a change of this item waits for its answer. */
  readonly pending = (id: string): boolean => this.patches.has(id);

  /** The ids of what has been shown differently since a revision; undefined where that is
   * too much, or too long ago. */
  since(revision: number): readonly string[] | undefined {
    const steps = this.revision - revision;
    if (steps > this.trail.length) return undefined;
    const ids: string[] = [];
    for (const step of this.trail.slice(this.trail.length - steps)) {
      if (!step) return undefined;
      ids.push(...step);
    }
    return ids;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes what the server says; what is older than what is known is ignored. */
  merge(items: Iterable<T>): void {
    this.together(() => {
      for (const item of items) {
        const known = this.base.get(item.id)?.version ?? this.gone.get(item.id) ?? -1;
        if (item.version <= known) continue;
        this.gone.delete(item.id);
        this.base.set(item.id, item);
        this.show(item.id);
      }
    });
  }

  /** Takes a whole answer: what it does not hold is no longer there. */
  replace(items: Iterable<T>): void {
    this.together(() => {
      const kept = new Set<string>();
      const list = [...items];
      for (const item of list) kept.add(item.id);
      for (const id of [...this.base.keys()]) if (!kept.has(id)) this.drop(id);
      this.gone.clear();
      this.merge(list);
    });
  }

  /** It has left this person's sight, or is closed. Late news of it is ignored. */
  drop(id: string): void {
    const known = this.base.get(id);
    if (known) this.gone.set(id, known.version);
    this.base.delete(id);
    this.patches.delete(id);
    this.show(id);
  }

  /** Shows a change before the server has answered. */
  change(id: string, apply: (item: T) => T): Change<T> {
    const patch: Patch<T> = { apply };
    const seen = this.base.get(id)?.version;
    this.patches.set(id, [...(this.patches.get(id) ?? []), patch]);
    this.show(id);
    const lift = () => {
      const rest = (this.patches.get(id) ?? []).filter((one) => one !== patch);
      if (rest.length > 0) this.patches.set(id, rest);
      else this.patches.delete(id);
    };
    return {
      done: (state) =>
        this.together(() => {
          lift();
          const base = this.base.get(id);
          if (state) this.merge([state]);
          else if (base && base.version === seen) this.base.set(id, apply(base));
          this.show(id);
        }),
      undo: () => {
        lift();
        this.show(id);
      },
    };
  }

  /** Runs several changes and tells the listeners once. */
  together(work: () => void): void {
    this.held++;
    try {
      work();
    } finally {
      this.held--;
      if (this.held === 0 && this.stale) this.tell();
    }
  }

  private show(id: string): void {
    const base = this.base.get(id);
    const next = base && (this.patches.get(id) ?? []).reduce((item, patch) => patch.apply(item), base);
    if (next === this.shown.get(id)) return;
    if (next) this.shown.set(id, next);
    else this.shown.delete(id);
    this.stale = true;
    this.touched.add(id);
    if (this.held === 0) this.tell();
  }

  private tell(): void {
    this.stale = false;
    this.revision++;
    this.trail.push(this.touched.size > 500 ? undefined : [...this.touched]);
    if (this.trail.length > 50) this.trail.shift();
    this.touched.clear();
    for (const listener of [...this.listeners]) listener();
  }
}

/** One item; renders again only when that item changes. */
export function useItem<T extends Versioned>(store: Store<T>, id: string): T | undefined {
  return useSyncExternalStore(store.subscribe, () => store.get(id));
}

/** Something computed from all items. It is computed once for each state of the store, and an
 * answer that is `same` as the last keeps the old object, so that nothing renders again. */
export function useSelect<T extends Versioned, R>(
  store: Store<T>,
  select: (items: ReadonlyMap<string, T>) => R,
  same: (a: R, b: R) => boolean = sameList,
): R {
  const last = useRef<{ store: Store<T>; revision: number; select: unknown; value: R } | null>(null);
  const read = useCallback(() => {
    const known = last.current;
    if (known && known.store === store && known.revision === store.revision && known.select === select) return known.value;
    let value = select(store.all());
    if (known && known.store === store && same(known.value, value)) value = known.value;
    last.current = { store, revision: store.revision, select, value };
    return value;
  }, [store, select, same]);
  return useSyncExternalStore(store.subscribe, read);
}

/** Equal, or lists with equal members in the same order. */
export function sameList(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => Object.is(one, b[i]));
}
