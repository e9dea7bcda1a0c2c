import { describe, expect, it } from "vitest";
import { ApiError } from "../api/problem";
import type { Checkpoint } from "../api/types";
import { around, difference } from "./difference";
import { isSame, mistakesOf, readMistakes } from "./problems";
import { evidenceWords, termWords } from "./say";

const point = (more: Partial<Checkpoint>): Checkpoint => ({ key: "k", question: "Who?", strength: "gate", evidence: "answer", ...more });

describe("a checkpoint in words", () => {
  it.each<[Partial<Checkpoint>, string]>([
    [{ answer: "money" }, "An amount"],
    [{}, "An answer in words"],
    [{ fact: "source" }, "The deal’s own source"],
    [{ evidence: "person", influence: ["decides", "signs", "influences"] }, "Somebody on their side who decides, signs or influences"],
    [{ evidence: "score", threshold: 4, criteria: [{ key: "a", name: "A", points: 3 }, { key: "b", name: "B", points: 2 }] }, "At least 4 of 5 points"],
    [{ evidence: "offer", offer: "accepted" }, "An offer that they accepted"],
    [{ evidence: "document" }, "A document"],
  ])("%o", (more, words) => {
    expect(evidenceWords(point(more))).toBe(words);
  });
  it("tells the terms", () => {
    const terms = termWords(point({ confirmed: true, valid: "7d", implied_by: ["a", "b"], approver: "owner" }), (key) => key.toUpperCase());
    expect(terms).toEqual([
      "It counts once the customer has confirmed it.",
      "Good for 7 days.",
      "Also answered by “A” or “B”.",
      "Only an owner may let it pass.",
    ]);
    expect(termWords(point({ valid: "once" }), String)).toEqual([]);
  });
});

describe("mistakes of a text", () => {
  it("stand at their lines", () => {
    expect(readMistakes("12:7: steps[2].name: is missing; write it\n\nsomething else")).toEqual([
      { line: 12, column: 7, words: "steps[2].name: is missing; write it" },
      { line: 0, column: 0, words: "something else" },
    ]);
  });
  it("are told from other failures", () => {
    const wrong = new ApiError(422, { key: "process.text", values: { problems: "1:1: no" } });
    expect(mistakesOf(wrong)).toHaveLength(1);
    expect(mistakesOf(new ApiError(403, { key: "capability" }))).toBeUndefined();
    expect(isSame(new ApiError(409, { key: "process.same" }))).toBe(true);
    expect(isSame(wrong)).toBe(false);
  });
});

describe("the difference of two texts", () => {
  const kinds = (a: string, b: string) => difference(a, b).map(({ kind, lines }) => `${kind} ${lines.join(",")}`);
  it("names what is gone and what is new", () => {
    expect(kinds("a\nb\nc", "a\nB\nc")).toEqual(["same a", "gone b", "new B", "same c"]);
    expect(kinds("a", "a")).toEqual(["same a"]);
    expect(kinds("a\nb\nc\nd", "b\nx\nd")).toEqual(["gone a", "same b", "gone c", "new x", "same d"]);
  });
  it("gives back both texts", () => {
    const texts = ["", "a\nb", "b\na\nc\na", "c\nc\nc", "a\nb\nc\nd\ne\nf", "x\na\ny\nc\nz\nf"];
    for (const before of texts)
      for (const after of texts) {
        const runs = difference(before, after);
        const without = (kind: string) => runs.filter((run) => run.kind !== kind).flatMap(({ lines }) => lines).join("\n");
        expect(without("new")).toBe(before);
        expect(without("gone")).toBe(after);
      }
  });
  it("keeps the numbers of lines where the same is left out", () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
    const after = before.with(9, "changed");
    const shown = around(difference(before.join("\n"), after.join("\n")));
    expect(shown.map(({ kind, was, now, lines }) => [kind, kind === "gone" ? was : now, lines.length])).toEqual([
      ["same", 8, 2],
      ["gone", 10, 1],
      ["new", 10, 1],
      ["same", 11, 2],
    ]);
  });
});
