// The board by keyboard: arrows go from card to card, `[` and `]` move the deal.
import { type KeyboardEvent, useState } from "react";
import type { Store } from "../api/store";
import type { Card } from "../api/types";
import { type Act, useActs } from "../parts/act";
import { type Laid, title } from "./filter";
import type { Moving } from "./moving";
import { t } from "./t";

type Keys = {
  steps: readonly string[];
  laid: ReadonlyMap<string, Laid>;
  cursor: string | undefined;
  reveal: (id: string) => void;
  store: Store<Card>;
  moving: Moving;
  fixed: boolean;
  choose: (id: string) => void;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  /** On a phone: the only step that is shown. */
  shown: string | undefined;
  onStep: (step: string) => void;
};

/** The card that lies in some direction; undefined at the edge. */
export function neighbour(
  way: "down" | "up" | "left" | "right",
  at: Pick<Card, "id" | "step"> | undefined,
  steps: readonly string[],
  laid: ReadonlyMap<string, Laid>,
): string | undefined {
  const of = (step: string | undefined) => (step === undefined ? [] : (laid.get(step)?.ids ?? []));
  if (!at) return of(steps.find((step) => of(step).length > 0))[0];
  const row = of(at.step).indexOf(at.id);
  if (way === "down" || way === "up") return of(at.step)[row + (way === "down" ? 1 : -1)];
  const by = way === "right" ? 1 : -1;
  for (let i = steps.indexOf(at.step) + by; i >= 0 && i < steps.length; i += by) {
    const ids = of(steps[i]);
    if (ids.length > 0) return ids[Math.min(Math.max(row, 0), ids.length - 1)];
  }
  return undefined;
}

export function useBoardKeys(k: Keys) {
  const [open, setOpen] = useState<string>();
  const card = k.cursor ? k.store.get(k.cursor) : undefined;
  const to = (way: Parameters<typeof neighbour>[0]) => {
    const id = neighbour(way, card, k.steps, k.laid);
    if (!id) return;
    const step = k.store.get(id)?.step;
    if (k.shown && step && step !== k.shown) k.onStep(step);
    k.reveal(id);
  };
  /** The step that is one on or one back. */
  const beside = (by: 1 | -1) => card && k.steps[k.steps.indexOf(card.step) + by];
  const move = (by: 1 | -1) => {
    const step = beside(by);
    if (!card || !step) return;
    k.moving.go(card.id, step, undefined);
    k.reveal(card.id);
  };
  // Without a card in focus the keys for one are told of and rest.
  const rests = card ? {} : { told: t("keys.onCard") };
  const named = card ? { detail: title(card) } : {};
  const acts: Act[] = [
    { id: "card.down", title: t("keys.down"), keys: "j", hidden: true, run: () => to("down") },
    { id: "card.up", title: t("keys.up"), keys: "k", hidden: true, run: () => to("up") },
    { id: "card.open", title: t("keys.open"), keys: "Enter", told: "", ...rests, run: () => {} },
  ];
  if (!k.fixed) {
    if (!card || beside(1)) acts.push({ id: "deal.on", title: t("keys.on"), ...named, ...rests, keys: "]", icon: "arrow", run: () => move(1) });
    if (!card || beside(-1)) acts.push({ id: "deal.back", title: t("keys.back"), ...named, ...rests, keys: "[", icon: "back", run: () => move(-1) });
    acts.push(
      { id: "deal.menu", title: t("keys.menu"), ...named, ...rests, keys: "m", icon: "pipeline", run: () => card && setOpen(card.id) },
      { id: "deal.next", title: t("keys.next"), ...named, ...rests, keys: "s", icon: "calendar", run: () => card && k.moving.ask(card.id) },
      { id: "deal.choose", title: t("keys.choose"), ...rests, keys: "x", hidden: true, run: () => card && k.choose(card.id) },
    );
  }
  if (k.chosen.size > 0) acts.push({ id: "deal.unchoose", title: t("keys.clear"), keys: "Escape", hidden: true, run: () => k.onChoose(new Set()) });
  useActs(acts);
  const arrows = { ArrowDown: "down", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right" } as const;
  return {
    open,
    show: setOpen,
    shut: () => {
      setOpen(undefined);
      if (k.cursor) k.reveal(k.cursor);
    },
    press: (e: KeyboardEvent<HTMLElement>) => {
      const target = e.target as HTMLElement;
      if (!target.closest("[data-card]") || e.metaKey || e.ctrlKey || e.altKey || e.defaultPrevented) return;
      if (e.key in arrows) to(arrows[e.key as keyof typeof arrows]);
      else if (e.key === " " && card && !k.fixed && target.tagName === "A") k.choose(card.id);
      else return;
      e.preventDefault();
      e.stopPropagation();
    },
  };
}
