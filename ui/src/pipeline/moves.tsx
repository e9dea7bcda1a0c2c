// Where a deal can go from here: asked of the server when a card is taken up or a menu
// is opened, so that everybody sees beforehand what a move would meet.
import { useEffect } from "react";
import type { BoardColumn, BoardPage, Card, Moves, Process, ProcessPage } from "../api/types";
import { useAsk } from "../api/use";
import { CheckMark } from "../parts/mark";
import type { MenuItem } from "../parts/menu";
import { hintOf, meets } from "./hint";
import { t } from "./t";

/** What each move of a deal would meet, asked anew each time. */
export function useMoves(id: string | undefined): Moves | undefined {
  const asked = useAsk<Moves>(id ? `/api/deals/${encodeURIComponent(id)}/moves` : null);
  const { again } = asked;
  // A kept answer may be of before; it is shown until the new one comes.
  useEffect(() => {
    if (id) again();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id]);
  return asked.data;
}

/** The text of a published process, by version. */
export function useProcess(version: string | undefined): Process | undefined {
  return useAsk<ProcessPage>(version ? `/api/processes/${encodeURIComponent(version)}` : null).data?.process;
}

/** The exits that a step's job allows, and what winning is called. */
export function useOuts(version: string, page: Pick<BoardPage, "columns">, from: string) {
  const process = useProcess(version);
  const job = page.columns.find((column) => column.step === from)?.job;
  const outs = (process?.exits ?? []).filter(({ jobs }) => !jobs?.length || (job !== undefined && jobs.includes(job)));
  return { outs, win: process?.win.name };
}

/** The lines of "Move to …": on, back and out, each with what it would meet. */
export function moveItems(o: {
  card: Card;
  columns: readonly BoardColumn[];
  steps: readonly string[];
  moves: Moves | undefined;
  outs: readonly { key: string; name: string }[];
  win: string | undefined;
  go: (to: string) => void;
  /** What else can be done with it, before the moves. */
  first: readonly MenuItem[];
}): MenuItem[] {
  const at = o.steps.indexOf(o.card.step);
  const line = (column: BoardColumn, group: string | undefined): MenuItem => {
    const hint = hintOf(column.step, o.card.step, o.steps, o.moves);
    return {
      id: column.step,
      label: column.name,
      ...(group ? { group } : {}),
      end: (
        <span className="row micro">
          {hint.strengths.map((strength) => (
            <CheckMark key={strength} strength={strength} state="open" tone="need" />
          ))}
          {hint.words}
        </span>
      ),
      run: () => o.go(column.step),
    };
  };
  const on = o.columns.slice(at + 1).map((column, i) => line(column, i === 0 ? t("move.on") : undefined));
  const back = o.columns.slice(0, Math.max(at, 0)).reverse().map((column, i) => line(column, i === 0 ? t("move.back") : undefined));
  const out: MenuItem[] = [
    ...(o.win ? [{ id: "won", label: o.win, group: t("move.out"), end: o.moves && <span className="micro">{meets(o.moves.win).words}</span>, run: () => o.go("won") }] : []),
    ...o.outs.map(({ key, name }, i) => ({ id: key, label: name, ...(i === 0 && !o.win ? { group: t("move.out") } : {}), run: () => o.go(key) })),
  ];
  return [...o.first, ...on, ...back, ...out];
}
