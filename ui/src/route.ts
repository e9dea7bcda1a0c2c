// The table of pages. A page is the default export of `<noun>/page.tsx` (or `list.tsx`
// for many of them); it gets its address's parts from wouter's useParams. A page that
// has no file yet is neither in the rail nor an address.
import type { ComponentType } from "react";
import { t, type Word } from "./i18n/t";
import type { IconName } from "./parts/icon";
import type { Destination } from "./parts/shell";

type Loader = () => Promise<{ default: ComponentType }>;
type Row = { path: string; file: string };

const files = import.meta.glob<{ default: ComponentType }>(["./*/{page,list}.tsx", "!./parts/*"]);

const table: readonly Row[] = [
  { path: "/today", file: "today/page" },
  { path: "/overrides", file: "override/page" },
  { path: "/pipeline", file: "pipeline/page" },
  { path: "/deals/:id", file: "deal/page" },
  { path: "/organisations", file: "organisation/list" },
  { path: "/organisations/:id", file: "organisation/page" },
  { path: "/people", file: "person/list" },
  { path: "/people/:id", file: "person/page" },
  { path: "/process", file: "process/page" },
  { path: "/numbers", file: "numbers/page" },
  { path: "/plan", file: "plan/page" },
  { path: "/forecast", file: "forecast/page" },
  { path: "/team", file: "team/page" },
  { path: "/team/:id", file: "team/list" },
  { path: "/hiring", file: "hiring/page" },
  { path: "/settings/*?", file: "settings/page" },
];

/** The addresses that have a page, with what loads it. */
export const routes: readonly { path: string; load: Loader }[] = table.flatMap(({ path, file }) => {
  const load = files[`./${file}.tsx`];
  return load ? [{ path, load }] : [];
});

type Stop = { id: string; icon: IconName; keys?: string; under?: readonly string[]; or?: string };

const rail: readonly Stop[] = [
  { id: "today", icon: "today", keys: "g t", under: ["/overrides"] },
  { id: "pipeline", icon: "pipeline", keys: "g p", under: ["/deals"] },
  { id: "people", icon: "people", keys: "g e", under: ["/organisations"], or: "organisations" },
  { id: "process", icon: "process", keys: "g r" },
  { id: "numbers", icon: "numbers", keys: "g n" },
  { id: "plan", icon: "plan", keys: "g l" },
  { id: "forecast", icon: "forecast", keys: "g f" },
  { id: "team", icon: "team", keys: "g m" },
  { id: "hiring", icon: "hiring", keys: "g h" },
  { id: "settings", icon: "settings", keys: "g s" },
];

/** The rail, in order: what has a page. */
export const destinations: readonly Destination[] = rail.flatMap(({ or, id, ...rest }) => {
  const has = (name: string) => routes.some((route) => route.path.replace("/*?", "") === `/${name}`);
  const name = has(id) ? id : or && has(or) ? or : undefined;
  return name ? [{ ...rest, id, href: `/${name}`, label: t(`go.${id}` as Word) }] : [];
});
