import { describe, expect, it } from "vitest";
import { fuzzy } from "./fuzzy";

const order = (query: string, ...texts: string[]) =>
  texts
    .map((text) => ({ text, met: fuzzy(query, text) }))
    .filter((one) => one.met)
    .sort((a, b) => b.met!.score - a.met!.score)
    .map((one) => one.text);

describe("fuzzy", () => {
  it("wants every word, in any order", () => {
    expect(fuzzy("off brack", "Send the offer Brackwater Paper")).toBeDefined();
    expect(fuzzy("brack moon", "Send the offer Brackwater Paper")).toBeUndefined();
  });
  it("puts the beginnings of words first", () => {
    expect(order("pa", "Repark", "Tarn Paper", "Park")).toEqual(["Park", "Tarn Paper", "Repark"]);
  });
  it("finds initials", () => {
    expect(fuzzy("gtp", "Go to Pipeline")?.at).toEqual(new Set([0, 3, 6]));
    expect(fuzzy("gtx", "Go to Pipeline")).toBeUndefined();
  });
  it("does not mind accents", () => {
    expect(fuzzy("lodz", "Łódź")?.at.size).toBe(4);
    expect(fuzzy("tromsø", "Tromso")?.at.size).toBe(6);
    expect(fuzzy("ecole", "École")?.at).toEqual(new Set([0, 1, 2, 3, 4]));
  });
  it("is met by all when empty", () => {
    expect(fuzzy(" ", "anything")?.at.size).toBe(0);
  });
});
