// What a company may choose from, as far as this browser knows the names: zones,
// currencies, ways of writing. The server has the last word.
import { formats, type Day } from "../i18n/format";
import type { Company, Sight } from "../api/types";
import type { Option } from "../parts/segment";

const known = (kind: "timeZone" | "currency"): string[] => {
  try {
    return Intl.supportedValuesOf(kind);
  } catch {
    return [];
  }
};

const options = (names: readonly string[], present: string, label: (name: string) => string): Option[] =>
  [...new Set([present, ...names])]
    .filter(Boolean)
    .map((value) => ({ value, label: label(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));

/** All time zones, and the present one even where this browser does not know it. */
export const zones = (present: string): Option[] => options(known("timeZone"), present, (name) => name.replaceAll("_", " "));

/** All currencies by code and name. */
export function currencies(present: string, locale: string): Option[] {
  const names = new Intl.DisplayNames([locale, "en"], { type: "currency" });
  return options(known("currency"), present, (code) => `${code}, ${names.of(code) ?? code}`);
}

const ways = ["en-GB", "en-IE", "en-US", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-CH", "nl-NL", "es-ES", "it-IT", "pt-PT", "pt-BR", "pl-PL", "cs-CZ", "da-DK", "sv-SE", "nb-NO", "fi-FI"];

/** Ways of writing days and amounts. The words stay English. */
export function locales(present: string): Option[] {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  return options(ways, present, (code) => names.of(code) ?? code);
}

/** A day and an amount as a company would write them; undefined where the way is unknown. */
export function sample({ locale, zone, currency }: Pick<Company, "locale" | "zone" | "currency">, today: Day): string | undefined {
  try {
    const f = formats({ locale, zone, currency });
    return `${f.date(today, "2000-01-01")}, ${f.money({ minor: 1_234_567, currency })}`;
  } catch {
    return undefined;
  }
}

/** Days of the week, Monday first, as the server counts them: 1 to 7. */
export function weekdays(locale: string): { n: number; name: string }[] {
  const f = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // 5 January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, i) => ({ n: i + 1, name: f.format(new Date((4 + i) * 86_400_000)) }));
}

export function months(locale: string): Option[] {
  const f = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: f.format(new Date(Date.UTC(2000, i, 15))) }));
}

/** What the form holds. */
export type Manners = Pick<Company, "name" | "zone" | "currency" | "locale" | "week" | "fiscal_start"> & { holidays: Day[]; sight: Required<Sight> };

export const mannersOf = (company: Company): Manners => ({
  name: company.name,
  zone: company.zone,
  currency: company.currency,
  locale: company.locale,
  week: company.week,
  fiscal_start: company.fiscal_start,
  holidays: company.holidays ?? [],
  sight: { salesperson: "own", manager: "tree", viewer: "own", ...company.sight },
});

/** Only what is other than it was: that is what the command takes. */
export function changed(before: Manners, after: Manners): Partial<Manners> {
  const entries = (Object.keys(after) as (keyof Manners)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(entries.map((key) => [key, after[key]]));
}
