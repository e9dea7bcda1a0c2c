// What a drop on a step would meet, in a few words.
import type { Moves, Refusal, Strength } from "../api/types";
import { won } from "../move/plan";
import { t } from "./t";

export type Hint = { words: string; strengths: readonly Strength[]; stops: boolean };

const order = ["impossible", "gate", "advice"] as const;

/** The hint for each step and way out, as seen from where the deal stands. */
export function hintOf(to: string, from: string, steps: readonly string[], moves: Moves | undefined): Hint {
  const plain = (words: string, stops = false): Hint => ({ words, strengths: [], stops });
  const dest = steps.indexOf(to);
  const at = steps.indexOf(from);
  if (dest === at) return plain(t("hint.here"));
  if (dest < at) return plain(t("hint.back"));
  if (!moves) return plain(t("hint.asking"));
  return meets(moves.steps[to] ?? null);
}

/** What a refusal amounts to; null would pass. */
export function meets(refusal: Refusal | null): Hint {
  const missing = refusal?.missing ?? [];
  const strengths = order.filter((strength) => missing.some((lack) => lack.strength === strength));
  if (missing.length === 0) return { words: t("hint.pass"), strengths, stops: false };
  const hard = missing.filter((lack) => lack.strength !== "advice");
  if (hard.length === 0) return { words: t("hint.advised", { n: missing.length }), strengths, stops: true };
  const [only] = hard;
  if (hard.length === 1 && missing.length === 1 && only?.strength === "impossible") {
    if (only.evidence === "offer") return { words: t(refusal?.to === won ? "hint.accept" : "hint.offer"), strengths, stops: true };
    if (only.evidence === "concerns") return { words: t("hint.concern"), strengths, stops: true };
  }
  return { words: t("hint.missing", { n: missing.length }), strengths, stops: true };
}
