// Which of the loaded cards a view lets through, and under which column they lie in
// which order. Everything here runs over ten thousand cards between two key presses.
import type { Card, Member, Money } from "../api/types";
import { digits } from "../i18n/format";
import { type Filter, nothing, type Order } from "./view";

/** Who reads, and who else there is: owners are named in the address in a few ways. */
export type Readers = { me: string; members: readonly Member[]; currency: string };

/** The ids of the owners that a view names; undefined is everybody. */
export function ownersOf(owner: string, { me, members }: Readers): ReadonlySet<string> | undefined {
  if (!owner) return undefined;
  if (owner === "me") return new Set([me]);
  if (owner.startsWith("team:")) {
    const team = owner.slice(5);
    return new Set(members.filter((member) => member.team === team).map((member) => member.id));
  }
  return new Set(owner.split(","));
}

const folded = new WeakMap<Card, string>();

/** Without case and accents, so that "muller" finds "Müller". */
export const fold = (text: string) => (/^[\0-\x7f]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();

function words(card: Card): string {
  let text = folded.get(card);
  if (text === undefined) folded.set(card, (text = fold(`${card.organisation?.name ?? ""} ${card.name}`)));
  return text;
}

/** An amount of the address ("10000") in minor units. */
export function minorOf(text: string, currency: string): number | undefined {
  const n = Number(text.replace(",", "."));
  return text.trim() === "" || Number.isNaN(n) ? undefined : Math.round(n * 10 ** digits(currency));
}

/** `within` is a test that lets everything through that this one does, and maybe more. */
export type Test = ((card: Card) => boolean) & { within?: Test | undefined };

/** True where a view lets through what another one does, or less: more was typed into it. */
export function narrows(v: Filter, before: Filter): boolean {
  return v.q.startsWith(before.q) && (Object.keys(nothing) as (keyof Filter)[]).every((name) => name === "q" || v[name] === before[name]);
}

/** The test of a view. What a card does not tell (a person, an asked override) the server has chosen by. */
export function keeps(v: Filter, readers: Readers): Test {
  const tests: Test[] = [];
  const owners = ownersOf(v.owner, readers);
  const sources = v.source ? new Set(v.source.split(",")) : undefined;
  const low = minorOf(v.min, readers.currency);
  const high = minorOf(v.max, readers.currency);
  const wanted = fold(v.q).split(/\s+/).filter(Boolean);
  const steps = v.step ? new Set(v.step.split(",")) : undefined;
  if (steps) tests.push((card) => steps.has(card.step));
  if (owners) tests.push((card) => owners.has(card.owner));
  if (v.next) tests.push((card) => card.next.mark === v.next);
  if (sources) tests.push((card) => sources.has(card.source ?? ""));
  if (v.kind) tests.push((card) => card.kind === v.kind);
  if (low !== undefined) tests.push((card) => card.value.minor >= low);
  if (high !== undefined) tests.push((card) => card.value.minor <= high);
  if (v.close_from) tests.push((card) => (card.close_date ?? "") >= v.close_from!);
  if (v.close_to) tests.push((card) => card.close_date !== undefined && card.close_date <= v.close_to!);
  if (v.flag === "debts") tests.push((card) => (card.debts ?? 0) > 0);
  if (v.flag === "taken_back") tests.push((card) => (card.flags ?? 0) > 0);
  if (wanted.length) tests.push((card) => wanted.every((word) => words(card).includes(word)));
  if (tests.length === 0) return () => true;
  return (card) => tests.every((test) => test(card));
}

/** The query of the table, which the server filters. */
export function queryOf(v: Filter, readers: Readers): Record<string, string | undefined> {
  const owners = ownersOf(v.owner, readers);
  return {
    owner: owners && [...owners].join(","),
    step: v.step,
    next: v.next,
    source: v.source,
    kind: v.kind,
    min: v.min,
    max: v.max,
    close_from: v.close_from,
    close_to: v.close_to,
    q: v.q,
    flag: v.flag,
    person: v.person,
    organisation: v.organisation,
  };
}

/** What lies under one column. */
export type Laid = { ids: readonly string[]; sums: readonly Money[]; over: number };

const rank = { overdue: 0, none: 1, today: 2, later: 3 } as const;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Sorts first by what is loud, then by its day, then by worth. */
function compare(order: Order): (a: Card, b: Card) => number {
  const worth = (a: Card, b: Card) => b.value.minor - a.value.minor || (a.id < b.id ? -1 : 1);
  const byText = (a: string, b: string) => (a === b ? 0 : !a ? 1 : !b ? -1 : a < b ? -1 : 1);
  switch (order) {
    case "age":
      return (a, b) => b.days - a.days || worth(a, b);
    case "value":
      return worth;
    case "close":
      return (a, b) => byText(a.close_date ?? "", b.close_date ?? "") || worth(a, b);
    case "name":
      return (a, b) => collator.compare(title(a), title(b)) || worth(a, b);
    default:
      return (a, b) =>
        rank[a.next.mark] - rank[b.next.mark] || byText(a.next.due ?? "", b.next.due ?? "") || worth(a, b);
  }
}

/** What a card is called first: its organisation, or the deal itself. */
export const title = (card: Pick<Card, "name" | "organisation">) => card.organisation?.name || card.name;

type Cards = { readonly revision: number; all: () => ReadonlyMap<string, Card>; since: (revision: number) => readonly string[] | undefined };

/**
 * The open cards of each step in one order, whatever a view lets through. A change costs
 * the steps that it is about; those that nothing happened to keep their list.
 */
export class Piles {
  private readonly compare: (a: Card, b: Card) => number;
  private readonly lying = new Map<string, Card>();
  private piles: ReadonlyMap<string, readonly Card[]> = new Map();
  private revision: number | undefined;

  constructor(
    private readonly cards: Cards,
    order: Order,
  ) {
    this.compare = compare(order);
  }

  /** The piles as the cards are now; the same object until one of them changes. */
  readonly read = (): ReadonlyMap<string, readonly Card[]> => {
    const { revision } = this.cards;
    if (this.revision === revision) return this.piles;
    const all = this.cards.all();
    const touched = this.revision === undefined ? undefined : this.cards.since(this.revision);
    this.revision = revision;
    return (this.piles = this.take(all, touched ?? new Set([...this.lying.keys(), ...all.keys()])));
  };

  private take(all: ReadonlyMap<string, Card>, ids: Iterable<string>): ReadonlyMap<string, readonly Card[]> {
    const changed = new Map<string, { gone: Set<string>; come: Card[] }>();
    const at = (step: string) => {
      let one = changed.get(step);
      if (!one) changed.set(step, (one = { gone: new Set(), come: [] }));
      return one;
    };
    for (const id of ids) {
      const was = this.lying.get(id);
      const card = all.get(id);
      const now = card?.status === "open" ? card : undefined;
      if (was === now) continue;
      if (was) at(was.step).gone.add(id);
      if (now) at(now.step).come.push(now);
      if (now) this.lying.set(id, now);
      else this.lying.delete(id);
    }
    if (changed.size === 0) return this.piles;
    const piles = new Map(this.piles);
    for (const [step, { gone, come }] of changed) piles.set(step, this.merged((piles.get(step) ?? []).filter(({ id }) => !gone.has(id)), come));
    return piles;
  }

  /** Few are put in their places one by one; many make another order. */
  private merged(pile: Card[], come: readonly Card[]): readonly Card[] {
    if (come.length > 16) return [...pile, ...come].sort(this.compare);
    for (const card of come) {
      let [low, high] = [0, pile.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.compare(pile[middle]!, card) < 0) low = middle + 1;
        else high = middle;
      }
      pile.splice(low, 0, card);
    }
    return pile;
  }
}

/** From what a column was laid. */
type Source = { pile: readonly Card[]; test: Test; kept: readonly Card[] };
const sources = new WeakMap<Laid, Source>();
const bare: readonly Card[] = [];

/**
 * Lays the cards that a test lets through under the steps. A column that looks the same as
 * `before` is the same object, and one whose cards and test are those of before is not
 * looked at.
 */
export function lay(piles: ReadonlyMap<string, readonly Card[]>, steps: readonly string[], test: Test, before?: ReadonlyMap<string, Laid>): Map<string, Laid> {
  const laid = new Map<string, Laid>();
  for (const step of steps) {
    const pile = piles.get(step) ?? bare;
    const old = before?.get(step);
    const source = old && sources.get(old);
    if (old && source?.pile === pile && source.test === test) {
      laid.set(step, old);
      continue;
    }
    const among = source?.pile === pile && test.within === source.test ? source.kept : pile;
    const kept = among.filter(test);
    const next = columnOf(kept);
    const same = old && sameColumn(old, next) ? old : next;
    sources.set(same, { pile, test, kept });
    laid.set(step, same);
  }
  return laid;
}

function columnOf(list: readonly Card[]): Laid {
  const sums = new Map<string, number>();
  let over = 0;
  for (const { value, age } of list) {
    if (value.minor) sums.set(value.currency, (sums.get(value.currency) ?? 0) + value.minor);
    if (age === "over" || age === "far_over") over++;
  }
  return { ids: list.map((card) => card.id), sums: sumsOf(sums), over };
}

const sumsOf = (sums: ReadonlyMap<string, number>): Money[] =>
  [...sums].sort(([, a], [, b]) => b - a).map(([currency, minor]) => ({ minor, currency }));

/** Adds sums up, currency by currency. */
export function addUp(all: readonly (readonly Money[])[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, minor } of all.flat()) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return sumsOf(sums);
}

function sameColumn(a: Laid, b: Laid): boolean {
  if (a.over !== b.over || a.ids.length !== b.ids.length || a.sums.length !== b.sums.length) return false;
  return (
    a.sums.every((sum, i) => sum.minor === b.sums[i]!.minor && sum.currency === b.sums[i]!.currency) &&
    a.ids.every((id, i) => id === b.ids[i])
  );
}
