// What the palette finds on the server.
import type { Found } from "../parts/palette";
import { fuzzy } from "../parts/fuzzy";
import { get } from "../api/client";
import type { SavedView, SearchAnswer, ViewList } from "../api/types";
import { namesOf } from "../i18n/t";
import en from "./en.json";

const where = { deal: "/deals/", organisation: "/organisations/", person: "/people/" } as const;
const named = namesOf(en);
const icons = { deal: "arrow", organisation: "organisation", person: "person" } as const;

/** Deals with where they stand, organisations and people by these words; then saved views. */
export async function findAll(words: string, signal: AbortSignal): Promise<readonly Found[]> {
  const [{ hits }, views] = await Promise.all([get<SearchAnswer>("/api/search", { q: words, limit: 12 }, { signal }), savedViews()]);
  const found = hits
    .filter((hit) => hit.noun in where)
    .map((hit) => ({
      id: `${hit.noun}:${hit.id}`,
      title: hit.name,
      icon: icons[hit.noun],
      href: where[hit.noun] + encodeURIComponent(hit.id),
      ...(hit.detail ? { detail: hit.detail } : {}),
      ...(hit.status && hit.status !== "open" ? { state: named("status", hit.status), over: true } : hit.step ? { state: hit.step } : {}),
    }));
  const kept = views
    .filter(({ name, gone }) => !gone && fuzzy(words, name))
    .map((view) => ({ id: `view:${view.id}`, title: view.name, icon: "filter" as const, href: viewHref(view) }));
  return [...found, ...kept];
}

/** The address of a saved view. */
export const viewHref = ({ page, query }: Pick<SavedView, "page" | "query">): string =>
  `/${encodeURIComponent(page)}${query ? `?${query.replace(/^\?/, "")}` : ""}`;

/** Views change seldom, and a palette is typed into quickly. */
const fresh = 20_000;
let asked: { at: number; views: Promise<readonly SavedView[]> } | undefined;

function savedViews(): Promise<readonly SavedView[]> {
  if (!asked || Date.now() - asked.at > fresh) {
    // What cannot be asked for now leaves the rest of what was found.
    asked = { at: Date.now(), views: get<ViewList>("/api/views").then(({ views }) => views, () => []) };
  }
  return asked.views;
}
