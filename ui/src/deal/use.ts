// A deal as a page has it: what the server said, and over it what this person has just
// done and the server has not yet answered.
import { createContext, useCallback, useContext, useMemo, useState } from "react";
import { useChanges } from "../api/changes";
import { ApiError, send } from "../api/client";
import { managerOf, useMemberIndex } from "../api/members";
import { useMay, useSession, useToday } from "../api/session";
import type { DealPage, Done, Member } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import type { Command } from "../evidence/draft";
import type { Day } from "../i18n/format";

type Change = (page: DealPage) => DealPage;
type Patch = { apply: Change; /** Version that holds it already. */ until?: number };

/** What everything on a deal's page knows. */
export type Known = {
  page: DealPage;
  /** The server is being asked again: something has been done that the page does not hold yet. */
  old: boolean;
  /** Nothing can be changed: it is shown as of a past day, or the person may not sell. */
  fixed: boolean;
  asOf: Day | undefined;
  /** Shows a change before the server has answered. */
  change: (apply: Change) => { done: (version?: number) => void; undo: () => void };
  /** Asks again. */
  again: () => void;
  /** Opens the panel of a movement: to a step, to "won", or to an exit; or "do:merge" and its like in place. */
  go: (to: string) => void;
  /** Opens a step's workspace, at one of its checkpoints. */
  show: (step: string, checkpoint?: string) => void;
  /** Opens the form that plans the next step. */
  plan: () => void;
};

export const DealContext = createContext<Known | null>(null);

/** The deal of this page. */
export function useDeal(): Known {
  const known = useContext(DealContext);
  if (!known) throw new Error("a part of the deal is used outside of its page");
  return known;
}

/** The page with what is not yet answered laid over it. */
export function laid(page: DealPage | undefined, patches: readonly Patch[]): DealPage | undefined {
  if (!page) return undefined;
  return patches.reduce((now, { apply, until }) => (until !== undefined && page.deal.version >= until ? now : apply(now)), page);
}

/** Asks for a deal and keeps it true while it is shown. `at` is a moment of the past. */
export function useDealPage(id: string, at: string | undefined) {
  const address = `/api/deals/${encodeURIComponent(id)}`;
  const asked = useAsk<DealPage>(address, { as_of: at });
  const [patches, setPatches] = useState<readonly Patch[]>([]);
  const page = useMemo(() => laid(asked.data, at ? [] : patches), [asked.data, patches, at]);
  const again = useCallback(() => stale(address), [address]);
  useChanges((changed) => {
    if (changed.noun === "deal" && changed.id === id && changed.version !== asked.data?.deal.version) again();
  }, again);
  const change = useCallback((apply: Change) => {
    const patch: Patch = { apply };
    const put = (next: Patch | undefined) =>
      setPatches((all) => all.flatMap((one) => (one !== patch ? [one] : next ? [next] : [])));
    setPatches((all) => [...all, patch]);
    return {
      done: (version?: number) => put(version === undefined ? undefined : { apply, until: version }),
      undo: () => put(undefined),
    };
  }, []);
  return { page, old: asked.old, error: asked.error, loading: asked.loading, again, change };
}

/** Commands that only add: nothing that their author saw can be spoiled by another. */
const appends = new Set(["give", "confirm", "log", "schedule", "reschedule", "cancel", "ask", "involve", "share"]);

type Doing<B> = {
  /** Shown at once; taken back where it is refused. */
  shows?: (body: B) => Change;
  after?: (done: Done, body: B) => void;
};

/** A verb of the deal on this page: `const give = useDo<Give>("give")`. */
export function useDo<B extends object>(verb: string, doing: Doing<B> = {}) {
  return useActing<B>((body) => [{ verb, body: (verb === "change" ? body : bare(body)) as Command["body"] }], doing);
}

/** The commands that a draft of evidence makes, one after the other. */
export const useRecord = (doing: Doing<readonly Command[]> = {}) => useActing<readonly Command[]>((commands) => commands, doing);

function useActing<B>(commandsOf: (body: B) => readonly Command[], { shows, after }: Doing<B>) {
  const { page, change, again } = useDeal();
  const { id } = page.deal;
  return useSend(async (key: string, body: B) => {
    const shown = shows && change(shows(body));
    let done: Done = { id, version: page.deal.version };
    try {
      for (const [i, command] of commandsOf(body).entries()) {
        const seen = appends.has(command.verb) ? {} : { version: done.version };
        const next = await send<Done>(`/api/deals/${id}/${command.verb}`, { ...command.body, ...seen }, { key: i ? `${key}-${i}` : key });
        done = { ...next, version: next.version ?? done.version! };
      }
      shown?.done(done.version);
      refresh(id);
      after?.(done, body);
      return done;
    } catch (error) {
      shown?.undo();
      // What changed is shown beneath; the form keeps what was typed.
      if (error instanceof ApiError && error.conflict) again();
      throw error;
    }
  });
}

/** Everything that shows this deal asks again. */
export function refresh(id: string): void {
  for (const start of [`/api/deals/${id}`, "/api/deals?", "/api/board", "/api/overrides"]) stale(start);
}

/** A body without what is empty: the server takes a value or nothing. */
export function bare<B extends object>(body: B): Partial<B> {
  const kept = Object.entries(body).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return Object.fromEntries(kept) as Partial<B>;
}

/** Who may let a gate of this deal pass, unless the process names another: the owner's manager. */
export function useManager(owner: string): Member | undefined {
  return managerOf(useMemberIndex(), owner);
}

/** The name behind an id of a member or a person. */
export function useName(): (id: string | undefined) => string {
  const { page } = useDeal();
  const { person } = useSession();
  return (id) => (id ? (page.names[id] ?? (id === person.id ? person.name : "")) : "");
}

/** The day that things are judged by: the past one that is shown, or today. */
export function useDealDay(): Day {
  const today = useToday();
  return useDeal().asOf ?? today;
}

/** Whether this person sells: may change deals that they see. */
export const useSells = (): boolean => useMay("sell");
