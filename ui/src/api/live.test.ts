import { afterEach, describe, expect, it, vi } from "vitest";
import { listen, type LiveEvent, parser } from "./live";

function parsed(...pieces: string[]) {
  const events: LiveEvent[] = [];
  const cursor = { id: "", retry: 500 };
  const feed = parser(cursor, (event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return { events, cursor };
}

describe("parser", () => {
  it("reads events whatever the pieces", () => {
    const text = "id: 7\r\nevent: deal\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n: beat\n\ndata:x\n\n";
    const whole = parsed(text).events;
    expect(whole).toEqual([
      { id: "7", type: "deal", data: '{"a":\n1}' },
      { id: "7", type: "message", data: "x" },
    ]);
    expect(parsed(...text).events).toEqual(whole);
  });
  it("does not give an event that is not finished", () => {
    expect(parsed("data: half\n").events).toEqual([]);
  });
  it("takes the pause that the server asks for, if it is a number", () => {
    expect(parsed("retry: 50\n").cursor.retry).toBe(50);
    expect(parsed("retry: soon\n").cursor.retry).toBe(500);
  });
});

afterEach(() => vi.unstubAllGlobals());

const body = (text: string) => new Response(text, { headers: { "Content-Type": "text/event-stream" } });

describe("listen", () => {
  it("comes back with the cursor after a broken stream", async () => {
    const seen: (string | null)[] = [];
    const answers = [body("retry: 1\n\nid: 41\nevent: deal\ndata: a\n\n"), body("id: 42\ndata: b\n\n")];
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      seen.push(new Headers(init.headers).get("Last-Event-ID"));
      return answers.shift() ?? new Promise<Response>(() => {});
    });
    const events: LiveEvent[] = [];
    const stop = listen("/api/live", { since: "40", longest: 5, onEvent: (event) => events.push(event) });
    await vi.waitFor(() => expect(seen).toEqual(["40", "41", "42"]));
    stop();
    expect(events.map((event) => event.data)).toEqual(["a", "b"]);
  });
  it("stops for good when it is not allowed", async () => {
    let asked = 0;
    vi.stubGlobal("fetch", async () => {
      asked++;
      return new Response("", { status: 403 });
    });
    const states: string[] = [];
    listen("/api/live", { longest: 1, onEvent: () => {}, onState: (state) => states.push(state) });
    await vi.waitFor(() => expect(states).toEqual(["connecting", "stopped"]));
    expect(asked).toBe(1);
  });
  it("gives up a silent connection", async () => {
    let asked = 0;
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      asked++;
      const stream = new ReadableStream({
        start: (control) => init.signal?.addEventListener("abort", () => control.error(new Error("aborted"))),
      });
      return new Response(stream);
    });
    const stop = listen("/api/live", { longest: 1, silence: 20, onEvent: () => {} });
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1));
    stop();
  });
});
