// Sentences come from catalogues, never from code:
//
//   const t = words({ "deals.open": { one: "{n} deal", other: "{n} deals" } });
//   t("deals.open", { n: 3 })  // "3 deals"
//
// A page keeps its own catalogue beside it (`src/deal/en.json`) and makes its own `t`
// of it; the shared parts use the one exported here.
import en from "./en.json";

/** A sentence, or its forms by CLDR plural category of the value named `n`. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
/** What fills the `{names}` of a sentence. Numbers are written by the language's rules. */
export type Values = Record<string, string | number>;

const language = "en";
const plural = new Intl.PluralRules(language);
const number = new Intl.NumberFormat(language);

/** Fills one message; a name that has no value stays visible in braces. */
export function fill(message: Message, values: Values = {}): string {
  const n = values.n;
  const text =
    typeof message === "string" ? message : (message[plural.select(typeof n === "number" ? n : 0)] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? number.format(value) : value;
  });
}

/** Makes the `t` of a catalogue: its keys are checked by the compiler. */
export function words<C extends Record<string, Message>>(catalogue: C) {
  return (key: keyof C & string, values?: Values): string => fill(catalogue[key] as Message, values);
}

/** Makes what names one of a list ("kind", "call") by a catalogue; what has no name is its own. */
export function namesOf(catalogue: Readonly<Record<string, Message>>) {
  return (list: string, key: string): string => {
    const name = `${list}.${key}`;
    return Object.hasOwn(catalogue, name) ? fill(catalogue[name]!) : key.replaceAll("_", " ");
  };
}

/** The shared catalogue's sentences. */
export const t = words(en);
/** A key of the shared catalogue. */
export type Word = keyof typeof en;

/** The sentence for a key that is only known when running, or undefined. */
export function tMaybe(key: string, values?: Values): string | undefined {
  return key in en ? t(key as Word, values) : undefined;
}
