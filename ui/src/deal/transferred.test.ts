import { describe, expect, it } from "vitest";
import type { Checkpoint, Process, ProcessStep, Strength } from "../api/types";
import { momentOf } from "./correct";
import { meaningOf, stepFor } from "./transferred";

const ask = (key: string, strength: Strength = "gate", more: Partial<Checkpoint> = {}): Checkpoint => ({ key, question: `${key}?`, strength, evidence: "answer", ...more });
const step = (key: string, covers: string[], exit: Checkpoint[], more: Partial<ProcessStep> = {}) => ({ key, name: key, covers, exit, ...more }) as ProcessStep;
const of = (...steps: ProcessStep[]) => ({ process: "p", steps }) as Process;

const now = of(step("a", ["one"], [ask("past")]), step("b", ["two"], [ask("need"), ask("money")]), step("c", ["three"], [ask("offer")]));

describe("a transfer", () => {
  it("asks what the other version asks from there on", () => {
    const then = of(step("a", ["one"], [ask("past"), ask("new-past")]), step("b", ["two"], [ask("need", "advice"), ask("who")]), step("c", ["three"], [ask("offer"), ask("old", "gate", { retired: true })]));
    const { stays, fresh, gone, changed } = meaningOf(now, "b", then, "b");
    expect(stays).toBe(true);
    expect(fresh.map(({ key }) => key)).toEqual(["who"]);
    expect(gone.map(({ key }) => key)).toEqual(["money"]);
    expect(changed).toEqual([{ question: "need?", was: "gate", is: "advice" }]);
  });
  it("begins a new stay where the step means something else, and asks again what lies before", () => {
    const { stays, fresh } = meaningOf(now, "b", now, "a");
    expect(stays).toBe(false);
    expect(fresh.map(({ key }) => key)).toEqual(["past"]);
  });
  it("leads to the same step, or to the last that shares what it covers", () => {
    expect(stepFor(now, "b", now)).toBe("b");
    expect(stepFor(now, "b", of(step("x", ["one"], []), step("y", ["two"], []), step("z", ["two", "three"], [])))).toBe("z");
    expect(stepFor(now, "b", of(step("x", ["nine"], []), step("b", ["two"], [], { retired: true })))).toBe("x");
  });
});

describe("the moment of a day", () => {
  it("is its end, or now while it lasts", () => {
    const at = Date.parse("2026-11-23T10:00:00Z") * 1000;
    expect(momentOf("2026-11-20", "2026-11-23", "Europe/Berlin", at)).toBe("2026-11-20T22:59:59Z");
    expect(momentOf("2026-11-23", "2026-11-23", "Europe/Berlin", at)).toBe("2026-11-23T10:00:00Z");
  });
});
