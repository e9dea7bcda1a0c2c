// What the cards of a board share: who there is, what is chosen, what a press does.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Member } from "../api/types";
import type { Day } from "../i18n/format";

/** The one card that something is true of. Who asks for a card hears only of that card. */
export class Spot {
  private id: string | undefined;
  private readonly listeners = new Set<() => void>();

  /** Moves it; nothing happens where it is already. */
  readonly put = (id: string | undefined): void => {
    if (id === this.id) return;
    this.id = id;
    for (const listener of [...this.listeners]) listener();
  };
  readonly is = (id: string): boolean => this.id === id;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** Whether a spot is on a card. */
export const useSpot = (spot: Spot, id: string): boolean => useSyncExternalStore(spot.subscribe, () => spot.is(id));

export type BoardState = {
  today: Day;
  members: ReadonlyMap<string, Member>;
  /** Names of the steps. */
  names: ReadonlyMap<string, string>;
  /** Nothing can be moved: it is shown as of a past day, or the person may not sell. */
  fixed: boolean;
  chosen: ReadonlySet<string>;
  /** A phone: a finger does not hover. */
  narrow: boolean;
  /** The card that the Tab key stops at. */
  cursor: Spot;
  setCursor: (id: string) => void;
  choose: (id: string) => void;
  open: (id: string) => void;
  /** Opens what can be done with a card, beside it. */
  menu: (id: string) => void;
  /** The card that has been taken from its place: dragged, or held over another step. */
  away: Spot;
};

export const BoardContext = createContext<BoardState | null>(null);

export function useBoardState(): BoardState {
  const state = useContext(BoardContext);
  if (!state) throw new Error("a card is used outside of its board");
  return state;
}
