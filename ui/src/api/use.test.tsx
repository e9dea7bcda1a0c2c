import { act, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./problem";
import { stale, useAsk, useSend } from "./use";

afterEach(() => vi.unstubAllGlobals());

describe("useAsk", () => {
  it("asks once for many, keeps what was known, and asks again when it is stale", async () => {
    let n = 0;
    vi.stubGlobal("fetch", async () => Response.json({ n: ++n }));
    function Part() {
      const { data, loading } = useAsk<{ n: number }>("/api/thing/1");
      return <p>{loading ? "…" : data?.n}</p>;
    }
    render([<Part key="1" />, <Part key="2" />]);
    await waitFor(() => expect(screen.getAllByText("1")).toHaveLength(2));
    expect(n).toBe(1);
    act(() => stale("/api/thing"));
    expect(screen.getAllByText("1")).toHaveLength(2);
    await waitFor(() => expect(screen.getAllByText("2")).toHaveLength(2));
  });
  it("asks nothing of null, and keeps an error", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ type: "/problems/not_found" }, { status: 404 }));
    function Part({ path }: { path: string | null }) {
      const { error, loading } = useAsk(path);
      return <p>{loading ? "…" : error instanceof ApiError ? error.status : "still"}</p>;
    }
    const { rerender } = render(<Part path={null} />);
    expect(screen.getByText("still")).toBeDefined();
    rerender(<Part path="/api/none" />);
    await waitFor(() => expect(screen.getByText("404")).toBeDefined());
  });
});

describe("useSend", () => {
  function mounted<R>(work: (key: string, what: string) => Promise<R>) {
    const at: { current: ReturnType<typeof useSend<[string], R>> | null } = { current: null };
    function Part() {
      at.current = useSend(work);
      return null;
    }
    render(<Part />);
    return at;
  }
  it("keeps the key while the outcome is unknown, and takes a new one after an answer", async () => {
    const keys: string[] = [];
    const outcomes = [new ApiError(0, {}), null, new ApiError(409, { type: "/refused" }), null];
    const at = mounted(async (key) => {
      keys.push(key);
      const next = outcomes.shift();
      if (next) throw next;
      return "done";
    });
    for (let i = 0; i < 4; i++) await act(async () => void (await at.current!.run("move")));
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
    expect(keys[3]).not.toBe(keys[2]);
    expect(at.current!.error).toBeUndefined();
  });
  it("takes a new key for another command", async () => {
    const keys: string[] = [];
    const at = mounted(async (key) => {
      keys.push(key);
      throw new ApiError(0, {});
    });
    await act(async () => void (await at.current!.run("a")));
    await act(async () => void (await at.current!.run("b")));
    expect(new Set(keys).size).toBe(2);
  });
  it("does not run twice at once", async () => {
    let finish = (_: string) => {};
    let runs = 0;
    const at = mounted(() => {
      runs++;
      return new Promise<string>((resolve) => (finish = resolve));
    });
    let first: Promise<unknown> = Promise.resolve();
    act(() => void (first = at.current!.run("a")));
    expect(at.current!.busy).toBe(true);
    await act(async () => void (await at.current!.run("a")));
    expect(runs).toBe(1);
    await act(async () => {
      finish("ok");
      await first;
    });
    expect(at.current!.busy).toBe(false);
  });
});
