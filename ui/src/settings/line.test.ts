import { describe, expect, it } from "vitest";
import type { Member } from "../api/types";
import { rowsOf, target, told } from "./line";

const one = (id: string, manager = "", active = true): Member => ({ id, name: id, email: "", role: "salesperson", manager, active, joined: 0 });
const family = [one("tom", "olga"), one("ben", "mia"), one("olga"), one("mia", "olga"), one("ana", "mia")];
const none = new Set<string>();
const shape = (members: readonly Member[], shut: ReadonlySet<string> = none, all = members) => rowsOf(members, shut, all).map(({ member, level }) => `${level} ${member.id}`);

describe("the tree", () => {
  it("has everybody under whom they report to, by name", () => {
    expect(shape(family)).toEqual(["1 olga", "2 mia", "3 ana", "3 ben", "2 tom"]);
    const mia = rowsOf(family, none)[1];
    expect(mia).toMatchObject({ size: 2, at: 1, below: 2, isOpen: true });
  });
  it("folds", () => {
    expect(shape(family, new Set(["mia"]))).toEqual(["1 olga", "2 mia", "2 tom"]);
  });
  it("puts those whose manager is not shown under the next one above who is", () => {
    expect(shape(family.filter(({ id }) => id !== "mia"), none, family)).toEqual(["1 olga", "2 ana", "2 ben", "2 tom"]);
    expect(shape([one("ana", "mia")], none, family)).toEqual(["1 ana"]);
  });
  it("ends, even where a line runs in a circle", () => {
    expect(shape([one("a", "b"), one("b", "a")])).toEqual([]);
    expect(shape([one("a", "a"), one("c")])).toEqual(["1 c"]);
  });
  it("knows to whom an arrow moves somebody", () => {
    const rows = rowsOf(family, none);
    const at = (id: string) => rows.findIndex(({ member }) => member.id === id);
    expect(target(rows, at("ben"), "up")).toBe("olga");
    expect(target(rows, at("mia"), "up")).toBe("");
    expect(target(rows, at("olga"), "up")).toBeUndefined();
    expect(target(rows, at("ben"), "under")).toBe("ana");
    expect(target(rows, at("tom"), "under")).toBe("mia");
    expect(target(rows, at("ana"), "under")).toBeUndefined();
    expect(target(rows, -1, "up")).toBeUndefined();
  });
});

describe("what a change means", () => {
  const name = (id: string) => id;
  it("is a sentence for each whose deals it is about", () => {
    expect(
      told(
        [
          { member: "Mia", owner: "Tom", sees: true, deals: 31 },
          { member: "Max", owner: "Tom", sees: false, deals: 31 },
        ],
        name,
      ),
    ).toEqual(["Mia will see Tom’s 31 deals; Max no longer will."]);
  });
  it("takes those together of whom the same is true", () => {
    expect(
      told(
        [
          { member: "Mia", owner: "Tom", sees: true, deals: 1 },
          { member: "Mia", owner: "Ana", sees: true, deals: 0 },
          { member: "Max", owner: "Eve", sees: false },
        ],
        name,
      ),
    ).toEqual(["Mia will see Ana and Tom’s 1 deal.", "Max will no longer see Eve’s deals."]);
    expect(told([{ member: "Mia", owner: "Ana", sees: true, deals: 0 }], name)).toEqual(["Mia will see Ana’s deals, none of which is open now."]);
  });
  it("stops after a few", () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ member: `m${i}`, owner: `o${i}`, sees: true }));
    expect(told(many, name)).toHaveLength(9);
    expect(told(many, name)[8]).toBe("And 12 more.");
    expect(told([], name)).toEqual([]);
  });
});
