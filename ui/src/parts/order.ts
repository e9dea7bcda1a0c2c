// In which order the palette shows what it has. What is called so comes before what can be
// done: whoever types a name wants to find it, and Enter must not act on the page beneath.
// An act comes first only where its own words were typed in full.
import type { Act } from "./act";
import { fold, fuzzy, type Met } from "./fuzzy";

/** Letters of a text that are in some word of the query. */
export function met(words: string, text: string): ReadonlySet<number> {
  const at = new Set<number>();
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const places = [...(fuzzy(word, text)?.at ?? [])];
    // Letters that lie apart explain nothing to who sees them marked.
    if (places.length > 0 && Math.max(...places) - Math.min(...places) === places.length - 1) for (const place of places) at.add(place);
  }
  return at;
}

/** How well something that was found is called so: by its name, by its name and what stands beside it, by neither. */
function rank(words: string, one: { title: string; detail?: string; over?: boolean }): number {
  const byName = fuzzy(words, one.title);
  if (byName) return 200 + byName.score;
  return fuzzy(words, `${one.title} ${one.detail ?? ""}`) ? 100 : 0;
}

/** What was found, best first; what is over comes after what is not, where both are called so alike. */
export function ranked<F extends { title: string; detail?: string; over?: boolean }>(words: string, found: readonly F[]): F[] {
  return found
    .map((one, i) => ({ one, i, rank: rank(words, one) }))
    .sort((a, b) => Math.floor(b.rank / 100) - Math.floor(a.rank / 100) || Number(!!a.one.over) - Number(!!b.one.over) || b.rank - a.rank || a.i - b.i)
    .map(({ one }) => one);
}

/** Whether an act is meant by these words: its title begins with them, as whole words. */
export function isMeant(act: Pick<Act, "title">, words: string): boolean {
  const wanted = fold(words.trim());
  const title = fold(act.title);
  return wanted !== "" && title.startsWith(wanted) && !/[\p{L}\p{N}]/u.test(title.charAt(wanted.length));
}

/** How well an act is meant by these words; what it would be done to is none of them. */
export const actMet = (act: Act, words: string): Met | undefined => fuzzy(words, [act.title, act.words].filter(Boolean).join(" "));
