// A checkpoint in words: what would answer it, and on what terms. The process's text has
// short names for this; people read sentences.
import type { Checkpoint } from "../api/types";
import { named, t } from "./t";

/** The words of a list: "decides, signs or influences". */
const either = (all: readonly string[]): string =>
  all.length < 2 ? (all[0] ?? "") : t("or", { first: all.slice(0, -1).join(", "), last: all.at(-1)! });

/** What would answer a checkpoint. */
export function evidenceWords(point: Checkpoint): string {
  const { evidence } = point;
  if (evidence === "answer" && point.fact) return t("evidence.fact", { fact: named("fact", point.fact) });
  if (evidence === "answer") return named("answer", point.answer ?? "text");
  if (evidence === "activity") return named("outcome", point.outcome ?? "held");
  if (evidence === "person") {
    const influence = (point.influence ?? []).map((one) => named("influence", one));
    return influence.length > 0 ? t("evidence.personWho", { who: either(influence) }) : t("evidence.person");
  }
  if (evidence === "offer") return named("offer", point.offer ?? "delivered");
  if (evidence === "concerns") return named("concerns", point.concerns ?? "none_open");
  if (evidence === "score") {
    const most = (point.criteria ?? []).reduce((sum, { points }) => sum + points, 0);
    return t("evidence.score", { least: point.threshold ?? 0, most });
  }
  return named("evidence", evidence);
}

/** The terms on which it counts, one sentence each. */
export function termWords(point: Checkpoint, question: (key: string) => string): string[] {
  const days = /^(\d+)d$/.exec(point.valid ?? "")?.[1];
  return [
    point.confirmed && t("term.confirmed"),
    point.valid === "visit" && t("term.visit"),
    days && t("term.days", { n: Number(days) }),
    point.implied_by?.length && t("term.implied", { what: either(point.implied_by.map((key) => `“${question(key)}”`)) }),
    point.approver && t("term.approver", { who: named("role", point.approver) }),
  ].filter((one) => typeof one === "string");
}
