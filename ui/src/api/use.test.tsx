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
  it("says of what it shows that it is of before a change, until it has been asked again", async () => {
    let n = 0;
    const waits: (() => void)[] = [];
    vi.stubGlobal("fetch", () => new Promise((done) => waits.push(() => done(Response.json({ n: ++n })))));
    const answer = () => act(async () => waits.shift()!());
    function Part() {
      const { data, old } = useAsk<{ n: number }>("/api/thing/2");
      return <p>{`${data?.n} ${old ? "old" : "now"}`}</p>;
    }
    const first = render(<Part />);
    await answer();
    expect(screen.getByText("1 now")).toBeDefined();
    act(() => stale("/api/thing/2"));
    expect(screen.getByText("1 old")).toBeDefined();
    await answer();
    expect(screen.getByText("2 now")).toBeDefined();
    // Nobody keeps it true while it is not shown.
    first.unmount();
    render(<Part />);
    expect(screen.getByText("2 old")).toBeDefined();
    await answer();
    expect(screen.getByText("3 now")).toBeDefined();
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
