// The catalogue of organisations and people.
import { fill, type Message, type Values, words } from "../i18n/t";
import en from "./en.json";

export const t = words(en);

/** The sentence for a key that is only known when running, or undefined. */
export function tMaybe(key: string, values?: Values): string | undefined {
  return Object.hasOwn(en, key) ? fill(en[key as keyof typeof en] as Message, values) : undefined;
}
