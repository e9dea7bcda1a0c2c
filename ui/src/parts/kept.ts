// What one browser remembers: the theme, a folded rail, drafts. Storage may be full or
// forbidden; then it is remembered until the page is left.
import { useCallback, useMemo, useSyncExternalStore } from "react";

const memory = new Map<string, string>();
const listeners = new Set<() => void>();

/** The kept text under a name, or undefined. */
export function kept(name: string): string | undefined {
  if (memory.has(name)) return memory.get(name);
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text, or forgets it where it is undefined. */
export function keep(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
    memory.delete(name);
  } catch {
    if (value === undefined) memory.delete(name);
    else memory.set(name, value);
  }
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** A kept text as state; other windows of this browser see it too. */
export function useKept(name: string): [string | undefined, (value: string | undefined) => void] {
  const value = useSyncExternalStore(subscribe, () => kept(name));
  const set = useCallback((next: string | undefined) => keep(name, next), [name]);
  return [value, set];
}

/** Text that is being written, kept until it is sent: `const [note, setNote, sent] = useDraft("note:" + id)`. */
export function useDraft(name: string): [text: string, set: (text: string) => void, sent: () => void] {
  const [value, set] = useKept(`cairn.draft.${name}`);
  return [value ?? "", (text) => set(text || undefined), () => set(undefined)];
}

/** A form that is being filled in, kept until it is sent; `empty` is what it begins with. */
export function useDraftOf<T extends object>(name: string, empty: T): [value: T, set: (change: Partial<T>) => void, sent: () => void] {
  const [text, setText] = useKept(`cairn.draft.${name}`);
  const value = useMemo(() => ({ ...empty, ...read(text) }) as T, [text, empty]);
  const set = (change: Partial<T>) => {
    // What was kept this moment: two changes in one handler must both hold.
    const now = read(kept(`cairn.draft.${name}`));
    setText(JSON.stringify({ ...now, ...change }));
  };
  return [value, set, () => setText(undefined)];
}

function read(text: string | undefined): object {
  if (!text) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
