import { describe, expect, it } from "vitest";
import { t, tMaybe, words } from "./t";

const say = words({
  deals: { one: "{n} deal", other: "{n} deals" },
  moved: "{who} moved {what}",
});

describe("words", () => {
  it("chooses the form by the language's rule", () => {
    expect(say("deals", { n: 1 })).toBe("1 deal");
    expect(say("deals", { n: 0 })).toBe("0 deals");
    expect(say("deals", { n: 2.5 })).toBe("2.5 deals");
  });
  it("groups large numbers", () => {
    expect(say("deals", { n: 10_000 })).toBe("10,000 deals");
  });
  it("leaves a name without a value to be seen", () => {
    expect(say("moved", { who: "Ana" })).toBe("Ana moved {what}");
  });
  it("does not fill what a value brings", () => {
    expect(say("moved", { who: "{what}", what: "Acme" })).toBe("{what} moved Acme");
  });
});

describe("the shared catalogue", () => {
  it("answers known keys only", () => {
    expect(t("step.none")).toBe("nothing scheduled");
    expect(tMaybe("error.conflict")).toBeDefined();
    expect(tMaybe("error.sunshine")).toBeUndefined();
  });
});
