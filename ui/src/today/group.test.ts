import { describe, expect, it } from "vitest";
import type { Card, Process } from "../api/types";
import { columnsOf, endOfWeek, groupOf, groups } from "./group";

const step = (key: string, job: string) => ({ key, name: key, job, covers: [], action: "", purpose: "", exit: [], typical: 1, late: 2, chance: 3 });
const process = (steps: [string, string][]): Process => ({
  process: "p", name: "P", frame: "sale", jobs: [{ key: "first", name: "First" }, { key: "second", name: "Second" }],
  steps: steps.map(([key, job]) => step(key, job)), win: { name: "", action: "" }, exits: [],
});
const card = (id: string, at: string, mark: Card["next"]["mark"], due?: string, version = "v1"): Card =>
  ({ id, process: version, step: at, next: { mark, ...(due ? { due } : {}) } }) as Card;

describe("a week", () => {
  it("ends on its Sunday", () => {
    expect(endOfWeek("2026-11-23")).toBe("2026-11-29");
    expect(endOfWeek("2026-11-29")).toBe("2026-11-29");
    expect(endOfWeek("2026-12-30")).toBe("2027-01-03");
  });
  it("parts what comes soon from what comes later", () => {
    expect(groupOf(card("a", "x", "later", "2026-11-27"), "2026-11-25")).toBe("week");
    expect(groupOf(card("a", "x", "later", "2026-11-30"), "2026-11-25")).toBe("later");
    expect(groupOf(card("a", "x", "none"), "2026-11-25")).toBe("none");
    expect(groupOf(card("a", "x", "overdue", "2026-11-27"), "2026-11-25")).toBe("overdue");
  });
});

describe("the order of a day", () => {
  it("has what is scheduled for no day right after what is overdue, before any heading of another", () => {
    expect(groups.indexOf("none")).toBe(groups.indexOf("overdue") + 1);
    expect(groups.indexOf("none")).toBeLessThan(groups.indexOf("week"));
  });
});

describe("the columns of a day", () => {
  const processes = new Map([["v1", process([["a", "first"], ["b", "second"]])], ["v2", process([["a", "second"]])]]);
  const jobs = processes.get("v1")!.jobs;
  const columns = columnsOf(
    [card("1", "a", "overdue"), card("2", "b", "today"), card("3", "a", "none", undefined, "v2"), card("4", "a", "none", undefined, "v3"), card("5", "a", "overdue")],
    processes, jobs, "2026-11-25",
  );
  it("are the jobs, each deal by the process that it runs under, in the order that came", () => {
    expect(columns.map(({ name }) => name)).toEqual(["First", "Second"]);
    expect(columns[0]!.groups.get("overdue")?.map(({ id }) => id)).toEqual(["1", "5"]);
    expect(columns[1]!.groups.get("none")?.map(({ id }) => id)).toEqual(["3"]);
  });
  it("count the marks, without deals of a process that is not known", () => {
    expect(Object.fromEntries(columns[0]!.marks)).toEqual({ overdue: 2 });
    expect(Object.fromEntries(columns[1]!.marks)).toEqual({ today: 1, none: 1 });
  });
});
