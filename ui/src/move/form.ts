// What every form of the panel gets.
import type { DealPage, Done, Moves } from "../api/types";

export type MoveProps = {
  deal: string;
  to: string;
  /** The column that it stands beside; without it, it stands at the side. */
  beside?: HTMLElement | null | undefined;
  /** It has moved. */
  onDone: (done: Done) => void;
  /** It stays where it was. */
  onClose: () => void;
};

export type FormProps = Omit<MoveProps, "onDone"> & { page: DealPage; moves: Moves | undefined; onMoved: (done: Done) => void; again: () => void };

/** What a deal is called in a title: its organisation, or itself. */
export const nameOf = (page: DealPage): string => page.organisation?.name || page.deal.name;

