// Commands on an organisation or a person.
import { useState } from "react";
import { ApiError, send } from "../api/client";
import type { Done, Hit } from "../api/types";
import { stale, useSend } from "../api/use";

export type Noun = "organisation" | "person";
/** Their plural, as addresses have it. */
export const plural = { organisation: "organisations", person: "people" } as const;

/** The address of questions and commands about one of them. */
export const addressOf = (noun: Noun, id: string) => `/api/${plural[noun]}/${encodeURIComponent(id)}`;
/** The page of one of them. */
export const hrefOf = (noun: Noun, id: string) => `/${plural[noun]}/${encodeURIComponent(id)}`;

/** A verb of a party that is there: `change`, `merge`, `withdraw`. */
export function useVerb(noun: Noun, id: string, verb: string, version: number | undefined, after?: (done: Done) => void) {
  const address = addressOf(noun, id);
  return useSend(async (key: string, body: object) => {
    try {
      const done = await send<Done>(`${address}/${verb}`, version === undefined ? body : { ...body, version }, { key });
      refresh();
      after?.(done);
      return done;
    } catch (error) {
      // What another has changed is shown beneath; the form keeps what was typed.
      if (error instanceof ApiError && error.conflict) stale(address);
      throw error;
    }
  });
}

/**
 * Adds one of them, after a look at who is likely the same: where there is somebody, `alike`
 * names them and nothing is added until the same is sent again.
 */
export function useAdd(noun: Noun, after: (done: Done) => void) {
  const address = `/api/${plural[noun]}`;
  const [seen, setSeen] = useState<{ body: string; alike: readonly Hit[] }>({ body: "", alike: [] });
  const sent = useSend(async (key: string, body: object) => {
    const text = JSON.stringify(body);
    if (seen.body !== text) {
      const { alike = [] } = await send<Done>(address, body, { dryRun: true });
      setSeen({ body: text, alike });
      if (alike.length > 0) return undefined;
    }
    const done = await send<Done>(address, body, { key });
    refresh();
    after(done);
    return done;
  });
  return { ...sent, alike: seen.alike };
}

/** Names and people stand on many pages: all of them ask again. */
export function refresh(): void {
  for (const start of ["/api/organisations", "/api/people", "/api/deals"]) stale(start);
}

/** A body without what was left empty. */
export const filled = <B extends object>(body: B): Partial<B> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "" && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))) as Partial<B>;

/** What is wrong with one input, if anything. */
export const wrong = (error: unknown, field: string): string | undefined => (error instanceof ApiError ? error.fields[field] : undefined);
