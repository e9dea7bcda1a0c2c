import { describe, expect, it } from "vitest";
import type { DealPage, Point, Refusal } from "../api/types";
import { answered, exitsOf, metOnTheWay, needsOf, reasonsOf, recordable, stepsOn, twinOf, wayOf } from "./plan";

const point = (key: string, more: Partial<Point> = {}): Point => ({
  key,
  question: `${key}?`,
  strength: "gate",
  evidence: "answer",
  standing: "open",
  passer: "manager",
  ...more,
});
const step = (key: string, job: string, points: Point[], state: "done" | "here" | "ahead" | "not_used" = "ahead") => ({
  key,
  name: key.toUpperCase(),
  job,
  action: `Do ${key}`,
  purpose: "",
  state,
  days: 1,
  visits: 1,
  typical: 1,
  late: 2,
  points,
});
const page = {
  deal: {
    id: "d1",
    status: "open",
    step: "b",
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
  path: [
    step("a", "first", [point("a1", { standing: "met" })], "done"),
    step("b", "first", [point("b1", { standing: "met" }), point("b2"), point("b3", { strength: "advice", passer: "you" })], "here"),
    step("x", "second", [], "not_used"),
    step("c", "second", [point("c1", { standing: "met" })]),
    step("d", "second", []),
  ],
  exits: [{ key: "lost", name: "Lost" }, { key: "unfit", name: "Unfit", jobs: ["first"] }, { key: "off", name: "Off", jobs: ["second"] }],
  win: { name: "Won", action: "Close it" },
} as unknown as DealPage;

describe("wayOf", () => {
  it("tells on, back, out and won apart", () => {
    expect(wayOf(page, "c")).toMatchObject({ kind: "on", action: "Do c" });
    expect(wayOf(page, "a")).toMatchObject({ kind: "back", action: "A" });
    expect(wayOf(page, "won")).toMatchObject({ kind: "win", action: "Close it" });
    expect(wayOf(page, "lost")).toMatchObject({ kind: "out", name: "Lost" });
    expect(wayOf(page, "x")).toBeUndefined();
    expect(wayOf(page, "nowhere")).toBeUndefined();
  });
  it("leads back into the pipeline from outside of it", () => {
    const closed = { ...page, deal: { ...page.deal, status: "lost" } } as DealPage;
    expect(wayOf(closed, "c")).toMatchObject({ kind: "reopen" });
  });
  it("counts the steps of a jump without those that are not used", () => {
    expect([stepsOn(page, "c"), stepsOn(page, "d"), stepsOn(page, "a")]).toEqual([1, 2, 0]);
  });
  it("offers the exits of the deal's job", () => {
    expect(exitsOf(page).map(({ key }) => key)).toEqual(["lost", "unfit"]);
  });
});

const refusal: Refusal = {
  rule: "P-11",
  to: "d",
  missing: [
    { checkpoint: "b2", strength: "gate", passer: "manager" },
    { checkpoint: "b3", strength: "advice", passer: "you" },
  ],
};

describe("needsOf", () => {
  it("keeps what was supplied where it stood", () => {
    const needs = needsOf(page, { ...refusal, missing: [refusal.missing[1]!] }, refusal.missing);
    expect(needs.map(({ key, met }) => [key, met])).toEqual([
      ["b2", true],
      ["b3", false],
    ]);
  });
  it("has lines for inputs of the command", () => {
    const [need] = needsOf(page, { rule: "P-13", to: "a", missing: [{ field: "why" }] }, []);
    expect(need).toMatchObject({ key: "why", point: undefined, met: false });
  });
  it("is empty where the move would pass", () => {
    expect(needsOf(page, null, [])).toEqual([]);
  });
  it("knows what is met on the way", () => {
    expect(metOnTheWay(page, "d").map(({ key }) => key)).toEqual(["b1", "c1"]);
    expect(metOnTheWay(page, "won").map(({ key }) => key)).toEqual(["b1", "c1"]);
  });
});

describe("twinOf", () => {
  const need = (key: string, more: Partial<Point>, met = false) => ({ key, lack: { checkpoint: key }, point: point(key, more), met });
  const offer = need("o1", { evidence: "offer", offer: "delivered" });
  const date = need("o2", { evidence: "offer", offer: "decision" });
  it("asks once for what one act supplies", () => {
    expect(twinOf(date, [offer, date])).toBe(offer);
    expect(twinOf(offer, [offer, date])).toBe(offer);
    expect(twinOf(date, [{ ...offer, met: true }, date])).toBe(date);
  });
  it("keeps apart what differs", () => {
    const [held, agreed] = [need("a", { evidence: "activity", outcome: "held" }), need("b", { evidence: "activity", outcome: "agreed" })];
    expect(twinOf(agreed!, [held!, agreed!])).toBe(agreed);
    const [one, two] = [need("c", {}), need("d", {})];
    expect(twinOf(two!, [one!, two!])).toBe(two);
  });
});

describe("answered", () => {
  const [gate, advice] = needsOf(page, refusal, []);
  it("does not take for held what was moved to another day", () => {
    const held = point("k", { evidence: "activity", outcome: "held" });
    expect(recordable({ key: "k", lack: { checkpoint: "k" }, point: held, met: false }, { choice: "moved", due: "2026-11-30", finishes: "p1" }, page)).toBe(false);
  });
  it("takes evidence or, where one may, a reason", () => {
    expect(answered(gate!, undefined, page, "")).toBe(false);
    expect(answered(gate!, { why: "known" }, page, "for all")).toBe(false);
    expect(answered(gate!, { text: "yes" }, page, "")).toBe(true);
    expect(answered(advice!, { why: "known" }, page, "")).toBe(true);
    expect(answered(advice!, undefined, page, "for all")).toBe(true);
  });
  it("wants every open concern settled", () => {
    const need = { ...gate!, point: point("b2", { evidence: "concerns", concerns: "none_open" }) };
    const one = { settled: { c1: { state: "resolved", answer: "Split" } } };
    expect(answered(need, one, page, "")).toBe(false);
    expect(answered(need, { settled: { ...one.settled, c3: { state: "accepted" } } }, page, "")).toBe(true);
  });
  it("sends the reasons that one may give", () => {
    expect(reasonsOf([gate!, advice!], { b2: { why: "x" }, b3: { why: " known " } })).toEqual({ b3: "known" });
  });
});
