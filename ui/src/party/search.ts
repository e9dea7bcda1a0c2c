// What fields that find an organisation or a person ask the server.
import { get } from "../api/client";
import type { OrganisationList, PersonList } from "../api/types";
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
