// A move as the board carries it out: shown at once, taken back where it is refused, and
// then what it lacks is opened where the card was dropped.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, newKey, say, send } from "../api/client";
import type { Store } from "../api/store";
import type { Card, Done, Moves } from "../api/types";
import { refresh } from "./cards";
import { title } from "./filter";
import { t } from "./t";

export type Trouble = { words: string; again?: () => void };
export type Moving = ReturnType<typeof useMoving>;

export function useMoving(store: Store<Card>, steps: readonly string[], names: ReadonlyMap<string, string>) {
  /** A card over a step that it may not enter yet, with its panel open. */
  const [held, setHeld] = useState<{ id: string; to: string }>();
  /** A deal that has moved and has nothing scheduled. */
  const [asks, setAsks] = useState<string>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [said, setSaid] = useState("");
  const latest = useRef({ store, steps, names });
  useEffect(() => {
    latest.current = { store, steps, names };
  });

  const [go] = useState(() => {
    const advance = async (id: string, to: string, key: string): Promise<void> => {
      const { store } = latest.current;
      const card = store.get(id);
      if (!card) return;
      const change = store.change(id, (now) => ({ ...now, step: to, marks: "", days: 0, age: "in_time", entered: Date.now() * 1000 }));
      try {
        const done = await send<Done>(`/api/deals/${encodeURIComponent(id)}/move`, { to, version: card.version }, { key });
        change.done();
        refresh([id]);
        setSaid(t("move.placed", { deal: title(card), step: latest.current.names.get(to) ?? to }));
        if (done.ask_next) setAsks(id);
      } catch (error) {
        change.undo();
        failed(card, to, key, error);
      }
    };
    const failed = (card: Card, to: string, key: string, error: unknown) => {
      const deal = title(card);
      if (error instanceof ApiError && error.refused) {
        setSaid(t("move.stays", { deal, step: latest.current.names.get(card.step) ?? card.step, n: error.missing.length }));
        setHeld({ id: card.id, to });
      } else if (error instanceof ApiError && error.conflict) {
        refresh([card.id]);
        setTrouble({ words: t("move.conflict", { deal }), again: () => go(card.id, to, undefined) });
      } else {
        const same = error instanceof ApiError && error.unknown ? key : newKey();
        const again = () => {
          setTrouble(undefined);
          void advance(card.id, to, same);
        };
        setTrouble({ words: t("move.failed", { deal, why: say(error) }), again });
      }
    };
    const go = (id: string, to: string, moves: Moves | undefined): void => {
      const { store, steps } = latest.current;
      const card = store.get(id);
      if (!card || card.step === to) return;
      const dest = steps.indexOf(to);
      setTrouble(undefined);
      setAsks(undefined);
      // A return and a way out ask something first; and what is known to be refused is not tried.
      if (dest < 0 || dest < steps.indexOf(card.step) || moves?.steps[to]) return setHeld({ id, to });
      void advance(id, to, newKey());
    };
    return go;
  });

  return {
    held,
    asks,
    trouble,
    said,
    go,
    settle: useCallback(() => setHeld(undefined), []),
    ask: setAsks,
    unask: useCallback(() => setAsks(undefined), []),
  };
}
