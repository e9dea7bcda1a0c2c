// A deal for tests, as the server answers it.
import type { Checkpoint, DealPage, PathStep, Point } from "../api/types";

export function point(key: string, more: Partial<Point> = {}): Point {
  const base: Checkpoint = { key, question: `${key}?`, strength: "gate", evidence: "answer", answer: "text" };
  return { ...base, standing: "open", passer: "manager", ...more };
}

export function step(key: string, more: Partial<PathStep> = {}): PathStep {
  return { key, name: key.toUpperCase(), job: "one", action: `Do ${key}`, purpose: "", state: "ahead", days: 0, visits: 0, typical: 5, late: 10, points: [], ...more };
}

export function dealPage(more: Partial<DealPage> = {}, deal: Partial<DealPage["deal"]> = {}): DealPage {
  return {
    deal: {
      id: "d1", version: 7, name: "Mill 2", organisation: "o1", owner: "ines", kind: "new", process: "abcdef", step: "two", status: "open",
      value: { minor: 8_600_000, currency: "EUR" }, opened: 1, entered: 1, qualified: 0, visits: [], touched: 0, ...deal,
    },
    organisation: { id: "o1", name: "Brackwater" },
    people: [{ person: "ida", name: "Ida", influence: "uses", attitude: "for" }],
    names: { ines: "Ines Okafor", dana: "Dana Whitlock", ida: "Ida" },
    process: { id: "abcdef", name: "Three steps" },
    jobs: [{ key: "one", name: "Only job" }],
    path: [
      step("one", { state: "done", visits: 1, days: 4, points: [point("need", { standing: "met" })] }),
      step("two", { state: "here", visits: 1, days: 2, points: [point("money"), point("effect", { strength: "advice", answer: "money" })] }),
      step("three"),
    ],
    win: { name: "Won", action: "Close the deal" },
    exits: [
      { key: "lost", name: "Lost", reasons: [{ key: "price", name: "Too dear" }] },
      { key: "parked", name: "Parked", dated: true },
    ],
    sources: [{ key: "fair", name: "Fair" }],
    methods: [{ key: "call", name: "Telephone call" }],
    next: { mark: "none" },
    chance: 30, days: 2, mine: true, manages: false, cycle: 40,
    ...more,
  };
}
