// What going on under another version of a process, or another process, means for a deal.
import type { Checkpoint, Process, Strength } from "../api/types";

export type Change = { question: string; was: Strength; is: Strength };
export type Meaning = {
  /** The step covers the same, so that the time in it goes on counting. */
  stays: boolean;
  /** Asked from that step on, and not before the transfer. */
  fresh: Checkpoint[];
  /** No longer asked. */
  gone: Checkpoint[];
  /** Asked as before, with another strength. */
  changed: Change[];
};

/** The checkpoints that lie ahead, from a step on. */
function ahead(process: Process, step: string): Checkpoint[] {
  const from = process.steps.findIndex(({ key }) => key === step);
  return from < 0 ? [] : process.steps.slice(from).flatMap(({ exit, retired }) => (retired ? [] : (exit ?? []))).filter(({ retired }) => !retired);
}

export function meaningOf(from: Process, at: string, to: Process, step: string): Meaning {
  const before = new Map(ahead(from, at).map((point) => [point.key, point]));
  const after = new Map(ahead(to, step).map((point) => [point.key, point]));
  const covers = (process: Process, key: string) => process.steps.find((one) => one.key === key)?.covers.join(" ");
  return {
    stays: covers(from, at) === covers(to, step),
    fresh: [...after.values()].filter(({ key }) => !before.has(key)),
    gone: [...before.values()].filter(({ key }) => !after.has(key)),
    changed: [...after.values()].flatMap((point) => {
      const was = before.get(point.key)?.strength;
      return was && was !== point.strength ? [{ question: point.question, was, is: point.strength }] : [];
    }),
  };
}

/** The step that stands for the one where the deal is: the same, or the last that covers no more. */
export function stepFor(from: Process, at: string, to: Process): string {
  const usable = to.steps.filter(({ retired }) => !retired);
  if (usable.some(({ key }) => key === at)) return at;
  const old = from.steps.find(({ key }) => key === at);
  return (usable.findLast(({ covers }) => covers.some((one) => old?.covers.includes(one))) ?? usable[0])?.key ?? "";
}
