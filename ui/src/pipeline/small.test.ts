import { describe, expect, it } from "vitest";
import type { Moves } from "../api/types";
import { bulkCommands } from "./bulk";
import { hintOf, meets } from "./hint";
import { neighbour } from "./keys";
import { counted, readMarks } from "./marks";
import { chipsOf, seen } from "./tools";
import { nothing } from "./view";
import { viewQuery } from "./views";

describe("readMarks", () => {
  it("reads strength and standing, two letters each", () => {
    expect(readMarks("imgoapgd")).toEqual([
      { strength: "impossible", state: "met", debt: false },
      { strength: "gate", state: "open", debt: false },
      { strength: "advice", state: "passed", debt: false },
      { strength: "gate", state: "open", debt: true },
    ]);
  });
  it("has no mark for what is not applicable, nor for what it does not know", () => {
    expect(readMarks("inimxmg")).toEqual([{ strength: "impossible", state: "met", debt: false }]);
    expect(counted(readMarks("imgogm"))).toEqual({ met: 2, all: 3 });
  });
});

describe("hintOf", () => {
  const steps = ["a", "b", "c", "d", "e"];
  const lack = (strength: "impossible" | "gate" | "advice", evidence: "answer" | "offer" = "answer") => ({ checkpoint: strength, strength, evidence });
  const moves = {
    version: 1,
    steps: { c: null, d: { rule: "P-12", to: "d", missing: [lack("gate"), lack("advice")] }, e: { rule: "P-12", to: "e", missing: [lack("impossible", "offer")] } },
    win: null,
  } as unknown as Moves;
  it("tells here, back and on apart", () => {
    expect(hintOf("b", "b", steps, moves).words).toBe("picked up here");
    expect(hintOf("a", "b", steps, undefined).words).toMatch(/reason/);
    expect(hintOf("c", "b", steps, undefined).words).toMatch(/asking/);
    expect(hintOf("c", "b", steps, moves)).toMatchObject({ words: "passes", stops: false });
  });
  it("counts what is missing, strongest first", () => {
    expect(hintOf("d", "b", steps, moves)).toEqual({ words: "2 missing", strengths: ["gate", "advice"], stops: true });
  });
  it("names the one thing that everybody knows", () => {
    expect(hintOf("e", "b", steps, moves).words).toBe("no offer yet");
    expect(meets({ rule: "", to: "", missing: [lack("advice"), lack("advice")] })).toMatchObject({ words: "passes, 2 advised" });
  });
});

describe("neighbour", () => {
  const laid = new Map(Object.entries({ a: ["1", "2", "3"], b: [], c: ["4"] }).map(([step, ids]) => [step, { ids, sums: [], over: 0 }]));
  const steps = ["a", "b", "c"];
  const from = (id: string, step: string) => ({ id, step });
  it("goes down and up within a step", () => {
    expect(neighbour("down", from("1", "a"), steps, laid)).toBe("2");
    expect(neighbour("up", from("1", "a"), steps, laid)).toBeUndefined();
    expect(neighbour("down", from("3", "a"), steps, laid)).toBeUndefined();
  });
  it("goes over empty steps, to the same row or the last", () => {
    expect(neighbour("right", from("3", "a"), steps, laid)).toBe("4");
    expect(neighbour("left", from("4", "c"), steps, laid)).toBe("1");
    expect(neighbour("right", from("4", "c"), steps, laid)).toBeUndefined();
  });
  it("begins with the first card there is", () => {
    expect(neighbour("down", undefined, steps, laid)).toBe("1");
    expect(neighbour("down", undefined, steps, new Map())).toBeUndefined();
  });
});

describe("bulkCommands", () => {
  const draft = { to: "", why: "", as: "", reason: "", until: null, day: null, kind: "call", text: "" };
  const cards = [
    { id: "d1", version: 3 },
    { id: "d2", version: 5 },
  ];
  it("is nothing while something is not filled in", () => {
    for (const kind of ["hand", "next", "move", "close", "date"] as const) expect(bulkCommands(kind, draft, cards)).toBeUndefined();
    expect(bulkCommands("close", { ...draft, as: "parked", reason: "later" }, cards, { dated: true, reasons: [1] })).toBeUndefined();
    expect(bulkCommands("close", { ...draft, as: "lost" }, cards, { reasons: [1] })).toBeUndefined();
  });
  it("has a command for each deal, with the version that was seen", () => {
    expect(bulkCommands("move", { ...draft, to: "c", why: " late " }, cards)).toEqual([
      { command: "deal.move", input: { deal: "d1", version: 3, to: "c", why: "late" } },
      { command: "deal.move", input: { deal: "d2", version: 5, to: "c", why: "late" } },
    ]);
    expect(bulkCommands("next", { ...draft, day: "2026-12-01" }, cards)?.[0]).toEqual({ command: "deal.schedule", input: { deal: "d1", kind: "call", due: "2026-12-01" } });
    expect(bulkCommands("close", { ...draft, as: "parked", reason: "later", until: "2027-01-01" }, cards, { dated: true, reasons: [1] })?.[1]?.input).toEqual({
      deal: "d2",
      version: 5,
      as: "parked",
      reason: "later",
      until: "2027-01-01",
    });
  });
});

describe("views", () => {
  it("are the address without what is open beside it", () => {
    expect(viewQuery("?q=x&deal=d1&owner=me&step=a")).toBe("owner=me&q=x&step=a");
    expect(viewQuery("?q=x&deal=d1&owner=me&step=a", true)).toBe("owner=me&q=x");
  });
  it("show each part of a filter as a chip that takes it away", () => {
    const words = { step: (key: string) => `step ${key}`, source: (key: string) => key.toUpperCase(), day: (day: string) => day, value: (text: string) => `€${text}` };
    const chips = chipsOf({ ...nothing, step: "a,b", next: "none", source: "fair,list", min: "10", close_to: "2026-12-31", owner: "me", q: "x" }, words);
    expect(chips.map(({ label }) => label)).toEqual(["step a, step b", "nothing scheduled", "FAIR, LIST", "at least €10", "closing by 2026-12-31"]);
    expect(chips[0]?.drop).toEqual({ step: "" });
    expect(chips[2]?.drop).toEqual({ source: "" });
  });
  it("offer the owners below oneself", () => {
    const of = (id: string, manager: string, role = "salesperson") => ({ id, name: id, manager, role, active: true, email: "", joined: 0 }) as Parameters<typeof seen>[0][number];
    const all = [of("olga", "", "owner"), of("mia", "olga", "manager"), of("ana", "mia"), of("tom", "olga", "manager"), of("eve", "tom"), of("adm", "", "admin")];
    expect(seen(all, "mia").map(({ id }) => id)).toEqual(["mia", "ana"]);
    expect(seen(all, "ana").map(({ id }) => id)).toEqual(["ana"]);
    expect(seen(all, "olga").map(({ id }) => id)).toEqual(["olga", "mia", "ana", "tom", "eve"]);
  });
});
