import { describe, expect, it } from "vitest";
import type { DealPage } from "../api/types";
import { wall, onward } from "./head";
import { markOf } from "./point";
import { dealPage, point, step } from "./sample";
import { beside } from "./team";
import { together } from "./timeline";
import { bare, laid } from "./use";
import { halves } from "./work";

describe("the buying team", () => {
  it("moves by the arrows to the edge and no further", () => {
    expect(beside({ influence: "influences", attitude: "against" }, "ArrowRight")).toEqual({ influence: "influences", attitude: "" });
    expect(beside({ influence: "influences", attitude: "" }, "ArrowRight")).toEqual({ influence: "influences", attitude: "neutral" });
    expect(beside({ influence: "decides", attitude: "for" }, "ArrowUp")).toBeUndefined();
    expect(beside({ influence: "decides", attitude: "for" }, "ArrowRight")).toBeUndefined();
    expect(beside({ influence: "uses", attitude: "for" }, "ArrowDown")).toEqual({ influence: "", attitude: "for" });
  });
});

describe("the way on", () => {
  it("leads to the next step that is used, and after the last to winning", () => {
    expect(onward(dealPage())).toEqual({ to: "three", action: "Do three" });
    expect(onward(dealPage({ path: [step("two", { state: "here" }), step("gone", { state: "not_used" })] })).to).toBe("won");
  });
  it("tells passing from not knowing", () => {
    const no = { rule: "P-11", to: "three", missing: [{ checkpoint: "money" }] };
    expect(wall(undefined, "three")).toBeUndefined();
    expect(wall({ version: 1, steps: { three: null }, win: no }, "three")).toBeNull();
    expect(wall({ version: 1, steps: { three: null }, win: no }, "won")).toBe(no);
  });
});

describe("the workspace", () => {
  it("puts questions without a heading where there is room", () => {
    const points = [point("a", { half: "Left" }), point("b", { half: "Right" }), point("c", { half: "Right" }), point("d")];
    expect(halves(points).map(({ name, points, rest }) => [name, points.length, rest.length])).toEqual([["Left", 1, 1], ["Right", 2, 0]]);
  });
  it("reads two columns downwards where nothing has a heading", () => {
    const names = halves(["a", "b", "c"].map((key) => point(key))).map(({ rest }) => rest.map(({ key }) => key));
    expect(names).toEqual([["a", "b"], ["c"]]);
  });
  it("draws debts and what was taken back as open", () => {
    expect(markOf(point("a", { standing: "debt" }))).toBe("open");
    expect(markOf(point("a", { standing: "passed" }))).toBe("passed");
  });
});

describe("what is shown before the server has answered", () => {
  const renamed = { apply: (page: DealPage) => ({ ...page, deal: { ...page.deal, name: "New" } }) };
  it("lies over what the server said until that has it", () => {
    const page = dealPage();
    expect(laid(page, [renamed])!.deal.name).toBe("New");
    expect(laid(page, [{ ...renamed, until: 8 }])!.deal.name).toBe("New");
    expect(laid(page, [{ ...renamed, until: 7 }])!.deal.name).toBe("Mill 2");
    expect(laid(undefined, [renamed])).toBeUndefined();
  });
  it("sends nothing that is empty", () => {
    expect(bare({ a: "", b: null, c: undefined, d: 0, e: false, f: "x" })).toEqual({ d: 0, e: false, f: "x" });
  });
});

describe("the timeline's pages", () => {
  it("shows each event once, the latest first", () => {
    const event = (n: number) => ({ n, kind: "deal.logged", occurred_at: n, known_at: n, recorded_at: n, actor: "", actor_name: "", body: {} });
    const pages = [{ events: [event(5), event(4)], names: {} }, { events: [event(4), event(3)], names: {} }];
    expect(together(pages).map(({ n }) => n)).toEqual([5, 4, 3]);
  });
});
