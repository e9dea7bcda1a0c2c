// One stream of live changes for the whole page, open while somebody follows it.
//
//   useEffect(() => follow((change) => { if (change.noun === "deal") … }), []);
import { useSyncExternalStore } from "react";
import { listen, type LiveState } from "./live";

/** Something was changed, by anybody; `gone` is "no longer yours to see". */
export type LiveChange = { noun: string; id: string; version: number; kind: string; actor?: string; gone: boolean };

const listeners = new Set<(change: LiveChange) => void>();
const watchers = new Set<() => void>();
let stop: (() => void) | undefined;
let state: LiveState = "stopped";

/** Calls back on every change until the returned function is called. */
export function follow(listener: (change: LiveChange) => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) begin();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
    tell("stopped");
  };
}

function begin() {
  stop = listen("/api/changes", {
    onState: tell,
    onEvent: ({ type, data }) => {
      const change = read(type, data);
      if (change) for (const listener of [...listeners]) listener(change);
    },
  });
}

/** The change that an event tells of, or undefined for a beat. */
export function read(type: string, data: string): LiveChange | undefined {
  try {
    const { noun, id, version, kind, actor } = JSON.parse(data) as Partial<LiveChange>;
    if (!noun || !id) return undefined;
    return { noun, id, version: version ?? 0, kind: kind ?? "", gone: type === "gone" || kind === "gone", ...(actor ? { actor } : {}) };
  } catch {
    return undefined;
  }
}

function tell(next: LiveState) {
  state = next;
  for (const watcher of [...watchers]) watcher();
}

/** Where the stream stands. */
export function useLive(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}
