// From a refusal to a form: what each missing thing wants, which command supplies it,
// and whether the move can be tried. Nothing here knows a step or a checkpoint by name.
import type { DealPage, Exit, Influence, Lack, Money, OfferLine, PathStep, Point, Refusal } from "../api/types";
import type { Pick as Picked } from "../parts/pick-field";

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

/** What a missing thing is asked with. */
export type Input =
  | { kind: "text" | "number" | "money" | "date" | "document" | "confirm" | "raise" | "settle" | "score" | "accept" }
  | { kind: "choice"; choices: { key: string; name: string }[] }
  | { kind: "facts"; names: string[] }
  | { kind: "activity"; outcome: "held" | "agreed" | "attempted" | "planned" }
  | { kind: "person"; influence: Influence[] }
  | { kind: "offer"; wants: "delivered" | "answers" | "decision" }
  | { kind: "none" };

/** The facts of a deal that a person can be asked for in place. */
const askable = ["organisation", "person", "role", "value", "source", "method", "close_date"];
const named: Record<string, string> = { closeDate: "close_date", closedate: "close_date" };

/** The facts that a rule speaks of ("deal.organisation || deal.role"), where they can be asked for. */
export function factsOf(rule: string): string[] {
  const found = [...rule.matchAll(/\bdeal\.([a-z_]+)/gi)].map(([, name]) => named[name!] ?? name!);
  return [...new Set(found)].filter((name) => askable.includes(name));
}

/** The input that a checkpoint's evidence takes; what is known already is not asked for. */
export function inputOf(point: Point, lacks: string | undefined = point.lacks): Input {
  if (lacks === "confirmation") return { kind: "confirm" };
  if (lacks === "influence") return { kind: "person", influence: point.influence ?? [] };
  switch (point.evidence) {
    case "answer":
      return answerOf(point);
    case "person":
      return point.answer ? answerOf(point) : { kind: "person", influence: point.influence ?? [] };
    case "activity":
      return { kind: "activity", outcome: point.outcome ?? "held" };
    case "offer":
      return point.offer === "accepted" ? { kind: "accept" } : { kind: "offer", wants: point.offer ?? "delivered" };
    case "concerns":
      return { kind: point.concerns === "raised" ? "raise" : "settle" };
    case "document":
      return { kind: "document" };
    case "confirmation":
      return { kind: "confirm" };
    case "score":
      return { kind: "score" };
    case "rule": {
      const names = factsOf(point.rule ?? "");
      return names.length ? { kind: "facts", names } : { kind: "none" };
    }
  }
}

function answerOf(point: Point): Input {
  if (point.fact) return { kind: "facts", names: [point.fact] };
  if (point.answer === "choice") return { kind: "choice", choices: (point.choices ?? []).filter(({ retired }) => !retired) };
  return { kind: point.answer ?? "text" };
}

/** What was typed at one missing thing. It is kept in the browser until it is sent. */
export type Draft = {
  text?: string;
  number?: number | null;
  money?: Money | null;
  date?: string | null;
  choice?: string;
  yes?: Record<string, boolean>;
  person?: Picked | null;
  influence?: Influence;
  medium?: string;
  how?: string;
  due?: string | null;
  lines?: OfferLine[];
  /** By concern: what became of it. */
  settled?: Record<string, { state?: string; answer?: string }>;
  /** By fact. */
  facts?: Record<string, string>;
  /** The reason for passing it, or for asking that it be passed. */
  why?: string;
  /** The reason's field is open. */
  without?: boolean;
};
export type Drafts = Record<string, Draft>;

/** A command to send: the verb of the deal's address, and its body. */
export type Command = { verb: string; body: Record<string, unknown> };

const filled = (text: string | undefined | null): text is string => !!text?.trim();

/** The commands that record what was typed; empty while it is not enough. */
export function commandsOf(point: Point, draft: Draft, page: DealPage, lacks?: string): Command[] {
  const checkpoint = point.key;
  const give = (body: Record<string, unknown>): Command[] => [{ verb: "give", body: { checkpoint, ...body } }];
  const input = inputOf(point, lacks ?? point.lacks);
  switch (input.kind) {
    case "text":
      return filled(draft.text) ? give({ text: draft.text.trim() }) : [];
    case "document":
      return filled(draft.text) ? give({ ref: draft.text.trim() }) : [];
    case "number":
      return typeof draft.number === "number" ? give({ number: draft.number }) : [];
    case "money":
      return draft.money ? give({ money: draft.money }) : [];
    case "date":
      return draft.date ? give({ date: draft.date }) : [];
    case "choice":
      return draft.choice ? give({ choice: draft.choice }) : [];
    case "score":
      return draft.yes && Object.keys(draft.yes).length === (point.criteria ?? []).length ? give({ yes: draft.yes }) : [];
    case "facts":
      return factCommands(input.names, draft);
    case "activity":
      return activityCommands(input.outcome, draft, page);
    case "person":
      return personCommands(input.influence, draft);
    case "confirm":
      return confirmCommands(checkpoint, draft);
    case "offer":
      return offerCommands(draft, input.wants);
    case "accept":
      return draft.person || filled(draft.text) ? [{ verb: "decide_offer", body: { state: "accepted", ...accepter(draft) } }] : [];
    case "raise":
      return filled(draft.text) ? [draft.choice === "none" ? give({ text: draft.text.trim() })[0]! : { verb: "raise", body: { text: draft.text.trim() } }] : [];
    case "settle":
      return settleCommands(draft, page);
    case "none":
      return [];
  }
}

function factCommands(names: readonly string[], draft: Draft): Command[] {
  const body: Record<string, unknown> = {};
  for (const name of names) {
    if (name === "value" && draft.money) body.value = draft.money;
    else if (name === "close_date" && draft.date) body.close_date = draft.date;
    else if (filled(draft.facts?.[name])) {
      const value = draft.facts[name].trim();
      if (askable.includes(name)) body[name] = value;
      else body.fields = { [name]: value };
    }
  }
  return Object.keys(body).length ? [{ verb: "change", body }] : [];
}

/** The planned activity that a logged one finishes: the one that was due first. */
export function finished(page: DealPage, today: string) {
  const due = (page.deal.planned ?? []).filter((one) => one.due <= today && one.kind !== "task");
  return due.sort((a, b) => (a.due + (a.time ?? "") < b.due + (b.time ?? "") ? -1 : 1))[0];
}

function activityCommands(outcome: "held" | "agreed" | "attempted" | "planned", draft: Draft, page: DealPage): Command[] {
  const text = filled(draft.text) ? { text: draft.text.trim() } : {};
  if (outcome === "planned") {
    return draft.due ? [{ verb: "schedule", body: { kind: draft.medium ?? "call", due: draft.due, ...text } }] : [];
  }
  if (outcome === "agreed") {
    return draft.due ? [{ verb: "log", body: { kind: draft.medium ?? "call", outcome, agreed: draft.due, ...text } }] : [];
  }
  const planned = page.deal.planned?.find(({ id }) => id === draft.facts?.finishes);
  if (draft.choice === "moved") return planned && draft.due ? [{ verb: "reschedule", body: { activity: planned.id, due: draft.due } }] : [];
  if (draft.choice !== "done" && !filled(draft.text)) return [];
  const kind = draft.medium ?? (outcome === "held" ? "conversation" : "call");
  const body = { kind, outcome, ...(outcome === "held" ? { two_way: true } : {}), ...(planned ? { finishes: planned.id } : {}), ...text };
  return [{ verb: "log", body }];
}

function personCommands(influence: readonly Influence[], draft: Draft): Command[] {
  const part = draft.influence ?? (influence.length === 1 ? influence[0] : undefined);
  if (!draft.person || (influence.length > 0 && !part)) return [];
  return [{ verb: "involve", body: { person: draft.person.id, ...(part ? { influence: part } : {}) } }];
}

function confirmCommands(checkpoint: string, draft: Draft): Command[] {
  const body = {
    ...(draft.person ? { person: draft.person.id } : {}),
    ...(filled(draft.how) ? { how: draft.how } : {}),
    ...(filled(draft.text) ? { words: draft.text.trim() } : {}),
  };
  // How it reached us is chosen for the person; who or in which words is what they know.
  return draft.person || filled(draft.text) ? [{ verb: "confirm", body: { checkpoint, ...body } }] : [];
}

function offerCommands(draft: Draft, wants: "delivered" | "answers" | "decision"): Command[] {
  if (!filled(draft.text) || !draft.money) return [];
  if (wants === "decision" && !draft.due) return [];
  const lines = (draft.lines ?? []).filter((line) => filled(line.what));
  if (wants === "answers" && (lines.length === 0 || lines.some((line) => !line.need))) return [];
  return [
    {
      verb: "offer",
      body: {
        what: draft.text.trim(),
        value: draft.money,
        ...(draft.person ? { to: draft.person.id } : {}),
        ...(draft.due ? { due: draft.due } : {}),
        ...(lines.length ? { lines } : {}),
      },
    },
  ];
}

const accepter = (draft: Draft) => (draft.person ? { person: draft.person.id } : { by: draft.text?.trim() });

function settleCommands(draft: Draft, page: DealPage): Command[] {
  return (page.deal.concerns ?? [])
    .filter((concern) => concern.state === "open" && draft.settled?.[concern.id]?.state)
    .map((concern) => {
      const { state, answer } = draft.settled![concern.id]!;
      return { verb: "settle", body: { concern: concern.id, state, ...(filled(answer) ? { answer: answer.trim() } : {}) } };
    });
}

/** Whether a line no longer stands in the way: it is met, something was typed that meets it, or a reason passes it. */
export function answered(need: Need, draft: Draft | undefined, page: DealPage, common: string): boolean {
  if (need.met) return true;
  if (!need.point) return filled(common);
  if (draft && recordable(need, draft, page)) return true;
  if (need.lack.passer !== "you") return false;
  return filled(draft?.why) || (need.lack.strength === "advice" && filled(common));
}

/** Whether what was typed at a line would be recorded. With concerns, all of them. */
export function recordable(need: Need, draft: Draft | undefined, page: DealPage): boolean {
  // What was moved to another day has not been held.
  if (!need.point || !draft || draft.choice === "moved") return false;
  const commands = commandsOf(need.point, draft, page, need.lack.detail);
  if (inputOf(need.point, need.lack.detail).kind !== "settle") return commands.length > 0;
  const open = (page.deal.concerns ?? []).filter((concern) => concern.state === "open");
  return commands.length > 0 && commands.length === open.length;
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
