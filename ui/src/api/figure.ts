// A figure as the server measures it.
import type { Instant } from "../i18n/format";

/** A measured figure; null is not known. */
export type Estimate = {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  events: number;
  open: number;
  unit: string;
  definition: string;
  as_of: Instant;
  warnings?: string[];
};
