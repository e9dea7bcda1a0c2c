// What others change while one is looking. All pages share one stream, which is open
// while anybody listens to it.
//
//   useChanges(({ noun, id }) => { if (noun === "deal" && id === mine) again() });
import { useEffect, useRef } from "react";
import { listen, type LiveEvent } from "./live";

/** One change. `gone`: it has left this person's sight. */
export type Changed = { noun: string; id: string; version: number; kind?: string; actor?: string; gone: boolean };
type Listener = (changed: Changed) => void;
/** What the stream says of itself. */
const reset: Changed = { noun: "", id: "reset", version: 0, gone: false };
const open: Changed = { noun: "", id: "open", version: 0, gone: false };
const signs: Record<string, Changed> = { reset, open };

/** An event of the stream, or undefined where it says nothing about anything. */
export function readChange({ type, data }: LiveEvent): Changed | undefined {
  try {
    const said = JSON.parse(data) as Partial<Changed> | null;
    if (!said || typeof said.noun !== "string" || typeof said.id !== "string") return undefined;
    return { ...said, noun: said.noun, id: said.id, version: said.version ?? 0, gone: type === "gone" || said.gone === true };
  } catch {
    return undefined;
  }
}

class Stream {
  private readonly listeners = new Set<Listener>();
  private stop: (() => void) | undefined;
  private since = "";

  add(listener: Listener): () => void {
    this.listeners.add(listener);
    this.stop ??= listen("/api/changes", {
      since: this.since,
      onEvent: (event) => {
        this.since = event.id;
        const changed = signs[event.type] ?? readChange(event);
        if (changed) for (const one of [...this.listeners]) one(changed);
      },
    });
    return () => {
      this.listeners.delete(listener);
      // A page that takes the place of another listens before the next turn.
      setTimeout(() => {
        if (this.listeners.size > 0) return;
        this.stop?.();
        this.stop = undefined;
      });
    };
  }
}

const stream = new Stream();

/**
 * Calls back with every change while the caller is shown. `onReset`: something was missed,
 * and all that is shown is to be asked for again. `onOpen`: the stream has begun, or begun
 * again, so that what was asked before may be a moment older.
 */
export function useChanges(onChange: Listener, onReset?: () => void, onOpen?: () => void): void {
  const latest = useRef({ onChange, onReset, onOpen });
  useEffect(() => {
    latest.current = { onChange, onReset, onOpen };
  });
  useEffect(
    () =>
      stream.add((changed) => {
        const { onChange, onReset, onOpen } = latest.current;
        if (changed === reset) onReset?.();
        else if (changed === open) onOpen?.();
        else onChange(changed);
      }),
    [],
  );
}
