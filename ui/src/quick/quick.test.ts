import { describe, expect, it } from "vitest";
import { besideOf } from "../move/surface";
import { entries, logBody } from "./log";
import { type DealDraft, dealBody } from "./new";
import { dealHere } from "./quick";

describe("logBody", () => {
  const draft = { entry: "", text: "", agreed: null } as Parameters<typeof logBody>[0];
  it("wants to know what it was", () => {
    expect(logBody({ ...draft, text: "They like it" }, undefined)).toBeUndefined();
    expect(logBody({ ...draft, entry: "agreed" }, undefined)).toBeUndefined();
    expect(logBody({ ...draft, entry: "note", text: " " }, undefined)).toBeUndefined();
  });
  it("tells an attempt from a conversation", () => {
    expect(logBody({ ...draft, entry: "attempt" }, "a1")).toEqual({ kind: "call", outcome: "attempted", finishes: "a1" });
    expect(logBody({ ...draft, entry: "conversation", text: " It hurts " }, undefined)).toEqual({ kind: "conversation", outcome: "held", two_way: true, text: "It hurts" });
    expect(logBody({ ...draft, entry: "agreed", agreed: "2026-12-01" }, undefined)).toEqual({ kind: "call", outcome: "agreed", agreed: "2026-12-01" });
  });
  it("finishes nothing by a note", () => {
    expect(logBody({ ...draft, entry: "note", text: "Fair in May" }, "a1")).toEqual({ kind: "note", text: "Fair in May" });
  });
  it("has a key of its own for each", () => {
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  });
});

describe("dealBody", () => {
  const draft: DealDraft = {
    organisation: null, making: null, city: "", by: "person", person: { id: "p1", name: "P" }, addPerson: "", role: "Buyer", name: " Steam ",
    value: null, source: "", step: "", nextKind: "call", nextDue: null, nextTime: "", nextText: "x",
  };
  it("sends a person or a role, not both", () => {
    expect(dealBody(draft)).toEqual({ name: "Steam", person: "p1" });
    expect(dealBody({ ...draft, by: "role" })).toEqual({ name: "Steam", role: "Buyer" });
  });
  it("plans the next step where it has a day", () => {
    expect(dealBody({ ...draft, nextDue: "2026-12-01", nextTime: "9" }).next).toEqual({ kind: "call", due: "2026-12-01", time: "09:00", text: "x" });
  });
});

describe("besideOf", () => {
  const view = { width: 1440, height: 900 };
  it("stands at the right where there is room, if narrower", () => {
    expect(besideOf({ left: 200, right: 360, top: 90 }, view)).toEqual({ left: 368, top: 90, width: 404 });
    expect(besideOf({ left: 900, right: 1080, top: 90 }, view)).toEqual({ left: 1088, top: 90, width: 344 });
  });
  it("stands at the left of the last columns", () => {
    expect(besideOf({ left: 1200, right: 1420, top: 90 }, view)).toEqual({ left: 788, top: 90, width: 404 });
  });
  it("stays within a small window", () => {
    expect(besideOf({ left: 100, right: 600, top: 90 }, { width: 700, height: 900 }).left).toBe(288);
  });
});

describe("dealHere", () => {
  it("is the deal of the address, or of the panel beside a list", () => {
    expect(dealHere("/deals/d%201", null)).toBe("d 1");
    expect(dealHere("/pipeline?deal=d2&q=x", null)).toBe("d2");
    expect(dealHere("/deals/d1/print", null)).toBeUndefined();
  });
  it("is first of all the card that has the focus", () => {
    document.body.innerHTML = `<article data-card="d9"><a href="#">x</a></article>`;
    expect(dealHere("/pipeline?deal=d2", document.querySelector("a"))).toBe("d9");
  });
});
