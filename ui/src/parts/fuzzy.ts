// Finding by a few letters: every word of the query must be met, in any order, best at
// the beginning of a word, then anywhere, then by letters in their order.

/** How well a text meets a query (higher is better), and which letters were met. */
export type Met = { score: number; at: ReadonlySet<number> };

/** Letters that are not a plain one with a sign: Łódź, Tromsø. */
const plain: Record<string, string> = { ł: "l", ø: "o", đ: "d", ß: "s", æ: "a", œ: "o", ı: "i" };
/** Without capitals and signs. */
export const fold = (s: string) =>
  s
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[łøđßæœı]/g, (letter) => plain[letter] ?? letter);

/** Undefined where some word of the query is not met. An empty query is met by all. */
export function fuzzy(query: string, text: string): Met | undefined {
  // Folding letter by letter keeps the places of the letters.
  const letters = [...text].map((letter) => fold(letter)[0] ?? "");
  const at = new Set<number>();
  let score = 0;
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const met = word_(word, letters);
    if (!met) return undefined;
    score += met.score;
    for (const place of met.at) at.add(place);
  }
  return { score: score - letters.length / 200, at };
}

function word_(word: string, letters: readonly string[]): { score: number; at: number[] } | undefined {
  const line = letters.join("");
  let best: { score: number; at: number[] } | undefined;
  for (let from = line.indexOf(word); from >= 0; from = line.indexOf(word, from + 1)) {
    const score = (starts(letters, from) ? 10 : 4) + (from === 0 ? 2 : 0);
    if (!best || score > best.score) best = { score, at: Array.from(word, (_, i) => from + i) };
  }
  return best ?? scattered(word, letters);
}

/** The letters of a word in their order, each at the start of a word or beside the last. */
function scattered(word: string, letters: readonly string[]): { score: number; at: number[] } | undefined {
  const at: number[] = [];
  let from = 0;
  let score = 0;
  for (const letter of word) {
    let next = letters.indexOf(letter, from);
    const beside = at.length > 0 && letters[from] === letter;
    if (!beside) while (next >= 0 && !starts(letters, next)) next = letters.indexOf(letter, next + 1);
    else next = from;
    if (next < 0) return undefined;
    score += starts(letters, next) ? 1 : 0.5;
    at.push(next);
    from = next + 1;
  }
  return { score, at };
}

const starts = (letters: readonly string[], i: number) => i === 0 || !/[\p{L}\p{N}]/u.test(letters[i - 1] ?? "");
