// What fields that find ask the server.
import { get } from "../api/client";
import type { DealList, OrganisationList, PersonList } from "../api/types";
import type { Pick } from "../parts/pick-field";

const few = 8;

/** Organisations by words; the last changed without any. */
export async function findOrganisations(q: string, signal: AbortSignal): Promise<Pick[]> {
  const { organisations } = await get<OrganisationList>("/api/organisations", { q, limit: few, ...(q ? {} : { sort: "-changed" }) }, { signal });
  return organisations.map(({ id, name, city }) => ({ id, name, ...(city ? { detail: city } : {}) }));
}

/** People by words, of one organisation where it is given. */
export const findPeople =
  (organisation?: string) =>
  async (q: string, signal: AbortSignal): Promise<Pick[]> => {
    const { people, names } = await get<PersonList>("/api/people", { q, organisation, limit: few }, { signal });
    return people.map(({ id, name, title, organisation: at }) => {
      const detail = organisation ? title : (names[at ?? ""] ?? title);
      return { id, name, ...(detail ? { detail } : {}) };
    });
  };

/** Open deals by words; one's own last changed without any. */
export async function findDeals(q: string, signal: AbortSignal): Promise<Pick[]> {
  const { deals } = await get<DealList>("/api/deals", { q, limit: few, ...(q ? {} : { owner: "me" }) }, { signal });
  return deals.map(({ id, name, organisation }) => (organisation?.name ? { id, name: organisation.name, detail: name } : { id, name }));
}
