// The requests that await an answer, kept true while they are shown.
import { useEffect, useRef } from "react";
import { useChanges } from "../api/changes";
import type { Ref } from "../api/types";
import { stale, useAsk } from "../api/use";

/** One request. `mine` is mine to answer. */
export type OverrideRequest = {
  deal: Ref;
  owner: Ref;
  checkpoint: string;
  question: string;
  why: string;
  by: Ref;
  at: number;
  mine: boolean;
};

export const keyOf = ({ deal, checkpoint }: OverrideRequest): string => `${deal.id}:${checkpoint}`;

export function useOverrides() {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const again = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => stale("/api/overrides"), 80);
  };
  useChanges(({ noun }) => noun === "deal" && again(), again);
  return useAsk<{ requests: OverrideRequest[] }>("/api/overrides");
}
