import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Happened } from "../api/types";
import { formats } from "../i18n/format";
import { dealPage } from "./sample";
import { tell } from "./tell";

const f = formats({ locale: "en-IE", zone: "UTC", currency: "EUR" });
const page = dealPage({}, { concerns: [{ id: "c1", n: 1, text: "Does it stop us?", at: 1, step: "two", state: "resolved" }], plan: [] });
const euro = (whole: number) => ({ minor: whole * 100, currency: "EUR" });

const happened = (kind: string, body: object, more: Partial<Happened> = {}): Happened => ({
  n: 9, kind: `deal.${kind}`, occurred_at: 1, known_at: 1, recorded_at: 1, actor: "ines", actor_name: "Ines Okafor", body: body as Record<string, unknown>, ...more,
});
const told = (event: Happened, before: Happened[] = []) => tell(event, { page, names: { tom: "Tom Reyes" }, f, today: "2026-11-23", before });

/** A plausible body for every kind that the server has. */
const bodies: Record<string, object> = {
  opened: { step: "one", value: euro(40_000), source: "fair" },
  changed: { value: euro(86_000) },
  moved: { from: "one", to: "two", how: "advance" },
  given: { checkpoint: "money", text: "It is in the budget", person: "ida" },
  confirmed: { checkpoint: "need", person: "ida", how: "mail", words: "Exactly" },
  taken_back: { checkpoint: "need", why: "Misheard", flag: true },
  logged: { kind: "conversation", outcome: "held", people: ["ida"], minutes: 35, text: "Need stated" },
  scheduled: { id: "a1", kind: "call", due: "2026-11-24", time: "14:00", text: "Ask who signs" },
  rescheduled: { id: "a1", due: "2026-11-26" },
  cancelled: { id: "a1", why: "They called us" },
  asked: { checkpoint: "money", why: "In the tender" },
  overridden: { checkpoint: "money", why: "Known buyer" },
  declined: { checkpoint: "money", why: "Ask them" },
  offered: { to: "ida", value: euro(77_000), what: "14 meters", due: "2026-12-16" },
  offer_decided: { id: "x", state: "accepted", by: "Hilde Vang" },
  raised: { text: "Does it stop us?", by: "ida" },
  settled: { id: "c1", state: "resolved", answer: "In the August stop" },
  traded: { give: "2 %", get: "a year longer", value: euro(1500) },
  plan_set: { id: "m1", what: "Board paper", due: "2026-12-11" },
  handed: { from: "ines", to: "tom", why: "On leave" },
  shared: { member: "tom", role: "Fitting", share: 20 },
  involved: { person: "ida", influence: "decides", attitude: "for" },
  closed: { as: "lost", from: "two", reason: "price", to: "a neighbour" },
  won: { from: "two", value: euro(77_000), signed: "Hilde Vang" },
  brought: { value: euro(1000), debts: ["need"] },
  corrected: { value: euro(70_000), why: "Typing" },
  reopened: { to: "one", from: "parked", system: true },
  absorbed: { other: "d2" },
  transferred: { from: "abcdef", to: "123456", step: "two" },
};

describe("the story", () => {
  it("tells every kind that the server has, with nothing left in braces", () => {
    const codec = readFileSync("../deal/codec.go", "utf8");
    const kinds = [...codec.matchAll(/"deal\.([a-z_]+)"/g)].map((found) => found[1]!);
    expect(kinds.length).toBeGreaterThan(25);
    for (const kind of new Set(kinds)) {
      expect(bodies, `a body for ${kind}`).toHaveProperty(kind);
      const { title, text, icon } = told(happened(kind, bodies[kind]!));
      expect(title, kind).not.toMatch(/[{}]|undefined|tell\.|deal\./);
      expect(text ?? "", kind).not.toMatch(/[{}]|undefined|\[object/);
      expect(icon).toBeTruthy();
    }
  });
  it("names what it moved past, and marks an override", () => {
    const event = happened("moved", { from: "one", to: "two", how: "advance", passed_keys: ["money"], passed: [{ checkpoint: "money", why: "in the tender" }] });
    const { title, text, tag } = told(event);
    expect(title).toBe("On to TWO");
    expect(text).toBe("Passed without: money? (in the tender)");
    expect(tag?.word).toBe("override");
  });
  it("tells a return by its reason", () => {
    expect(told(happened("moved", { from: "two", to: "one", how: "return", why: "A new buyer" }))).toMatchObject({ title: "Returned to ONE", text: "A new buyer" });
  });
  it("shows the old value where an earlier event has it", () => {
    const before = [happened("involved", {}), happened("changed", { name: "Other" }), happened("opened", { step: "one", value: euro(74_000) })];
    expect(told(happened("changed", { value: euro(86_000) }), before)).toMatchObject({ title: "Value set to €86,000", was: "€74,000" });
    expect(told(happened("changed", { value: euro(86_000) })).was).toBeUndefined();
  });
  it("knows that an offer set the value before", () => {
    const before = [happened("offered", { value: euro(77_000) }), happened("opened", { value: euro(1) })];
    expect(told(happened("changed", { value: euro(70_000) }), before).was).toBe("€77,000");
  });
  it("shows a removed fact, and lists by their names", () => {
    expect(told(happened("changed", { close_date: "" })).title).toBe("Close date removed");
    expect(told(happened("changed", { source: "fair", method: "call" })).title).toBe("Source set to Fair, method set to Telephone call");
  });
  it("tells an answer with the one before it", () => {
    const before = [happened("given", { checkpoint: "effect", money: euro(180_000) })];
    expect(told(happened("given", { checkpoint: "effect", money: euro(210_000), person: "ida" }), before)).toMatchObject({ title: "effect? (Ida)", text: "€210,000", was: "€180,000" });
  });
  it("says that words were erased", () => {
    expect(told(happened("raised", {}, { erased: true })).text).toBe("The words were erased.");
  });
  it("does not hide a kind that it does not know", () => {
    expect(told(happened("juggled", {})).title).toBe("deal.juggled");
  });
});
