// The deal's own catalogue.
import { fill, type Message, type Values, words } from "../i18n/t";
import en from "./en.json";
import told from "./told.json";

const all = { ...en, ...told };

/** A sentence of the deal's pages. */
export const t = words(all);
export type DealWord = keyof typeof all;

/** The sentence for a key that is only known when running, or undefined. */
export function tMaybe(key: string, values?: Values): string | undefined {
  return Object.hasOwn(all, key) ? fill(all[key as DealWord] as Message, values) : undefined;
}

/** Words without the marks that somebody typed around them: the page adds its own. */
export const unquoted = (text: string): string => text.trim().replace(/^["“„«»](.*)["”“«»]$/s, "$1");

/** What something listed is called: a kind of activity, an attitude, a state. */
export const named = (list: string, key: string | undefined): string => (key ? (tMaybe(`${list}.${key}`) ?? key) : "");
