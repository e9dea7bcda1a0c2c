// Countries by their ISO code, named in the language of the pages.
import type { Pick } from "../parts/pick-field";

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** The name of a country, or its code where it has none. */
export const countryName = (code: string | undefined): string => (code ? (nameOf(code) ?? code) : "");

function nameOf(code: string): string | undefined {
  try {
    return names.of(code) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Codes that stand for no country: unions, the whole, what is made for tests. */
const others = new Set(["EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"]);
let known: Pick[] | undefined;

/** All countries, by name. The browser knows them: it is asked for every pair of letters. */
export function countries(): readonly Pick[] {
  if (known) return known;
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const all = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => !others.has(code));
  // An old code has the name of the new one: the new one is kept.
  const byName = new Map<string, Pick>();
  for (const code of all) {
    const name = nameOf(code);
    if (name && name !== code && new Intl.Locale("und", { region: code }).maximize().region === code && canonical(code) === code) {
      byName.set(name, { id: code, name, detail: code });
    }
  }
  return (known = [...byName.values()].sort((a, b) => a.name.localeCompare(b.name)));
}

const canonical = (code: string): string => Intl.getCanonicalLocales(`und-${code}`)[0]?.split("-")[1] ?? code;

/** The best few for these words, by name or code. */
export function findCountry(words: string): readonly Pick[] {
  const wanted = words.trim().toLowerCase();
  const starts = ({ id, name }: Pick) => name.toLowerCase().startsWith(wanted) || id.toLowerCase() === wanted;
  const all = countries();
  return [...all.filter(starts), ...all.filter((one) => !starts(one) && one.name.toLowerCase().includes(wanted))].slice(0, 8);
}
