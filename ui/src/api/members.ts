// Everybody who may sign in, as every page knows them.
import { useMemo } from "react";
import type { Member, Members } from "./types";
import { useAsk } from "./use";

const none: readonly Member[] = [];

/** The directory; empty until it is known. */
export function useMembers(): readonly Member[] {
  return useAsk<Members>("/api/members").data?.members ?? none;
}

/** Members by id. */
export function useMemberIndex(): ReadonlyMap<string, Member> {
  const members = useMembers();
  return useMemo(() => new Map(members.map((member) => [member.id, member])), [members]);
}

/** The one above somebody in the reporting line. */
export function managerOf(members: ReadonlyMap<string, Member>, id: string): Member | undefined {
  const above = members.get(id)?.manager;
  return above ? members.get(above) : undefined;
}

/** "Dana" of "Dana Whitlock": for a button with little room. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;
