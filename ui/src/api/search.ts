// What the palette finds on the server.
import type { Found } from "../parts/palette";
import { get } from "./client";

/** One line of `GET /api/search?q=`. */
export type SearchLine = { kind: "deal" | "organisation" | "person"; id: string; title: string; detail?: string };

const where = { deal: "/deals/", organisation: "/organisations/", person: "/people/" } as const;
const icons = { deal: "arrow", organisation: "organisation", person: "person" } as const;

/** Deals, organisations and people by these words, best first. */
export async function findAll(words: string, signal: AbortSignal): Promise<readonly Found[]> {
  const { lines } = await get<{ lines: SearchLine[] }>("/api/search", { q: words, limit: 12 }, { signal });
  return lines
    .filter((line) => line.kind in where)
    .map((line) => ({
      id: `${line.kind}:${line.id}`,
      title: line.title,
      icon: icons[line.kind],
      href: where[line.kind] + encodeURIComponent(line.id),
      ...(line.detail ? { detail: line.detail } : {}),
    }));
}
