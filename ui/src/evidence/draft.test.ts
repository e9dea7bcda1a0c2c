import { describe, expect, it } from "vitest";
import type { DealPage, Point } from "../api/types";
import { commandsOf, needs, offerOf, startOf, sumOf } from "./draft";
import { factsOf, inputOf } from "./kind";

const point = (key: string, more: Partial<Point> = {}): Point => ({ key, question: `${key}?`, strength: "gate", evidence: "answer", standing: "open", passer: "manager", ...more });
const eur = (minor: number) => ({ minor, currency: "EUR" });
const page = {
  deal: {
    name: "Steam",
    value: eur(0),
    concerns: [
      { id: "c1", state: "open", text: "Too dear" },
      { id: "c2", state: "resolved", text: "Too late" },
      { id: "c3", state: "open", text: "Too large" },
    ],
    planned: [
      { id: "p2", kind: "meeting", due: "2026-11-24", by: "ana" },
      { id: "p1", kind: "call", due: "2026-11-20", by: "ana" },
    ],
  },
  people: [{ person: "ida", name: "Ida", influence: "decides" }],
  names: { ida: "Ida", olaf: "Olaf" },
  path: [{ points: [point("need", { given: { n: 1, at: 1, by: "ana", text: "steam" } }), point("money"), point("source", { fact: "source", given: { n: 1, at: 1, by: "ana" } })] }],
} as unknown as DealPage;

describe("inputOf", () => {
  it.each([
    [{}, { kind: "text" }],
    [{ answer: "money" }, { kind: "money" }],
    [{ answer: "choice", choices: [{ key: "y", name: "Yes" }, { key: "o", name: "Old", retired: true }] }, { kind: "choice", choices: [{ key: "y", name: "Yes" }] }],
    [{ fact: "source" }, { kind: "facts", names: ["source"] }],
    [{ lacks: "confirmation" }, { kind: "confirm" }],
    [{ evidence: "person", influence: ["signs"] }, { kind: "person", influence: ["signs"] }],
    [{ evidence: "person", answer: "text" }, { kind: "text" }],
    [{ evidence: "activity", outcome: "agreed" }, { kind: "activity", outcome: "agreed" }],
    [{ evidence: "offer", offer: "accepted" }, { kind: "accept" }],
    [{ evidence: "offer", offer: "decision" }, { kind: "offer", wants: "decision" }],
    [{ evidence: "concerns", concerns: "none_open" }, { kind: "settle" }],
    [{ evidence: "concerns", concerns: "raised" }, { kind: "raise" }],
    [{ evidence: "document" }, { kind: "document" }],
    [{ evidence: "score" }, { kind: "score" }],
    [{ evidence: "rule", rule: "deal.organisation || deal.role" }, { kind: "facts", names: ["organisation", "role"] }],
    [{ evidence: "rule", rule: "deal.days > 3" }, { kind: "none" }],
  ])("%o wants %o", (more, wants) => {
    expect(inputOf(point("k", more as Partial<Point>))).toEqual(wants);
  });
  it("reads the facts of a rule once each", () => {
    expect(factsOf("deal.value > 5.0 && deal.value < 9.0 || deal.close_date != ''")).toEqual(["value", "close_date"]);
  });
});

describe("commandsOf", () => {
  const of = (more: Partial<Point>, draft: Parameters<typeof commandsOf>[1], lacks?: string) => commandsOf(point("k", more), draft, page, lacks);
  it("records nothing that is blank or half", () => {
    expect(of({}, { text: "  " })).toEqual([]);
    expect(of({ answer: "number" }, { number: null })).toEqual([]);
    expect(of({ evidence: "offer", offer: "decision" }, { text: "All", money: { minor: 1, currency: "EUR" } })).toEqual([]);
    expect(of({ evidence: "person", influence: ["decides", "signs"] }, { person: { id: "p", name: "P" } })).toEqual([]);
    expect(of({ evidence: "score", criteria: [{ key: "x", name: "X", points: 1 }, { key: "y", name: "Y", points: 1 }] }, { yes: { x: true } })).toEqual([]);
    expect(of({ evidence: "confirmation" }, { how: "mail" })).toEqual([]);
  });
  it("gives an answer of its kind", () => {
    expect(of({}, { text: " steam " })).toEqual([{ verb: "give", body: { checkpoint: "k", text: "steam" } }]);
    expect(of({ answer: "number" }, { number: 0 })).toEqual([{ verb: "give", body: { checkpoint: "k", number: 0 } }]);
    expect(of({ evidence: "document" }, { text: "file" })).toEqual([{ verb: "give", body: { checkpoint: "k", ref: "file" } }]);
  });
  it("answers with the deal's own facts", () => {
    expect(of({ fact: "source" }, { facts: { source: "fair" } })).toEqual([{ verb: "change", body: { source: "fair" } }]);
    expect(of({ fact: "plant" as never }, { facts: { plant: "North" } })).toEqual([{ verb: "change", body: { fields: { plant: "North" } } }]);
    expect(of({ fact: "close_date" }, { date: "2026-12-01" })).toEqual([{ verb: "change", body: { close_date: "2026-12-01" } }]);
  });
  it("logs what was held, and finishes what was planned", () => {
    const held = { evidence: "activity", outcome: "held" } as const;
    expect(of(held, {})).toEqual([]);
    expect(of(held, { choice: "done", finishes: "p1" })).toEqual([
      { verb: "log", body: { kind: "conversation", outcome: "held", two_way: true, finishes: "p1" } },
    ]);
    expect(of(held, { choice: "done", finishes: "gone" })[0]?.body).not.toHaveProperty("finishes");
  });
  it("moves what was planned to another day, which is not yet holding it", () => {
    const held = { evidence: "activity", outcome: "held" } as const;
    const moved = { choice: "moved", due: "2026-11-30", finishes: "p1" };
    expect(of(held, moved)).toEqual([{ verb: "reschedule", body: { activity: "p1", due: "2026-11-30" } }]);
  });
  it("asks for the day of what was agreed", () => {
    const agreed = { evidence: "activity", outcome: "agreed" } as const;
    expect(of(agreed, { text: "They will" })).toEqual([]);
    expect(of(agreed, { due: "2026-12-01" })).toEqual([{ verb: "log", body: { kind: "call", outcome: "agreed", agreed: "2026-12-01" } }]);
  });
  it("settles each concern that was answered", () => {
    const settle = { evidence: "concerns", concerns: "none_open" } as const;
    expect(of(settle, { settled: { c1: { state: "resolved", answer: "Split" }, c3: { answer: "?" } } })).toEqual([
      { verb: "settle", body: { concern: "c1", state: "resolved", answer: "Split" } },
    ]);
  });
  it("resolves a concern by an answer only, be it the one that was given before", () => {
    const settle = { evidence: "concerns", concerns: "none_open" } as const;
    expect(of(settle, { settled: { c1: { state: "resolved" } } })).toEqual([]);
    const before = { ...page, deal: { ...page.deal, concerns: [{ id: "c1", state: "open", text: "Too dear", answer: "Split" }] } } as DealPage;
    expect(commandsOf(point("k", settle), { settled: { c1: { state: "resolved" } } }, before)).toHaveLength(1);
  });
  it("names who said it, raised it or accepted it", () => {
    const person = { id: "ida", name: "Ida" };
    expect(of({}, { text: "steam", person })[0]?.body).toEqual({ checkpoint: "k", text: "steam", person: "ida" });
    expect(of({ evidence: "concerns", concerns: "raised" }, { text: "Too dear", person })).toEqual([{ verb: "raise", body: { text: "Too dear", by: "ida" } }]);
    expect(of({ evidence: "offer", offer: "accepted" }, { person, text: "Olaf" })[0]?.body).toEqual({ state: "accepted", person: "ida" });
  });
  it("confirms what was answered before", () => {
    expect(of({ confirmed: true }, { text: "Yes, that", how: "mail" }, "confirmation")).toEqual([
      { verb: "confirm", body: { checkpoint: "k", how: "mail", words: "Yes, that" } },
    ]);
  });
});

describe("an offer", () => {
  const line = (value: ReturnType<typeof eur> | null) => ({ what: "x", value });
  it("adds its parts exactly, and not those that are unfinished", () => {
    expect(sumOf([line(eur(6_150_000)), line(eur(1_550_001))], "EUR")).toEqual(eur(7_700_001));
    expect(sumOf([line(eur(1)), line(null)], "EUR")).toBeUndefined();
    expect(sumOf([line(eur(1)), line({ minor: 1, currency: "USD" })], "EUR")).toBeUndefined();
    expect(sumOf([], "EUR")).toBeUndefined();
  });
  it("is worth what its parts are", () => {
    const offer = { evidence: "offer", offer: "answers" } as const;
    const draft = { text: "All", money: eur(5), lines: [{ what: "a", need: "need", value: eur(1) }, { what: "b", need: "need", value: eur(2) }] };
    expect(commandsOf(point("k", offer), draft, page)[0]?.body.value).toEqual(eur(3));
    expect(commandsOf(point("k", offer), { ...draft, lines: [{ what: "a", value: eur(1) }] }, page)).toEqual([]);
  });
  it("can be tied to what they have said", () => {
    expect(needs(page).map(({ key }) => key)).toEqual(["need"]);
  });
  it("begins as the one before, or to whom decides", () => {
    expect(offerOf(page)).toMatchObject({ text: "Steam", money: null, person: { id: "ida" } });
    const before = { ...page, deal: { ...page.deal, offers: [{ id: "o", number: 1, what: "All", value: eur(9), to: "olaf", due: "2026-12-01", state: "declined" }] } } as unknown as DealPage;
    expect(offerOf(before)).toEqual({ text: "All", money: eur(9), due: "2026-12-01", lines: [], person: { id: "olaf", name: "Olaf" } });
  });
});

describe("startOf", () => {
  it("begins with what was said, to be changed", () => {
    const start = (more: Partial<Point>) => startOf(point("k", more), inputOf(point("k", more)), page);
    const given = { n: 1, at: 1, by: "ana" };
    expect(start({ given: { ...given, text: "steam", person: "ida" } })).toEqual({ text: "steam", person: { id: "ida", name: "Ida" } });
    expect(start({ evidence: "document", given: { ...given, ref: "file" } })).toEqual({ text: "file" });
    const criteria = [{ key: "x", name: "X", points: 1 }, { key: "y", name: "Y", points: 1 }];
    expect(start({ evidence: "score", criteria, given: { ...given, yes: { x: true } } })).toEqual({ yes: { x: true, y: false } });
    expect(start({})).toEqual({});
  });
});
