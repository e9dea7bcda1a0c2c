// The difference of two texts by lines, for those who read the text itself.

/** A run of lines that are gone, new or the same; `was` and `now` are the first line's numbers. */
export type Run = { kind: "same" | "gone" | "new"; lines: string[]; was: number; now: number };

/** The runs that lead from one text to another: a longest common subsequence of lines. */
export function difference(before: string, after: string): Run[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const made: Run[] = [];
  let was = 1;
  let now = 1;
  const put = (kind: Run["kind"], line: string) => {
    const last = made.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else made.push({ kind, lines: [line], was, now });
    if (kind !== "new") was++;
    if (kind !== "gone") now++;
  };
  for (let i = 0; i < start; i++) put("same", a[i]!);
  for (const [kind, line] of between(a.slice(start, a.length - end), b.slice(start, b.length - end))) put(kind, line);
  for (let i = a.length - end; i < a.length; i++) put("same", a[i]!);
  return made;
}

/** Past this many comparisons the middle is told as gone and new: it is a rewrite anyway. */
const most = 4_000_000;

function between(a: string[], b: string[]): [Run["kind"], string][] {
  const rewritten = (): [Run["kind"], string][] => [...a.map((line) => ["gone", line] as [Run["kind"], string]), ...b.map((line) => ["new", line] as [Run["kind"], string])];
  if (a.length * b.length > most || a.length === 0 || b.length === 0) return rewritten();
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] =
        a[i] === b[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
    }
  }
  const made: [Run["kind"], string][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      made.push(["same", a[i]!]);
      i++;
      j++;
    } else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) made.push(["gone", a[i++]!]);
    else made.push(["new", b[j++]!]);
  }
  return [...made, ...a.slice(i).map((line) => ["gone", line] as [Run["kind"], string]), ...b.slice(j).map((line) => ["new", line] as [Run["kind"], string])];
}

/** Only what changed, with a few lines around; the rest of a run of the same is left out. */
export function around(runs: readonly Run[], few = 2): Run[] {
  return runs.flatMap((run, i) => {
    if (run.kind !== "same" || run.lines.length <= 2 * few + 1) return [run];
    const head = i > 0 ? [{ ...run, lines: run.lines.slice(0, few) }] : [];
    const skip = run.lines.length - few;
    const tail = i < runs.length - 1 ? [{ ...run, was: run.was + skip, now: run.now + skip, lines: run.lines.slice(-few) }] : [];
    return [...head, ...tail];
  });
}
