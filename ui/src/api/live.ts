// Live changes over server-sent events. The browser's own EventSource forgets where it
// was when a connection is refused, so the stream is read by hand: it returns after a
// pause with `Last-Event-ID`, and a server that has fallen silent counts as gone.
import { ApiError, signIn, wait } from "./client";

/** One event of the stream. `id` is the cursor to return with. */
export type LiveEvent = { id: string; type: string; data: string };
/** Where the stream stands; `waiting` is between two attempts. */
export type LiveState = "connecting" | "open" | "waiting" | "stopped";

export type Listening = {
  onEvent: (event: LiveEvent) => void;
  onState?: (state: LiveState) => void;
  /** The cursor to begin with, such as the one that came with a snapshot. */
  since?: string;
  /** Longest pause between attempts; tests make it short. */
  longest?: number;
  /** After this many milliseconds without a byte the connection is given up. */
  silence?: number;
};

/** Listens until the returned function is called. */
export function listen(address: string, listening: Listening): () => void {
  const stop = new AbortController();
  void follow(address, listening, stop.signal);
  return () => stop.abort();
}

async function follow(address: string, o: Listening, signal: AbortSignal) {
  const cursor = { id: o.since ?? "", retry: 500 };
  let failures = 0;
  while (!signal.aborted) {
    o.onState?.("connecting");
    try {
      await stream(address, o, cursor, signal, () => (failures = 0));
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        if (error.status === 401) signIn();
        break;
      }
    }
    if (signal.aborted) break;
    o.onState?.("waiting");
    const pause = Math.min(o.longest ?? 30_000, cursor.retry * 2 ** failures++);
    // Half of the pause is chance, so that a server that restarts is not met by all at once.
    await wait(pause / 2 + Math.random() * (pause / 2), signal).catch(() => {});
  }
  o.onState?.("stopped");
}

type Cursor = { id: string; retry: number };

async function stream(address: string, o: Listening, cursor: Cursor, signal: AbortSignal, opened: () => void) {
  const headers = new Headers({ Accept: "text/event-stream", "X-Cairn": "1" });
  if (cursor.id) headers.set("Last-Event-ID", cursor.id);
  const quiet = new AbortController();
  const response = await fetch(address, {
    headers,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.any([signal, quiet.signal]),
  });
  if (!response.ok || !response.body) throw new ApiError(response.status, { title: response.statusText });
  opened();
  o.onState?.("open");
  const parse = parser(cursor, o.onEvent);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const limit = o.silence ?? 60_000;
  let timer = setTimeout(() => quiet.abort(), limit);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), limit);
      parse(value);
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
}

/** A parser of the event-stream format that may be fed in any pieces. */
export function parser(cursor: Cursor, emit: (event: LiveEvent) => void): (piece: string) => void {
  let rest = "";
  let type = "";
  let data: string[] = [];
  const line = (text: string) => {
    if (text === "") {
      if (data.length > 0) emit({ id: cursor.id, type: type || "message", data: data.join("\n") });
      type = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") type = value;
    else if (name === "id" && !value.includes("\0")) cursor.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) cursor.retry = Number(value);
  };
  return (piece) => {
    rest += piece;
    // A carriage return at the very end may be the first half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const one of lines) line(one);
  };
}
