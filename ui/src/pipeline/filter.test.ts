import { describe, expect, it } from "vitest";
import { Store } from "../api/store";
import type { Card, Member } from "../api/types";
import { addUp, keeps, lay as layPiles, type Laid, minorOf, narrows, ownersOf, Piles, queryOf } from "./filter";
import { isOpen, nothing } from "./view";

const card = (id: string, more: Partial<Card> = {}): Card => ({
  id,
  version: 1,
  name: `deal ${id}`,
  organisation: { id: `o${id}`, name: `Org ${id}` },
  owner: "ana",
  kind: "new",
  process: "p",
  step: "a",
  status: "open",
  value: { minor: 100_00, currency: "EUR" },
  next: { mark: "later", due: "2026-12-01" },
  entered: 0,
  days: 3,
  age: "in_time",
  typical: 1,
  late: 5,
  chance: 10,
  marks: "",
  changed: 0,
  ...more,
});
const member = (id: string, team: string) => ({ id, name: id, team, active: true, role: "salesperson", email: "", joined: 0 }) as Member;
const readers = { me: "ana", members: [member("ana", "North"), member("ben", "North"), member("eve", "South")], currency: "EUR" };
const storeOf = (cards: readonly Card[]) => {
  const store = new Store<Card>();
  store.merge(cards);
  return store;
};
const lay = (cards: readonly Card[], steps: string[], test: (card: Card) => boolean, order: ConstructorParameters<typeof Piles>[1], before?: ReadonlyMap<string, Laid>) =>
  layPiles(new Piles(storeOf(cards), order).read(), steps, test, before);
const kept = (v: object, ...all: Card[]) => all.filter(keeps({ ...nothing, ...v }, readers)).map(({ id }) => id);

describe("ownersOf", () => {
  it("names owners by what the address says", () => {
    expect(ownersOf("", readers)).toBeUndefined();
    expect([...ownersOf("me", readers)!]).toEqual(["ana"]);
    expect([...ownersOf("team:North", readers)!]).toEqual(["ana", "ben"]);
    expect([...ownersOf("ben,eve", readers)!]).toEqual(["ben", "eve"]);
  });
  it("asks the server for the same people", () => {
    expect(queryOf({ ...nothing, owner: "team:North", q: "x" }, readers)).toMatchObject({ owner: "ana,ben", q: "x" });
  });
});

describe("keeps", () => {
  it("lets everything through without a filter", () => {
    expect(isOpen(nothing)).toBe(true);
    expect(kept({}, card("1"), card("2", { owner: "eve" }))).toEqual(["1", "2"]);
  });
  it("finds words without case and accents, in any order", () => {
    const dairy = card("1", { name: "Pasteuriser", organisation: { id: "o", name: "Molkerei Müller" } });
    expect(kept({ q: "muller past" }, dairy, card("2"))).toEqual(["1"]);
    expect(kept({ q: "PASTEUR  ü" }, dairy)).toEqual(["1"]);
    expect(kept({ q: "muller steam" }, dairy)).toEqual([]);
  });
  it("filters by steps, one or several", () => {
    const all = [card("1"), card("2", { step: "b" }), card("3", { step: "c" })];
    expect(kept({ step: "b" }, ...all)).toEqual(["2"]);
    expect(kept({ step: "a,c" }, ...all)).toEqual(["1", "3"]);
    expect(isOpen({ ...nothing, step: "b" })).toBe(false);
    expect(queryOf({ ...nothing, step: "b" }, readers)).toMatchObject({ step: "b" });
  });
  it("filters by the mark, the flag and the owner", () => {
    const late = card("1", { next: { mark: "overdue", due: "2026-01-01" }, owner: "eve" });
    const none = card("2", { next: { mark: "none" }, debts: 2 });
    expect(kept({ next: "none" }, late, none)).toEqual(["2"]);
    expect(kept({ flag: "debts" }, late, none)).toEqual(["2"]);
    expect(kept({ owner: "me" }, late, none)).toEqual(["2"]);
    expect(kept({ flag: "taken_back" }, late, card("3", { flags: 1 }))).toEqual(["3"]);
  });
  it("filters by value in minor units, and by the close date", () => {
    const small = card("1", { value: { minor: 999_99, currency: "EUR" }, close_date: "2026-12-31" });
    const large = card("2", { value: { minor: 1000_00, currency: "EUR" } });
    expect(kept({ min: "1000" }, small, large)).toEqual(["2"]);
    expect(kept({ max: "999.99" }, small, large)).toEqual(["1"]);
    expect(kept({ close_to: "2026-12-31" }, small, large)).toEqual(["1"]);
    expect(kept({ close_from: "2027-01-01" }, small, large)).toEqual([]);
  });
  it("reads amounts by the currency's digits", () => {
    expect(minorOf("10.5", "EUR")).toBe(1050);
    expect(minorOf("10", "JPY")).toBe(10);
    expect(minorOf(" ", "EUR")).toBeUndefined();
    expect(minorOf("much", "EUR")).toBeUndefined();
  });
});

describe("lay", () => {
  const all = () => true;
  it("lays what is loud first, then what is due first, then what is worth most", () => {
    const laid = lay(
      [
        card("later"),
        card("none", { next: { mark: "none" } }),
        card("today", { next: { mark: "today", due: "2026-11-23" } }),
        card("late2", { next: { mark: "overdue", due: "2026-11-20" } }),
        card("late1", { next: { mark: "overdue", due: "2026-11-01" } }),
        card("late1dear", { next: { mark: "overdue", due: "2026-11-01" }, value: { minor: 200_00, currency: "EUR" } }),
      ],
      ["a"],
      all,
      "next",
    );
    expect(laid.get("a")?.ids).toEqual(["late1dear", "late1", "late2", "none", "today", "later"]);
  });
  it("leaves out closed deals, other steps and what the view does not keep", () => {
    const laid = lay([card("1"), card("2", { status: "won" }), card("3", { step: "gone" }), card("4", { step: "b" })], ["a", "b"], ({ id }) => id !== "4", "name");
    expect(laid.get("a")?.ids).toEqual(["1"]);
    expect(laid.get("b")?.ids).toEqual([]);
  });
  it("adds up each currency by itself, and counts who is over age", () => {
    const laid = lay([card("1"), card("2", { age: "over" }), card("3", { age: "far_over", value: { minor: 5, currency: "USD" } })], ["a"], all, "next");
    expect(laid.get("a")).toMatchObject({ over: 2, sums: [{ minor: 200_00, currency: "EUR" }, { minor: 5, currency: "USD" }] });
    expect(addUp([laid.get("a")!.sums, [{ minor: 1, currency: "USD" }]])).toEqual([
      { minor: 200_00, currency: "EUR" },
      { minor: 6, currency: "USD" },
    ]);
  });
  it("keeps a column that looks as before", () => {
    const cards = [card("1"), card("2", { step: "b" })];
    const first = lay(cards, ["a", "b"], all, "next");
    const second = lay([{ ...cards[0]!, name: "renamed" }, { ...cards[1]!, step: "a" }], ["a", "b"], all, "next", first);
    expect(second.get("a")).not.toBe(first.get("a"));
    expect(lay(cards, ["a", "b"], all, "next", first).get("b")).toBe(first.get("b"));
  });
  it("takes changes into the order that was", () => {
    const store = storeOf([card("1"), card("2"), card("3"), card("5", { step: "b" })]);
    const piles = new Piles(store, "next");
    const before = piles.read();
    expect(piles.read()).toBe(before);
    store.together(() => {
      store.merge([{ ...store.get("2")!, version: 2, next: { mark: "overdue", due: "2026-01-01" } }, card("4", { next: { mark: "none" } })]);
      store.drop("3");
    });
    const after = piles.read();
    expect(after.get("a")?.map(({ id }) => id)).toEqual(["2", "4", "1"]);
    expect(after.get("b")).toBe(before.get("b"));
    expect(new Piles(store, "next").read().get("a")).toEqual(after.get("a"));
    store.merge([{ ...store.get("5")!, version: 2, step: "a" }, { ...store.get("1")!, version: 2, status: "lost" }]);
    expect(piles.read().get("a")?.map(({ id }) => id)).toEqual(["2", "4", "5"]);
    expect(piles.read().get("b")).toEqual([]);
  });
  it("comes to the same by any way", () => {
    const store = new Store<Card>();
    const piles = (["next", "value", "close", "age", "name"] as const).map((order) => [order, new Piles(store, order)] as const);
    const random = ((seed: number) => (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n)(7);
    for (let round = 0; round < 300; round++) {
      store.together(() => {
        for (let i = random(round % 50 === 0 ? 800 : 4); i >= 0; i--) {
          const id = String(random(300));
          const due = `2026-12-${String(random(28) + 1).padStart(2, "0")}`;
          if (random(5) === 0) store.drop(id);
          else store.merge([card(id, { version: round * 1000 + i, step: "ab"[random(2)]!, status: random(9) ? "open" : "won", value: { minor: random(5), currency: "EUR" }, days: random(4), next: { mark: "later", due } })]);
        }
      });
      if (random(3) > 0) for (const [order, one] of piles) expect([...one.read()].filter(([, pile]) => pile.length).sort()).toEqual([...new Piles(store, order).read()].filter(([, pile]) => pile.length).sort());
    }
  });
  it("takes one change among ten thousand without looking at the others", () => {
    let reads = 0;
    const counted = (i: number) => {
      const next = { mark: "later", due: `2026-12-${String((i % 28) + 1).padStart(2, "0")}` } as const;
      const one = card(String(i), { value: { minor: (i * 7919) % 100_003, currency: "EUR" } });
      return Object.defineProperty(one, "next", { get: () => (reads++, next) });
    };
    const store = storeOf(Array.from({ length: 10_000 }, (_, i) => counted(i)));
    const piles = new Piles(store, "next");
    piles.read();
    reads = 0;
    store.merge([card("77", { version: 2, next: { mark: "overdue", due: "2026-01-01" } })]);
    expect(piles.read().get("a")?.[0]?.id).toBe("77");
    expect(reads).toBeLessThan(100);
  });
  it("looks only among what was left, when more is typed", () => {
    expect(narrows({ ...nothing, q: "pump" }, { ...nothing, q: "pu" })).toBe(true);
    expect(narrows({ ...nothing, q: "pump" }, { ...nothing, q: "um" })).toBe(false);
    expect(narrows({ ...nothing, q: "pump" }, { ...nothing, q: "pu", owner: "me" })).toBe(false);
    const piles = new Piles(storeOf([card("1", { name: "pump" }), card("2", { name: "pulley" }), card("3", { name: "saw" })]), "name").read();
    const first = keeps({ ...nothing, q: "pu" }, readers);
    const before = layPiles(piles, ["a"], first);
    expect(before.get("a")?.ids).toEqual(["1", "2"]);
    let asked = 0;
    const second = Object.assign((one: Card) => (asked++, keeps({ ...nothing, q: "pum" }, readers)(one)), { within: first });
    const after = layPiles(piles, ["a"], second, before);
    expect(after.get("a")?.ids).toEqual(["1"]);
    expect(asked).toBe(2);
    expect(layPiles(piles, ["a"], second, after).get("a")).toBe(after.get("a"));
    expect(asked).toBe(2);
  });
});
