// Log and new from anywhere: a page may ask for either, with what it knows filled in.
import { createContext, useContext } from "react";

export type QuickDeal = { id: string; name: string; detail?: string };
export type Quick = {
  /** Opens the log, with a deal filled in where one is given. */
  log: (deal?: QuickDeal) => void;
  /** Opens a new deal. */
  make: (organisation?: { id: string; name: string }) => void;
};

export const QuickContext = createContext<Quick | null>(null);

/** The quick log and the new deal; undefined outside of the shell. */
export const useQuick = (): Quick | null => useContext(QuickContext);
