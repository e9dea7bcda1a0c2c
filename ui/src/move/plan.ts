// From a refusal to a form: what stands in the way of a move, what of it has been answered,
// and whether the move can be tried. Nothing here knows a step or a checkpoint by name.
import type { DealPage, Exit, Lack, PathStep, Point, Refusal } from "../api/types";
import { commandsOf, type Draft as Evidence, filled, openConcerns } from "../evidence/draft";
import { inputOf } from "../evidence/kind";

/** What a move is. `to` may be a step, "won", or the key of an exit. */
export type Way =
  | { kind: "on" | "back" | "reopen"; step: PathStep; name: string; action: string }
  | { kind: "win"; name: string; action: string }
  | { kind: "out"; exit: Exit; name: string; action: string };

export const won = "won";

/** The way that a target is from where the deal stands; undefined where there is none. */
export function wayOf(page: DealPage, to: string): Way | undefined {
  const at = page.path.findIndex((step) => step.key === page.deal.step);
  const dest = page.path.findIndex((step) => step.key === to);
  const step = page.path[dest];
  if (step && step.state !== "not_used") {
    const kind = page.deal.status !== "open" ? "reopen" : dest < at ? "back" : "on";
    return { kind, step, name: step.name, action: kind === "on" ? step.action : step.name };
  }
  if (to === won) return { kind: "win", name: page.win.name, action: page.win.action };
  const exit = page.exits.find(({ key }) => key === to);
  return exit && { kind: "out", exit, name: exit.name, action: exit.name };
}

/** The exits that the deal's job allows. */
export function exitsOf(page: Pick<DealPage, "exits" | "path" | "deal">): Exit[] {
  const job = page.path.find((step) => step.key === page.deal.step)?.job;
  return page.exits.filter(({ jobs }) => !jobs?.length || (job !== undefined && jobs.includes(job)));
}

/** One line of the panel. */
export type Need = {
  key: string;
  lack: Lack;
  /** The checkpoint with all that is known of it; undefined for an input of the command. */
  point: Point | undefined;
  /** Supplied since the panel opened. */
  met: boolean;
};

/**
 * The lines of a panel: all that is missing now, and before it what was missing when the
 * panel opened and is there by now, so that nothing jumps under the hand.
 */
export function needsOf(page: DealPage, now: Refusal | null, first: readonly Lack[]): Need[] {
  const points = new Map(page.path.flatMap((step) => step.points.map((point) => [point.key, point] as const)));
  const order = new Map([...points.keys()].map((key, i) => [key, i]));
  const open = (now?.missing ?? []).filter((lack) => lack.checkpoint || lack.field);
  const missing = new Set(open.map(keyOf));
  const done = first.filter((lack) => lack.checkpoint && !missing.has(keyOf(lack)));
  return [...done, ...open]
    .map((lack) => ({ key: keyOf(lack), lack, point: points.get(lack.checkpoint ?? ""), met: !missing.has(keyOf(lack)) }))
    .sort((a, b) => (order.get(a.key) ?? Number.POSITIVE_INFINITY) - (order.get(b.key) ?? Number.POSITIVE_INFINITY) || 0);
}

const keyOf = (lack: Lack) => lack.checkpoint ?? lack.field ?? "";

/** The checkpoints on the way that hold: "4 met". */
export function metOnTheWay(page: DealPage, to: string): Point[] {
  const from = page.path.findIndex((step) => step.key === page.deal.step);
  const dest = page.path.findIndex((step) => step.key === to);
  const steps = page.path.slice(from, dest < 0 ? undefined : dest);
  return steps.flatMap((step) => step.points.filter((point) => point.standing === "met"));
}

/** How many steps a move goes on by; those that the process does not use do not count. */
export function stepsOn(page: DealPage, to: string): number {
  const from = page.path.findIndex((step) => step.key === page.deal.step);
  const dest = page.path.findIndex((step) => step.key === to);
  return dest <= from ? 0 : page.path.slice(from + 1, dest + 1).filter((step) => step.state !== "not_used").length;
}

/** What was typed at one missing thing, or the reason why it is not there. */
export type Draft = Evidence & {
  /** The reason for passing it, or for asking that it be passed. */
  why?: string;
  /** The reason's field is open. */
  without?: boolean;
};
export type Drafts = Record<string, Draft>;

/** Whether a line no longer stands in the way: it is met, something was typed that meets it, or a reason passes it. */
export function answered(need: Need, draft: Draft | undefined, page: DealPage, common: string): boolean {
  if (need.met) return true;
  if (!need.point) return filled(common);
  if (draft && recordable(need, draft, page)) return true;
  if (need.lack.passer !== "you") return false;
  return filled(draft?.why) || (need.lack.strength === "advice" && filled(common));
}

/** Whether something of what was typed at a line would be recorded. */
export function sendable(need: Need, draft: Draft | undefined, page: DealPage): boolean {
  // What was moved to another day has not been held.
  if (!need.point || !draft || draft.choice === "moved") return false;
  return commandsOf(need.point, draft, page, need.lack.detail).length > 0;
}

/** Whether what was typed at a line would supply it. With concerns, all of them. */
export function recordable(need: Need, draft: Draft | undefined, page: DealPage): boolean {
  if (!need.point || !draft || !sendable(need, draft, page)) return false;
  if (inputOf(need.point, need.lack.detail).kind !== "settle") return true;
  return commandsOf(need.point, draft, page, need.lack.detail).length === openConcerns(page).length;
}

/**
 * The line whose draft a line shares: two checkpoints that one and the same act supplies,
 * as an offer does that is delivered and has a day for the answer, are asked once.
 */
export function twinOf(need: Need, needs: readonly Need[]): Need {
  const mark = markOf(need);
  return (mark && needs.find((one) => !one.met && markOf(one) === mark)) || need;
}

function markOf({ point, lack, met }: Need): string | undefined {
  if (!point || met) return undefined;
  const input = inputOf(point, lack.detail);
  if (input.kind === "offer" || input.kind === "settle" || input.kind === "accept") return input.kind;
  if (input.kind === "activity") return `activity ${input.outcome}`;
  return input.kind === "facts" ? `facts ${input.names.join(" ")}` : undefined;
}

/** The reasons that go with the move, by checkpoint. */
export function reasonsOf(needs: readonly Need[], drafts: Drafts): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const { key, lack, met } of needs) {
    const why = drafts[key]?.why;
    if (!met && lack.checkpoint && lack.passer === "you" && filled(why)) reasons[key] = why.trim();
  }
  return reasons;
}
