// What the palette finds on the server.
import type { Found } from "../parts/palette";
import { get } from "./client";
import type { SearchAnswer } from "./types";

const where = { deal: "/deals/", organisation: "/organisations/", person: "/people/" } as const;
const icons = { deal: "arrow", organisation: "organisation", person: "person" } as const;

/** Deals, organisations and people by these words, best first. */
export async function findAll(words: string, signal: AbortSignal): Promise<readonly Found[]> {
  const { hits } = await get<SearchAnswer>("/api/search", { q: words, limit: 12 }, { signal });
  return hits
    .filter((hit) => hit.noun in where)
    .map((hit) => ({
      id: `${hit.noun}:${hit.id}`,
      title: hit.name,
      icon: icons[hit.noun],
      href: where[hit.noun] + encodeURIComponent(hit.id),
      ...(hit.detail ? { detail: hit.detail } : {}),
    }));
}
