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
  const rank = ({ id, name }: Pick) => {
    const lower = name.toLowerCase();
    return id.toLowerCase() === wanted ? 0 : lower.startsWith(wanted) ? 1 : lower.includes(wanted) ? 2 : 3;
  };
  return countries()
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .slice(0, 8)
    .map(({ one }) => one);
}
