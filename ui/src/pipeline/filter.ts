// Which of the loaded cards a view lets through, and under which column they lie in
// which order. Everything here runs over ten thousand cards between two key presses.
import type { Card, Member, Money } from "../api/types";
import { digits } from "../i18n/format";
import type { Filter, Order } from "./view";

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
export const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

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

type Test = (card: Card) => boolean;

/** The test of a view. What a card does not tell (a person, an asked override) the server has chosen by. */
export function keeps(v: Filter, readers: Readers): Test {
  const tests: Test[] = [];
  const owners = ownersOf(v.owner, readers);
  const sources = v.source ? new Set(v.source.split(",")) : undefined;
  const low = minorOf(v.min, readers.currency);
  const high = minorOf(v.max, readers.currency);
  const wanted = fold(v.q).split(/\s+/).filter(Boolean);
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

/**
 * All cards in one order, whatever the view lets through. Made from the order before, for
 * a list that is nearly sorted is sorted quickly: a move costs a pass, not a sort.
 */
export function inOrder(cards: ReadonlyMap<string, Card>, order: Order, before: readonly Card[] = []): Card[] {
  const list: Card[] = [];
  const known = new Set<string>();
  for (const { id } of before) {
    const card = cards.get(id);
    if (!card) continue;
    known.add(id);
    list.push(card);
  }
  if (known.size < cards.size) for (const card of cards.values()) if (!known.has(card.id)) list.push(card);
  return list.sort(compare(order));
}

/** Lays ordered cards under the steps. A column that looks the same as `before` is the same object. */
export function lay(cards: readonly Card[], steps: readonly string[], test: Test, before?: ReadonlyMap<string, Laid>): Map<string, Laid> {
  const lists = new Map<string, Card[]>(steps.map((step) => [step, []]));
  for (const card of cards) {
    if (card.status === "open" && test(card)) lists.get(card.step)?.push(card);
  }
  const laid = new Map<string, Laid>();
  for (const [step, list] of lists) {
    const next = columnOf(list);
    const old = before?.get(step);
    laid.set(step, old && sameColumn(old, next) ? old : next);
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
