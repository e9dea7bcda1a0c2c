// Lets the parts of a deal be used outside of its page, as by the panel of a movement.
import { type ReactNode, useMemo } from "react";
import { ErrorText } from "../parts/say";
import type { DealPage } from "../api/types";
import { DealContext, type Known, useDealPage, useSells } from "./use";
import "./work.css";

/** The deal of an id, for what is within: EvidenceInput, ConfirmForm, OfferForm, … */
export function DealScope({ id, children }: { id: string; children: (page: DealPage) => ReactNode }) {
  const { page, error, again, change } = useDealPage(id, undefined);
  const sells = useSells();
  const known = useMemo<Known | null>(
    () => (page ? { page, fixed: !sells, asOf: undefined, change, again, go: () => {}, show: () => {} } : null),
    [page, sells, change, again],
  );
  if (!page || !known) return error ? <ErrorText error={error} /> : null;
  return <DealContext value={known}>{children(page)}</DealContext>;
}
