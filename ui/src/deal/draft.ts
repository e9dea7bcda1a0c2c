// Drafts of a deal's forms: kept in the browser under the deal and the form.
import { useDraftOf } from "../parts/kept";
import { useDeal } from "./use";

/** A form's values, kept until they are sent. */
export function useFormDraft<T extends object>(name: string, empty: T) {
  const { page } = useDeal();
  return useDraftOf<T>(`deal:${page.deal.id}:${name}`, empty);
}
