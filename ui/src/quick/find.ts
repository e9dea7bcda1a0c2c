// What the field that finds a deal asks the server.
import { get } from "../api/client";
import type { DealList } from "../api/types";
import type { Pick } from "../parts/pick-field";

const few = 8;

/** Open deals by words; one's own last changed without any. */
export async function findDeals(q: string, signal: AbortSignal): Promise<Pick[]> {
  const { deals } = await get<DealList>("/api/deals", { q, limit: few, ...(q ? {} : { owner: "me" }) }, { signal });
  return deals.map(({ id, name, organisation }) => (organisation?.name ? { id, name: organisation.name, detail: name } : { id, name }));
}
