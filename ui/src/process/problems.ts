// What the server finds wrong with a text, line by line.
import { ApiError } from "../api/problem";

/** One mistake. Line and column begin at 1; line 0 is the text as a whole. */
export type Mistake = { line: number; column: number; words: string };

/** Reads "12:7: steps[2].name: is missing; write it", one on a line. */
export function readMistakes(text: string): Mistake[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const found = /^(\d+):(\d+): (.*)$/.exec(line);
      return found ? { line: Number(found[1]), column: Number(found[2]), words: found[3]! } : { line: 0, column: 0, words: line };
    });
}

/** The mistakes of a refused text; undefined where the failure is another. */
export function mistakesOf(error: unknown): Mistake[] | undefined {
  if (!(error instanceof ApiError) || error.problem.key !== "process.text") return undefined;
  return readMistakes(error.problem.values?.problems ?? error.problem.detail ?? "");
}

/** True where a text is the one in effect: there is nothing to publish. */
export const isSame = (error: unknown): boolean => error instanceof ApiError && error.problem.key === "process.same";
