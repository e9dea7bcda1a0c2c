// What the cards of a board share: who there is, what is chosen, what a press does.
import { createContext, useContext } from "react";
import type { Member } from "../api/types";
import type { Day } from "../i18n/format";

export type BoardState = {
  today: Day;
  members: ReadonlyMap<string, Member>;
  /** Names of the steps. */
  names: ReadonlyMap<string, string>;
  /** Nothing can be moved: it is shown as of a past day, or the person may not sell. */
  fixed: boolean;
  chosen: ReadonlySet<string>;
  /** The card that the Tab key stops at. */
  cursor: string | undefined;
  setCursor: (id: string) => void;
  choose: (id: string) => void;
  open: (id: string) => void;
  /** Opens what can be done with a card, beside it. */
  menu: (id: string) => void;
  /** The card that has been taken from its place: dragged, or held over another step. */
  away: string | undefined;
};

export const BoardContext = createContext<BoardState | null>(null);

export function useBoardState(): BoardState {
  const state = useContext(BoardContext);
  if (!state) throw new Error("a card is used outside of its board");
  return state;
}
