// Who is here, and how their organisation writes things: one question at the start.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type Day, type Formats, formats, now } from "../i18n/format";
import { get } from "./client";

/** The answer to `GET /api/session`. */
export type Session = {
  person: { id: string; name: string; role: string };
  organisation: { name: string; locale: string; zone: string; currency: string };
  /** The capabilities this person has, such as `deal.move`. */
  rights?: readonly string[];
  /** What the rail shows beside a page: open next steps beside Today. */
  counts?: Partial<Record<string, number>>;
};

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

/** Asks for the session once; `undefined` until it is known. */
export function useSessionQuestion(): { session: Session | undefined; error: unknown; again: () => void } {
  const [state, set] = useState<{ session?: Session; error?: unknown }>({});
  const [attempt, retry] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    get<Session>("/api/session", undefined, { signal: stop.signal }).then(
      (session) => set({ session }),
      (error: unknown) => stop.signal.aborted || set({ error }),
    );
    return () => stop.abort();
  }, [attempt]);
  return { session: state.session, error: state.error, again: () => retry(attempt + 1) };
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
