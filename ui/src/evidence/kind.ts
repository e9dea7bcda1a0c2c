// What a checkpoint is asked with. Nothing here knows a checkpoint by name.
import type { Influence, Point } from "../api/types";

/** An answer that is one value. */
export type Answer = { kind: "text" | "number" | "money" | "date" | "document" } | { kind: "choice"; choices: { key: string; name: string }[] };
/** The input that a checkpoint takes. */
export type Input =
  | Answer
  | { kind: "confirm" | "raise" | "settle" | "score" | "accept" }
  | { kind: "facts"; names: string[] }
  | { kind: "activity"; outcome: Outcome }
  | { kind: "person"; influence: Influence[] }
  | { kind: "offer"; wants: Wants }
  | { kind: "none" };
export type Outcome = "held" | "agreed" | "attempted" | "planned";
/** What of an offer is asked for. */
export type Wants = "delivered" | "answers" | "decision";

/** The facts of a deal that a person can be asked for in place. */
export const askable = ["organisation", "person", "role", "value", "source", "method", "close_date"];
const named: Record<string, string> = { closeDate: "close_date", closedate: "close_date" };

/** The facts that a rule speaks of ("deal.organisation || deal.role"), where they can be asked for. */
export function factsOf(rule: string): string[] {
  const found = [...rule.matchAll(/\bdeal\.([a-z_]+)/gi)].map(([, name]) => named[name!] ?? name!);
  return [...new Set(found)].filter((name) => askable.includes(name));
}

/** The input that a checkpoint's evidence takes; what is known already is not asked for. */
export function inputOf(point: Point, lacks: string | undefined = point.lacks): Input {
  if (lacks === "confirmation") return { kind: "confirm" };
  if (lacks === "influence") return { kind: "person", influence: point.influence ?? [] };
  switch (point.evidence) {
    case "answer":
      return answerOf(point);
    case "person":
      return point.answer ? answerOf(point) : { kind: "person", influence: point.influence ?? [] };
    case "activity":
      return { kind: "activity", outcome: point.outcome ?? "held" };
    case "offer":
      return point.offer === "accepted" ? { kind: "accept" } : { kind: "offer", wants: point.offer ?? "delivered" };
    case "concerns":
      return { kind: point.concerns === "raised" ? "raise" : "settle" };
    case "document":
      return { kind: "document" };
    case "confirmation":
      return { kind: "confirm" };
    case "score":
      return { kind: "score" };
    case "rule": {
      const names = factsOf(point.rule ?? "");
      return names.length ? { kind: "facts", names } : { kind: "none" };
    }
  }
}

function answerOf(point: Point): Input {
  if (point.fact) return { kind: "facts", names: [point.fact] };
  if (point.answer === "choice") return { kind: "choice", choices: (point.choices ?? []).filter(({ retired }) => !retired) };
  return { kind: point.answer ?? "text" };
}

/** Whether one field is all that it takes. */
export const isShort = (input: Input): boolean =>
  ["text", "document", "number", "money", "date", "choice"].includes(input.kind) || (input.kind === "facts" && input.names.length === 1);

/** Whether its input has the press that notes it, and the form around it needs none. */
export const notesItself = (input: Input): boolean => isDone(input) || input.kind === "settle" || input.kind === "accept";

/** Whether it logs something that has been done, which can be said without a word about it. */
export const isDone = (input: Input): boolean => input.kind === "activity" && (input.outcome === "held" || input.outcome === "attempted");
