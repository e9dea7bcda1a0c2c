import { act, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Store, useItem, useSelect } from "./store";

type Deal = { id: string; version: number; step: string; value: number };
const deal = (id: string, version: number, step = "leads", value = 10): Deal => ({ id, version, step, value });
const filled = () => {
  const store = new Store<Deal>();
  store.merge([deal("a", 1), deal("b", 1)]);
  return store;
};

describe("merging", () => {
  it("takes the newer and ignores the older", () => {
    const store = filled();
    store.merge([deal("a", 3, "needs"), deal("a", 2, "qualifying")]);
    expect(store.get("a")?.step).toBe("needs");
  });
  it("keeps the object while nothing changes", () => {
    const store = filled();
    const before = store.get("a");
    store.merge([deal("a", 1, "other")]);
    expect(store.get("a")).toBe(before);
  });
  it("lets late news of a dropped deal rest", () => {
    const store = filled();
    store.drop("a");
    store.merge([deal("a", 1)]);
    expect(store.get("a")).toBeUndefined();
    store.merge([deal("a", 2)]);
    expect(store.get("a")?.version).toBe(2);
  });
  it("replaces: what is not in the answer is not there", () => {
    const store = filled();
    store.replace([deal("b", 1), deal("c", 1)]);
    expect([...store.all().keys()].sort()).toEqual(["b", "c"]);
  });
  it("tells its listeners once for many", () => {
    const store = filled();
    const heard = vi.fn();
    store.subscribe(heard);
    store.merge([deal("a", 2), deal("b", 2), deal("c", 1)]);
    expect(heard).toHaveBeenCalledTimes(1);
    store.merge([deal("a", 1)]);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe("changing before the answer", () => {
  const toNeeds = (d: Deal) => ({ ...d, step: "needs" });
  it("shows at once and goes back when refused", () => {
    const store = filled();
    const change = store.change("a", toNeeds);
    expect(store.get("a")?.step).toBe("needs");
    expect(store.pending("a")).toBe(true);
    change.undo();
    expect(store.get("a")?.step).toBe("leads");
    expect(store.pending("a")).toBe(false);
  });
  it("keeps what another person changed meanwhile", () => {
    const store = filled();
    const change = store.change("a", toNeeds);
    store.merge([deal("a", 2, "leads", 99)]);
    expect(store.get("a")).toMatchObject({ step: "needs", value: 99 });
    change.undo();
    expect(store.get("a")).toMatchObject({ step: "leads", value: 99 });
  });
  it("takes the server's state when done, whichever comes first", () => {
    const store = filled();
    const change = store.change("a", toNeeds);
    store.merge([deal("a", 2, "needs", 50)]);
    change.done(deal("a", 2, "needs", 50));
    expect(store.get("a")).toMatchObject({ version: 2, step: "needs", value: 50 });
  });
  it("keeps the patch when the answer carries no state", () => {
    const store = filled();
    store.change("a", toNeeds).done();
    expect(store.get("a")).toMatchObject({ version: 1, step: "needs" });
    store.merge([deal("a", 2, "proposing")]);
    expect(store.get("a")?.step).toBe("proposing");
  });
  it("undoes the first of two without the second", () => {
    const store = filled();
    const first = store.change("a", toNeeds);
    store.change("a", (d) => ({ ...d, value: d.value + 1 }));
    first.undo();
    expect(store.get("a")).toMatchObject({ step: "leads", value: 11 });
  });
  it("does not bring back what was dropped", () => {
    const store = filled();
    const change = store.change("a", toNeeds);
    store.drop("a");
    change.undo();
    expect(store.get("a")).toBeUndefined();
  });
});

describe("in a page", () => {
  it("renders only what changed", () => {
    const store = filled();
    const rendered: string[] = [];
    function Card({ id }: { id: string }) {
      rendered.push(id);
      return <p>{useItem(store, id)?.step}</p>;
    }
    render([<Card key="a" id="a" />, <Card key="b" id="b" />]);
    rendered.length = 0;
    act(() => store.merge([deal("b", 2, "closing")]));
    expect(rendered).toEqual(["b"]);
    expect(screen.getByText("closing")).toBeDefined();
  });
  it("gives a list that stays the same object while its members do", () => {
    const store = filled();
    let renders = 0;
    const open = (items: ReadonlyMap<string, Deal>) => [...items.values()].filter((d) => d.step === "leads");
    function Column() {
      renders++;
      return <p>{useSelect(store, open).length}</p>;
    }
    render(<Column />);
    act(() => store.merge([deal("z", 1, "closing")]));
    expect(renders).toBe(1);
    act(() => store.merge([deal("y", 1)]));
    expect(renders).toBe(2);
    expect(screen.getByText("3")).toBeDefined();
  });
});
