import { act, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { day, flag, many, oneOf, readView, text, useView, view, whole, writeView } from "./view";

const board = view({
  q: text(),
  step: oneOf(["needs", "closing"]),
  as: oneOf(["board", "table"], "board"),
  owner: many(),
  late: flag(),
  limit: whole(50),
  since: day(),
});

describe("a view", () => {
  it("has its defaults where the address says nothing", () => {
    expect(readView(board, "")).toEqual({
      q: "", step: undefined, as: "board", owner: [], late: false, limit: 50, since: undefined,
    });
  });
  it("ignores what cannot be", () => {
    expect(readView(board, "?step=moon&as=x&limit=many&since=2026-99-99&late=yes")).toEqual(readView(board, ""));
  });
  it("returns from its own address as it was", () => {
    const values = { q: "a&b=ü", step: "needs" as const, as: "table" as const, owner: ["x", "y"], late: true, limit: 9, since: "2026-11-25" };
    expect(readView(board, writeView(board, "", values))).toEqual(values);
  });
  it("leaves out defaults and keeps what it does not know", () => {
    expect(writeView(board, "?deal=d1&q=old&as=table", { q: "", as: "board" })).toBe("deal=d1");
  });
});

describe("in a page", () => {
  it("changes the address and follows it", () => {
    window.history.replaceState(null, "", "/pipeline?deal=d1");
    let set: (change: { q?: string; late?: boolean }) => void = () => {};
    function Page() {
      const [v, change] = useView(board);
      set = change;
      return <p>{`${v.q}/${v.late}`}</p>;
    }
    render(<Page />);
    act(() => {
      set({ q: "acme" });
      set({ late: true });
    });
    expect(screen.getByText("acme/true")).toBeDefined();
    expect(window.location.search).toBe("?deal=d1&q=acme&late=1");
  });
});
