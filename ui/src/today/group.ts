// Which next steps belong where: by job, and by how soon. The server has marked them; the
// week is only where its Sunday falls.
import type { Card, NextMark, Process } from "../api/types";
import { addDays, type Day } from "../i18n/format";

/** In the order of how loud they are: what has no day stands still, and is as loud as what is overdue. */
export const groups = ["overdue", "none", "today", "week", "later"] as const;
export type Group = (typeof groups)[number];

/** The Sunday of a day's week. */
export function endOfWeek(today: Day): Day {
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay();
  return addDays(today, (7 - weekday) % 7);
}

/** Where a next step stands. */
export function groupOf({ next }: Pick<Card, "next">, today: Day): Group {
  if (next.mark !== "later") return next.mark;
  return next.due && next.due <= endOfWeek(today) ? "week" : "later";
}

export type Column = { key: string; name: string; question?: string; groups: ReadonlyMap<Group, readonly Card[]>; marks: ReadonlyMap<NextMark, number> };

/** The jobs with their deals. Deals of a process that is not known yet wait. */
export function columnsOf(cards: readonly Card[], processes: ReadonlyMap<string, Process>, jobs: Process["jobs"], today: Day): Column[] {
  const jobOf = (card: Card) => processes.get(card.process)?.steps.find(({ key }) => key === card.step)?.job;
  const all = [...jobs];
  for (const card of cards) {
    const job = jobOf(card);
    if (!job || all.some(({ key }) => key === job)) continue;
    const found = processes.get(card.process)?.jobs.find(({ key }) => key === job);
    if (found) all.push(found);
  }
  return all.map((job) => {
    const own = cards.filter((card) => jobOf(card) === job.key);
    const byGroup = new Map<Group, Card[]>();
    const marks = new Map<NextMark, number>();
    for (const card of own) {
      const group = groupOf(card, today);
      const list = byGroup.get(group) ?? [];
      list.push(card);
      byGroup.set(group, list);
      marks.set(card.next.mark, (marks.get(card.next.mark) ?? 0) + 1);
    }
    return { key: job.key, name: job.name, ...(job.question ? { question: job.question } : {}), groups: byGroup, marks };
  });
}
