// The reporting line as a tree, and in words what a change of it means for who sees what.
import type { Member, SightChange } from "../api/types";
import { t } from "./t";

/** A row of the tree as it is shown: how deep, and its place among those beside it. */
export type Row = { member: Member; level: number; size: number; at: number; below: number; isOpen: boolean };

const byName = (a: Member, b: Member) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id);

/**
 * The rows of the tree from the top, without those under a member that is shut. Whoever
 * reports to somebody who is not shown stands under the next one above who is.
 */
export function rowsOf(members: readonly Member[], shut: ReadonlySet<string>, all: readonly Member[] = members): Row[] {
  const known = new Set(members.map(({ id }) => id));
  const managers = new Map(all.map(({ id, manager }) => [id, manager]));
  const under = new Map<string, Member[]>();
  for (const one of members) {
    let above = one.manager ?? "";
    for (const met = new Set<string>(); above && !known.has(above) && !met.has(above); above = managers.get(above) ?? "") met.add(above);
    if (!known.has(above)) above = "";
    under.set(above, [...(under.get(above) ?? []), one]);
  }
  const rows: Row[] = [];
  const met = new Set<string>();
  const lay = (above: string, level: number) => {
    const all = (under.get(above) ?? []).sort(byName);
    all.forEach((member, i) => {
      if (met.has(member.id)) return;
      met.add(member.id);
      const below = under.get(member.id)?.length ?? 0;
      const isOpen = below > 0 && !shut.has(member.id);
      rows.push({ member, level, size: all.length, at: i + 1, below, isOpen });
      if (isOpen) lay(member.id, level + 1);
    });
  };
  lay("", 1);
  return rows;
}

/** To whom an arrow moves the member of a row: up a level, or under the one above beside them. */
export function target(rows: readonly Row[], at: number, way: "up" | "under"): string | undefined {
  const row = rows[at];
  if (!row) return undefined;
  if (way === "up") {
    if (row.level === 1) return undefined;
    const above = rows.find(({ member }) => member.id === row.member.manager);
    return above?.member.manager ?? "";
  }
  for (let i = at - 1; i >= 0; i--) {
    const one = rows[i]!;
    if (one.level < row.level) return undefined;
    if (one.level === row.level) return one.member.id;
  }
  return undefined;
}

const list = new Intl.ListFormat("en", { type: "conjunction" });
/** So many sentences are read; more are counted. */
const most = 8;

/** Who will see whose deals, and who no longer: a sentence for those of whom the same is true. */
export function told(changes: readonly SightChange[], nameOf: (id: string) => string): string[] {
  const owners = new Map<string, { gain: string[]; lose: string[]; deals: number | undefined }>();
  for (const { member, owner, sees, deals } of changes) {
    const one = owners.get(owner) ?? { gain: [], lose: [], deals };
    (sees ? one.gain : one.lose).push(nameOf(member));
    owners.set(owner, one);
  }
  const same = new Map<string, { names: string[]; gain: string[]; lose: string[]; deals: number | undefined }>();
  for (const [owner, { gain, lose, deals }] of owners) {
    const key = JSON.stringify([gain.sort(), lose.sort(), deals === undefined]);
    const one = same.get(key) ?? { names: [], gain, lose, deals: deals === undefined ? undefined : 0 };
    one.names.push(nameOf(owner));
    if (one.deals !== undefined) one.deals += deals ?? 0;
    same.set(key, one);
  }
  const sentences = [...same.values()].map(({ names, gain, lose, deals }) => {
    const whose = t("sight.whose", { names: list.format(names.sort()) });
    const those = deals === undefined ? t("sight.all", { whose }) : deals === 0 ? t("sight.noneOpen", { whose }) : t("sight.deals", { whose, n: deals });
    const gains = gain.length > 0 ? t("sight.gain", { who: list.format(gain), deals: those }) : "";
    const loses = lose.length > 0 ? (gains ? t("sight.lose", { who: list.format(lose) }) : t("sight.loseOnly", { who: list.format(lose), deals: those })) : "";
    return gains && loses ? t("sight.both", { gain: gains, lose: loses }) : t("sight.one", { gain: gains || loses });
  });
  return sentences.length > most ? [...sentences.slice(0, most), t("sight.more", { n: sentences.length - most })] : sentences;
}
