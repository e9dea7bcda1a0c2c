// The processes that are published, as every page may need them.
import { useEffect, useMemo, useState } from "react";
import { get } from "../api/client";
import type { Process, ProcessPage } from "../api/types";
import { useAsk } from "../api/use";

/** The address of one version; a key or "current" will do. */
export const addressOf = (version: string): string => `/api/processes/${encodeURIComponent(version)}`;

/** A version with its figures. */
export const useProcess = (version: string) => useAsk<ProcessPage>(addressOf(version));

const known = new Map<string, Promise<Process>>();

/** A version never changes: it is asked for once. */
function definitionOf(version: string): Promise<Process> {
  let asked = known.get(version);
  if (!asked) {
    asked = get<ProcessPage>(addressOf(version)).then(({ process }) => process);
    asked.catch(() => known.delete(version));
    known.set(version, asked);
  }
  return asked;
}

/** The definitions of several versions, as far as they have come. */
export function useDefinitions(versions: readonly string[]): ReadonlyMap<string, Process> {
  const [found, set] = useState<ReadonlyMap<string, Process>>(new Map());
  const wanted = useMemo(() => [...new Set(versions)].sort().join(" "), [versions]);
  useEffect(() => {
    let gone = false;
    for (const version of wanted.split(" ").filter(Boolean)) {
      definitionOf(version).then(
        (process) => gone || set((before) => (before.has(version) ? before : new Map(before).set(version, process))),
        () => {},
      );
    }
    return () => {
      gone = true;
    };
  }, [wanted]);
  return found;
}
