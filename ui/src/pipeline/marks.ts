// A card's checkpoints travel as two letters each: strength i g a, standing m o p d n.
import type { Strength } from "../api/types";
import type { CheckState } from "../parts/mark";

export type CardMark = { strength: Strength; state: CheckState; debt: boolean };

const strengths: Record<string, Strength> = { i: "impossible", g: "gate", a: "advice" };
const states: Record<string, CheckState> = { m: "met", o: "open", p: "passed", d: "open" };

const known = new Map<string, readonly CardMark[]>();

/** The marks of a card, in the order of the process. What is not applicable has none. */
export function readMarks(text: string): readonly CardMark[] {
  let marks = known.get(text);
  if (!marks) {
    const found: CardMark[] = [];
    for (let i = 0; i + 1 < text.length; i += 2) {
      const strength = strengths[text[i]!];
      const state = states[text[i + 1]!];
      if (strength && state) found.push({ strength, state, debt: text[i + 1] === "d" });
    }
    known.set(text, (marks = found));
  }
  return marks;
}

/** How many are met, of how many. */
export function counted(marks: readonly CardMark[]): { met: number; all: number } {
  return { met: marks.filter((mark) => mark.state === "met").length, all: marks.length };
}
