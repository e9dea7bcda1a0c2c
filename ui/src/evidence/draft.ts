// What was typed at a checkpoint, and the commands that record it.
import type { Concern, DealPage, Influence, Money, Offer, Point } from "../api/types";
import type { Pick as Picked } from "../parts/pick-field";
import { askable, type Input, inputOf, type Outcome, type Wants } from "./kind";

/** A line of an offer while it is written. */
export type Line = { what: string; need?: string; value: Money | null };

/** What was typed at one checkpoint. It is kept in the browser until it is sent. */
export type Draft = {
  text?: string;
  number?: number | null;
  money?: Money | null;
  date?: string | null;
  choice?: string;
  yes?: Record<string, boolean>;
  person?: Picked | null;
  influence?: Influence;
  /** The name of somebody who is not known yet. */
  fresh?: string;
  medium?: string;
  how?: string;
  due?: string | null;
  /** The planned activity that the logged one was. */
  finishes?: string;
  lines?: Line[];
  /** By concern: what became of it. */
  settled?: Record<string, Settling>;
  /** By fact. */
  facts?: Record<string, string>;
};
export type Settling = { state?: string; answer?: string };

/** A command to send: the verb of the deal's address, and its body. */
export type Command = { verb: string; body: Record<string, unknown> };

export const filled = (text: string | undefined | null): text is string => !!text?.trim();

/** The commands that record what was typed; empty while it is not enough. */
export function commandsOf(point: Point, draft: Draft, page: DealPage, lacks?: string): Command[] {
  const checkpoint = point.key;
  const person = draft.person ? { person: draft.person.id } : {};
  const give = (body: Record<string, unknown>): Command[] => [{ verb: "give", body: { checkpoint, ...body } }];
  const input = inputOf(point, lacks ?? point.lacks);
  switch (input.kind) {
    case "text":
      return filled(draft.text) ? give({ text: draft.text.trim(), ...person }) : [];
    case "document":
      return filled(draft.text) ? give({ ref: draft.text.trim() }) : [];
    case "number":
      return typeof draft.number === "number" ? give({ number: draft.number, ...person }) : [];
    case "money":
      return draft.money ? give({ money: draft.money, ...person }) : [];
    case "date":
      return draft.date ? give({ date: draft.date, ...person }) : [];
    case "choice":
      return draft.choice ? give({ choice: draft.choice, ...person }) : [];
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
      return acceptCommands(draft);
    case "raise":
      return draft.choice === "none" ? (filled(draft.text) ? give({ text: draft.text.trim() }) : []) : raiseCommands(draft);
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

function activityCommands(outcome: Outcome, draft: Draft, page: DealPage): Command[] {
  const text = filled(draft.text) ? { text: draft.text.trim() } : {};
  if (outcome === "planned") {
    return draft.due ? [{ verb: "schedule", body: { kind: draft.medium ?? "call", due: draft.due, ...text } }] : [];
  }
  if (outcome === "agreed") {
    return draft.due ? [{ verb: "log", body: { kind: draft.medium ?? "call", outcome, agreed: draft.due, ...text } }] : [];
  }
  const planned = page.deal.planned?.find(({ id }) => id === draft.finishes);
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

/** What of a draft remains once its commands are sent: what was typed at other concerns. */
export function restOf(draft: Draft, sent: readonly Command[]): Draft {
  const done = new Set(sent.filter(({ verb }) => verb === "settle").map(({ body }) => body.concern));
  const left = Object.entries(draft.settled ?? {}).filter(([id]) => !done.has(id));
  return left.length > 0 ? { settled: Object.fromEntries(left) } : {};
}

/** An offer as it is written; its value is that of its lines, where it has some. */
export function offerCommands(draft: Draft, wants: Wants): Command[] {
  const lines = (draft.lines ?? []).filter((line) => filled(line.what));
  const value = lines.length > 0 ? sumOf(lines, lines[0]!.value?.currency) : draft.money;
  if (!filled(draft.text) || !value) return [];
  if (wants === "decision" && !draft.due) return [];
  if (wants === "answers" && (lines.length === 0 || lines.some((line) => !line.need))) return [];
  const body = {
    what: draft.text.trim(),
    value,
    ...(draft.person ? { to: draft.person.id } : {}),
    ...(draft.due ? { due: draft.due } : {}),
    ...(lines.length ? { lines: lines.map(({ what, need, value }) => ({ what: what.trim(), value, ...(need ? { need } : {}) })) } : {}),
  };
  return [{ verb: "offer", body }];
}

/** The sum of an offer's lines; undefined while one has none, or where currencies differ. */
export function sumOf(lines: readonly Pick<Line, "value">[], currency: string | undefined): Money | undefined {
  let minor = 0;
  for (const { value } of lines) {
    if (!value || value.currency !== currency) return undefined;
    minor += value.minor;
  }
  return lines.length > 0 && currency ? { minor, currency } : undefined;
}

/** Who will have accepted what is out: whom somebody named, or else those to whom it went. */
export const accepterOf = (draft: Draft, page: DealPage): Picked | null => (draft.person === undefined ? pickOf(page, current(page)?.to) : draft.person);

/** That they accepted what is out, and who did. */
export const acceptCommands = (draft: Draft): Command[] =>
  draft.person || filled(draft.text)
    ? [{ verb: "decide_offer", body: { state: "accepted", ...(draft.person ? { person: draft.person.id } : { by: draft.text?.trim() }) } }]
    : [];

/** A concern in their words. */
export const raiseCommands = (draft: Draft): Command[] =>
  filled(draft.text) ? [{ verb: "raise", body: { text: draft.text.trim(), ...(draft.person ? { by: draft.person.id } : {}) } }] : [];

/** What became of one concern: to resolve it takes the answer that was used. */
export function settleCommand(concern: Concern, { state, answer }: Settling = {}): Command | undefined {
  if (!state || (state === "resolved" && !filled(answer ?? concern.answer))) return undefined;
  return { verb: "settle", body: { concern: concern.id, state, ...(filled(answer) ? { answer: answer.trim() } : {}) } };
}

/** What is still to be said of a concern before it is settled. */
export function unsettled(concern: Concern, said: Settling = {}): "state" | "answer" | undefined {
  if (!said.state) return "state";
  return settleCommand(concern, said) ? undefined : "answer";
}

export const openConcerns = (page: DealPage): Concern[] => (page.deal.concerns ?? []).filter(({ state }) => state === "open");

const settleCommands = (draft: Draft, page: DealPage): Command[] =>
  openConcerns(page).flatMap((concern) => settleCommand(concern, draft.settled?.[concern.id]) ?? []);

/** The offer that is out or accepted. */
export const current = (page: DealPage): Offer | undefined => page.deal.offers?.findLast(({ state }) => state === "out" || state === "accepted");

/** The answers of the customer that a line of an offer can be tied to. */
export const needs = (page: DealPage): Point[] =>
  page.path.flatMap(({ points }) => points).filter((point) => point.evidence === "answer" && !point.fact && point.given);

/** One of the customer's people as a field has them. */
export function pickOf(page: DealPage, id: string | undefined): Picked | null {
  const name = page.people.find(({ person }) => person === id)?.name ?? page.names[id ?? ""];
  return id && name ? { id, name } : null;
}

/** What a new version of the offer begins with: the one before, or what the deal says. */
export function offerOf(page: DealPage): Draft {
  const before = current(page) ?? page.deal.offers?.at(-1);
  return {
    text: before?.what ?? page.deal.name,
    money: before?.value ?? (page.deal.value.minor > 0 ? page.deal.value : null),
    due: before?.due ?? null,
    lines: before?.lines ?? [],
    person: pickOf(page, before?.to ?? page.people.find(({ influence }) => influence === "decides")?.person),
  };
}

/** What the input begins with where it is opened by itself: what was said, to be changed. */
export function startOf(point: Point, input: Input, page: DealPage): Draft {
  const { given } = point;
  switch (input.kind) {
    case "offer":
      return offerOf(page);
    case "accept":
      return { person: accepterOf({}, page) };
    case "document":
      return given?.ref ? { text: given.ref } : {};
    case "score":
      return given?.yes ? { yes: Object.fromEntries((point.criteria ?? []).map(({ key }) => [key, given.yes?.[key] === true])) } : {};
    case "text":
    case "number":
    case "money":
    case "date":
    case "choice": {
      if (!given) return {};
      const { text, number, money, date, choice } = given;
      return {
        ...(text !== undefined && { text }),
        ...(number !== undefined && { number }),
        ...(money && { money }),
        ...(date && { date }),
        ...(choice && { choice }),
        person: pickOf(page, given.person),
      };
    }
    default:
      return {};
  }
}
