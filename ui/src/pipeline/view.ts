// What the address of the pipeline says: which deals, in which order, as what, as of when.
import { oneOf, text, flag, day, view, type Values } from "../parts/view";
import type { NextMark } from "../api/types";

export const marks = ["overdue", "today", "later", "none"] as const satisfies readonly NextMark[];
export const kinds = ["new", "expansion", "renewal"] as const;
export const flags = ["debts", "taken_back", "asked"] as const;
/** The orders of cards in a column. */
export const orders = ["next", "age", "value", "close", "name"] as const;
export type Order = (typeof orders)[number];

export const pipeline = view({
  show: oneOf(["board", "table"] as const, "board"),
  /** "" is everybody whom one may see; "me"; ids with commas; "team:" and its name. */
  owner: text(),
  next: oneOf(marks),
  source: text(),
  kind: oneOf(kinds),
  min: text(),
  max: text(),
  close_from: day(),
  close_to: day(),
  q: text(),
  flag: oneOf(flags),
  person: text(),
  organisation: text(),
  process: text(),
  order: oneOf(orders, "next"),
  sort: text("-changed"),
  as_of: day(),
  /** Steps, with commas; on a phone the one that is shown. */
  step: text(),
  /** The deal that is open beside the list. */
  deal: text(),
  all: flag(),
});

export type View = Values<typeof pipeline>;

/** The parts of a view that choose deals, with what they are when they choose nothing. */
export const nothing = {
  owner: "",
  step: "",
  next: undefined,
  source: "",
  kind: undefined,
  min: "",
  max: "",
  close_from: undefined,
  close_to: undefined,
  q: "",
  flag: undefined,
  person: "",
  organisation: "",
} as const satisfies Partial<View>;

export type Filter = Pick<View, keyof typeof nothing>;

/** True where a view lets every deal through. */
export const isOpen = (v: Filter): boolean => (Object.keys(nothing) as (keyof Filter)[]).every((name) => !v[name]);
