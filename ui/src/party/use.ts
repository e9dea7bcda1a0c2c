// Commands on an organisation or a person.
import { ApiError, send } from "../api/client";
import type { Done } from "../api/types";
import { stale, useSend } from "../api/use";

export type Noun = "organisation" | "person";
const plural = { organisation: "organisations", person: "people" } as const;

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

/** Adds one of them. */
export function useAdd(noun: Noun, after: (done: Done) => void) {
  return useSend(async (key: string, body: object) => {
    const done = await send<Done>(`/api/${plural[noun]}`, body, { key });
    refresh();
    after(done);
    return done;
  });
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
