// An act is something a person can do here: it has a title, perhaps a key, and is found
// by the palette. One list makes the keys, the palette and the page of keys agree.
//
//   useActs([{ id: "deal.park", title: "Park…", keys: "p", icon: "park", run: park }]);
//
// Acts belong to the layer that they are made in: while a panel or dialog is open, the
// keys of the page beneath rest.
import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import type { IconName } from "./icon";
import { isTyping, keyName, sequences } from "./key";
import { kept } from "./kept";

/** One thing that can be done. */
export type Act = {
  /** Stable name, such as `deal.move`. Two with one id: the later wins. */
  id: string;
  title: string;
  /** What it is done to, shown after the title: "Brackwater Paper". */
  detail?: string;
  keys?: string;
  icon?: IconName;
  group?: "do" | "go";
  /** Other words that people look for: stage, opportunity. */
  words?: string;
  /** Has a key and is in the page of keys, but not in the palette (`j`, `k`). */
  hidden?: boolean;
  /** Works in panels as well, and its key while typing if it has a modifier. */
  everywhere?: boolean;
  /**
   * It is only told of, in the page of keys: what it takes that is not there now ("with a
   * card in focus"), or "" for a key that the browser itself follows, as Enter on a link.
   */
  told?: string;
  run: () => void;
};

type Entry = { act: Act; layer: string };

class Acts {
  private readonly lists = new Map<string, Entry[]>();
  private readonly layers: string[] = [];
  private readonly listeners = new Set<() => void>();
  private shown: Act[] | undefined;
  private ground: Act[] | undefined;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  set(owner: string, entries: Entry[]) {
    this.lists.set(owner, entries);
    this.tell();
  }
  remove(owner: string) {
    this.lists.delete(owner);
    this.tell();
  }
  push(layer: string) {
    this.layers.push(layer);
    this.tell();
    return () => {
      this.layers.splice(this.layers.lastIndexOf(layer), 1);
      this.tell();
    };
  }
  /** The acts that hold now: the later ones first, the shell's last. */
  active = (): Act[] => (this.shown ??= this.of(this.layers.at(-1) ?? ""));
  /** The acts of the page itself, whatever lies over it. */
  base = (): Act[] => (this.ground ??= this.of(""));

  private of(layer: string): Act[] {
    const found = new Map<string, Act>();
    for (const { act, layer: own } of [...this.lists.values()].reverse().flat()) {
      if ((own === layer || act.everywhere) && !found.has(act.id)) found.set(act.id, act);
    }
    // A page may take a key from the shell, never the other way round.
    const shell = (act: Act) => Number(act.everywhere || act.group === "go");
    return [...found.values()].sort((a, b) => shell(a) - shell(b));
  }
  private tell() {
    this.shown = undefined;
    this.ground = undefined;
    for (const listener of [...this.listeners]) listener();
  }
}

const ActsContext = createContext<Acts | null>(null);
const LayerContext = createContext("");

const useRegistry = () => {
  const acts = useContext(ActsContext);
  if (!acts) throw new Error("acts are used outside of ActProvider");
  return acts;
};

/** Holds the acts of everything within, and listens to the keyboard. */
export function ActProvider({ children }: { children: ReactNode }) {
  const [acts] = useState(() => new Acts());
  useEffect(() => {
    const follow = sequences();
    const press = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing) return;
      const name = keyName(e);
      if (!name) return;
      const typing = isTyping(e.target);
      const bare = !/^(mod|alt)\+/.test(name);
      if (typing && bare) return;
      if (bare && name.length === 1 && kept("cairn.keys") === "off") return;
      const byKey = new Map<string, Act>();
      for (const act of acts.active()) if (act.keys && act.told === undefined && !byKey.has(act.keys)) byKey.set(act.keys, act);
      const act = byKey.get(follow(name, byKey.keys(), e.timeStamp) ?? "");
      if (!act || (typing && !act.everywhere)) return;
      if (e.repeat && !act.hidden) return;
      e.preventDefault();
      act.run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [acts]);
  return <ActsContext value={acts}>{children}</ActsContext>;
}

/** While it is shown, only acts within it hold (and those that hold everywhere). */
export function ActLayer({ children }: { children: ReactNode }) {
  const acts = useRegistry();
  const layer = useId();
  useEffect(() => acts.push(layer), [acts, layer]);
  return <LayerContext value={layer}>{children}</LayerContext>;
}

/** Offers acts while the caller is shown. They may be made anew at every render. */
export function useActs(list: Act[]): void {
  const acts = useRegistry();
  const layer = useContext(LayerContext);
  const owner = useId();
  const latest = useRef(list);
  const shape = JSON.stringify(list.map(({ run: _, ...rest }) => rest));
  useEffect(() => {
    latest.current = list;
  });
  useEffect(() => {
    const entries = latest.current.map((act, i) => ({
      layer,
      act: { ...act, run: () => latest.current[i]?.run() },
    }));
    acts.set(owner, entries);
    return () => acts.remove(owner);
  }, [acts, owner, layer, shape]);
}

/** Keys that only the page of keys lists: `useKeys({ j: ["next", down], k: ["previous", up] })`. */
export function useKeys(keys: Record<string, readonly [title: string, run: () => void]>): void {
  useActs(Object.entries(keys).map(([name, [title, run]]) => ({ id: `key:${name}`, title, keys: name, hidden: true, run })));
}

/** The acts of the page itself, whatever lies over it: for what the bar shows. */
export function usePageActs(): Act[] {
  const acts = useRegistry();
  return useSyncExternalStore(acts.subscribe, acts.base);
}

/** The acts that hold now. */
export function useActive(): Act[] {
  const acts = useRegistry();
  return useSyncExternalStore(acts.subscribe, acts.active);
}
