// What every input of evidence gets.
import type { DealPage } from "../api/types";
import type { Draft } from "./draft";
import { named } from "./t";

export type FieldsProps = {
  draft: Draft;
  set: (change: Draft) => void;
  page: DealPage;
  /** What the process says to help. */
  help?: string | undefined;
  /** One line of a panel with several: no labels where the question stands above, and no second questions. */
  tight?: boolean | undefined;
  /** Records what was typed now, with this laid over it; the form around it does it otherwise. */
  note?: ((change?: Draft) => void) | undefined;
  busy?: boolean | undefined;
};

/** Kinds of activity, as a choice. */
export const mediumOptions = (list: readonly string[]) => list.map((value) => ({ value, label: named("kind", value) }));
