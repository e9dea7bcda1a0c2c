// Who is here, and how their organisation writes things: one question at the start.
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";
import { type Day, type Formats, formats, now } from "../i18n/format";
import type { Me } from "./types";
import { useAsk } from "./use";

/** Who is here, as pages use it. */
export type Session = {
  person: { id: string; name: string; role: string };
  organisation: { name: string; locale: string; zone: string; currency: string };
  /** What this person may do: read, sell, manage, shape, administer. */
  rights?: readonly string[];
  /** Somebody reports to them. */
  manages?: boolean;
  /** What the rail shows beside a page: open next steps beside Today. */
  counts?: Partial<Record<string, number>>;
};

/** The answer to `GET /api/session`, as a session. */
export function sessionOf({ member, company, can, manages }: Me): Session {
  const { name, locale, zone, currency } = company;
  return {
    person: { id: member.id, name: member.name, role: member.role },
    organisation: { name, locale, zone, currency },
    rights: can,
    manages,
  };
}

type Known = { session: Session; formats: Formats };
const SessionContext = createContext<Known | null>(null);

/** Gives a session to what is within. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  const { locale, zone, currency } = session.organisation;
  const known = useMemo(
    () => ({ session, formats: formats({ locale, zone, currency }) }),
    [session, locale, zone, currency],
  );
  return <SessionContext value={known}>{children}</SessionContext>;
}

/** Asks for the session; `undefined` until it is known. It is asked again once it is stale. */
export function useSessionQuestion(): { session: Session | undefined; error: unknown; again: () => void } {
  const { data, error, again } = useAsk<Me>("/api/session");
  const session = useMemo(() => data && sessionOf(data), [data]);
  return { session, error: data ? undefined : error, again };
}

function useKnown(): Known {
  const known = useContext(SessionContext);
  if (!known) throw new Error("the session is used outside of SessionProvider");
  return known;
}

/** Who is here. */
export const useSession = (): Session => useKnown().session;
/** How the organisation writes money, days and lengths. */
export const useFormats = (): Formats => useKnown().formats;
/** Whether this person has a capability. The server decides; this hides what it would refuse. */
export const useMay = (right: string): boolean => useKnown().session.rights?.includes(right) ?? false;

/** Today in the organisation's zone; changes at its midnight. */
export function useToday(): Day {
  const { dayOf } = useFormats();
  return useSyncExternalStore(everyMinute, () => dayOf(now()));
}

function everyMinute(listener: () => void) {
  const timer = setInterval(listener, 60_000);
  document.addEventListener("visibilitychange", listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", listener);
  };
}
