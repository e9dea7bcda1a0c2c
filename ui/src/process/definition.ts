// What a figure means, in the server's own words.
import { useAsk } from "../api/use";
import type { Definition } from "../api/types";

/** The text of a definition, or undefined while it is not known. */
export const useDefinition = (id: string): string | undefined =>
  useAsk<{ definitions: Definition[] }>("/api/figures").data?.definitions.find((one) => one.id === id)?.text;
