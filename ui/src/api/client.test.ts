import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, get, newKey, say, send } from "./client";

type Call = { address: string; init: RequestInit; headers: Headers };
let calls: Call[] = [];

/** Answers requests in order; an Error stands for a broken connection. */
function answers(...list: (Response | Error)[]) {
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    calls.push({ address, init, headers: new Headers(init.headers) });
    const next = list.shift();
    if (!next) throw new Error("more requests than answers");
    if (next instanceof Error) throw next;
    return next;
  });
}
const json = (value: unknown, status = 200, type = "application/json") =>
  new Response(JSON.stringify(value), { status, headers: { "Content-Type": type } });
const problem = (status: number, value: object) => json(value, status, "application/problem+json");

beforeEach(() => {
  calls = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("asking", () => {
  it("leaves out what is not asked for", async () => {
    answers(json({ ok: true }));
    await get("/api/deals", { step: "needs", owner: undefined, q: "", tag: ["a", "b"], limit: 50 });
    expect(calls[0]?.address).toBe("/api/deals?step=needs&tag=a&tag=b&limit=50");
    expect(calls[0]?.headers.get("X-Cairn")).toBe("1");
    expect(calls[0]?.headers.has("Idempotency-Key")).toBe(false);
  });
  it("tells a broken connection from an answer", async () => {
    answers(new TypeError("failed"));
    const error = await get("/api/deals").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).unknown).toBe(true);
    expect(say(error)).toMatch(/cannot be reached/);
  });
  it("lets an abort be an abort", async () => {
    const stop = new AbortController();
    stop.abort();
    answers(new DOMException("aborted", "AbortError"));
    await expect(get("/api/deals", {}, { signal: stop.signal })).rejects.toThrow("aborted");
  });
});

describe("commanding", () => {
  it("carries a key, and the same one when it asks again", async () => {
    answers(new TypeError("broken"), problem(503, { type: "/problems/unknown" }), json({ version: 4 }));
    const sending = send<{ version: number }>("/api/deals/d1/move", { to: "needs" });
    await vi.runAllTimersAsync();
    const answer = await sending;
    expect(answer.version).toBe(4);
    const keys = calls.map((call) => call.headers.get("Idempotency-Key"));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  it("gives up in the end and says that asking again is safe", async () => {
    answers(...Array.from({ length: 3 }, () => problem(503, { type: "/problems/unknown" })));
    const sending = send("/api/deals/d1/move", {}).catch((e: unknown) => e);
    await vi.runAllTimersAsync();
    const error = await sending;
    expect(calls).toHaveLength(3);
    expect(say(error)).toMatch(/again is safe/);
  });
  it("never repeats what was answered", async () => {
    answers(problem(422, { type: "/problems/invalid", field: "email", remedy: "Needs a full address." }));
    const error = (await send("/api/people", {}).catch((e: unknown) => e)) as ApiError;
    expect(calls).toHaveLength(1);
    expect(error.fields).toEqual({ email: "Needs a full address." });
  });
  it("continues an attempt with its key, and can ask only", async () => {
    answers(json({}), json({}));
    await send("/api/deals", {}, { key: "k-1" });
    await send("/api/deals", {}, { dryRun: true });
    expect(calls[0]?.headers.get("Idempotency-Key")).toBe("k-1");
    expect(calls[1]?.address).toBe("/api/deals?dry_run=true");
  });
  it("understands an answer without a body", async () => {
    answers(new Response(null, { status: 204 }));
    expect(await send("/api/deals/d1/read")).toBeUndefined();
  });
});

describe("a refusal", () => {
  const missing = [{ checkpoint: "offer", strength: "impossible" as const, question: "Is an offer out?" }];
  it("is told from a conflict, though both are 409", async () => {
    answers(
      problem(409, { type: "https://cairn.example/problems/refused", rule: "P-4", missing }),
      problem(409, { type: "/problems/conflict", detail: "Changed by Dana." }),
    );
    const refused = (await send("/api/deals/d1/win").catch((e: unknown) => e)) as ApiError;
    expect(refused.refused).toBe(true);
    expect(refused.conflict).toBe(false);
    expect(refused.missing).toEqual(missing);
    expect(refused.problem.rule).toBe("P-4");
    const conflict = (await send("/api/deals/d1/win").catch((e: unknown) => e)) as ApiError;
    expect(conflict.conflict).toBe(true);
    expect(conflict.missing).toEqual([]);
    expect(say(conflict)).toBe("Changed by Dana.");
  });
});

describe("errors of fields", () => {
  it("finds the input in the location that validation gives", () => {
    const error = new ApiError(422, {
      errors: [
        { location: "body.value.amount", message: "expected a number" },
        { location: "query.limit", message: "too many" },
      ],
    });
    expect(error.fields).toEqual({ "value.amount": "expected a number", limit: "too many" });
  });
  it("shows the number of a failure in the log, and not its text", () => {
    const error = new ApiError(500, { detail: "pq: relation missing", id: "7f3a" });
    expect(say(error)).toContain("7f3a");
    expect(say(error)).not.toContain("relation");
  });
});

describe("keys", () => {
  it("do not repeat", () => {
    expect(new Set(Array.from({ length: 500 }, newKey)).size).toBe(500);
  });
});
