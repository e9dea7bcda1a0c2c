import { describe, expect, it } from "vitest";
import type { Member } from "../api/types";
import { changed, currencies, locales, mannersOf, months, sample, weekdays, zones } from "./manners";
import { chiefs } from "./member";
import { below } from "./members";

const one = (id: string, manager = "", active = true): Member => ({ id, name: id, email: "", role: "salesperson", manager, active, joined: 0 });

describe("a line", () => {
  const family = [one("olga"), one("mia", "olga"), one("ana", "mia"), one("ben", "mia", false), one("tom", "olga")];
  it("counts who stands below, those who have left apart", () => {
    expect(Object.fromEntries(below(family))).toEqual({ olga: 3, mia: 1 });
  });
  it("ends, even where it runs in a circle", () => {
    expect(Object.fromEntries(below([one("a", "b"), one("b", "a")]))).toEqual({ a: 1, b: 1 });
  });
  it("offers nobody of one's own line as the one above", () => {
    expect(chiefs(family, "mia").map(({ id }) => id)).toEqual(["olga", "tom"]);
    expect(chiefs(family, undefined)).toHaveLength(4);
  });
});

describe("a company's manners", () => {
  const company = {
    version: 3, name: "Northbeck", zone: "Europe/Berlin", currency: "EUR", locale: "en-GB", week: [1, 2, 3, 4, 5],
    holidays: null, fiscal_start: 1, process: "p", published: {}, since: 0,
  };
  it("are sent where they differ, and nothing else", () => {
    const before = mannersOf(company);
    expect(changed(before, { ...before })).toEqual({});
    expect(changed(before, { ...before, week: [1, 2, 3, 4], holidays: ["2026-12-24"] })).toEqual({ week: [1, 2, 3, 4], holidays: ["2026-12-24"] });
  });
  it("can be chosen from what the browser knows", () => {
    expect(weekdays("en-GB").map(({ n, name }) => `${n} ${name}`)[0]).toBe("1 Monday");
    expect(weekdays("de-DE")[6]).toEqual({ n: 7, name: "Sonntag" });
    expect(months("en-GB")[3]).toEqual({ value: "4", label: "April" });
    expect(zones("Europe/Berlin").filter(({ value }) => value === "Europe/Berlin")).toHaveLength(1);
    expect(zones("Mars/Base").some(({ value }) => value === "Mars/Base")).toBe(true);
    expect(currencies("EUR", "en-GB").find(({ value }) => value === "EUR")?.label).toBe("EUR, Euro");
    expect(locales("tlh").some(({ value }) => value === "tlh")).toBe(true);
  });
  it("show how they write", () => {
    expect(sample({ locale: "de-DE", zone: "Europe/Berlin", currency: "EUR" }, "2026-11-23")).toMatch(/12\.345,67/);
    expect(sample({ locale: "nonsense!", zone: "Europe/Berlin", currency: "EUR" }, "2026-11-23")).toBeUndefined();
  });
});
