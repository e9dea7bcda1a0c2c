// The board: steps under their jobs, cards that move by mouse, finger and keyboard. A
// move is shown at once; what it lacks opens beside the step it was meant for.
import { type ReactNode, Suspense, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useToday } from "../api/session";
import type { Store } from "../api/store";
import type { BoardPage, Card, Member } from "../api/types";
import { useNarrow } from "../parts/float";
import { MenuBox, type MenuItem } from "../parts/menu";
import { MovePanel, NextPanel } from "./later";
import { CardBox } from "./card";
import { refresh } from "./cards";
import { Column, type Reach } from "./column";
import { BoardContext, type BoardState, Spot } from "./context";
import { useDragging, useDrop } from "./drag";
import { addUp, type Laid, title } from "./filter";
import { JobHead } from "./head";
import { hintOf, meets } from "./hint";
import { moveItems, useMoves, useOuts } from "./moves";
import { useBoardKeys } from "./keys";
import { Steps } from "./phone";
import { t } from "./t";
import { type Moving, useMoving } from "./moving";
import { Banner } from "../parts/say";
import { Button } from "../parts/button";

export type BoardProps = {
  page: BoardPage;
  store: Store<Card>;
  laid: ReadonlyMap<string, Laid>;
  members: ReadonlyMap<string, Member>;
  fixed: boolean;
  narrowed: boolean;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
  /** On a phone: the step that is shown. */
  step: string;
  onStep: (step: string) => void;
  /** Shown instead of steps without a deal. */
  empty: ReactNode;
};

const nothing: Laid = { ids: [], sums: [], over: 0 };

export function Board(props: BoardProps) {
  const { page, store, laid, fixed, chosen, onChoose, onOpen } = props;
  const narrow = useNarrow();
  const today = useToday();
  const steps = useMemo(() => page.columns.map((column) => column.step), [page.columns]);
  const names = useMemo(() => new Map(page.columns.map((column) => [column.step, column.name])), [page.columns]);
  const [cursor, setCursor] = useState<string>();
  const [dragged, setDragged] = useState<{ id: string; from: string }>();
  const [spots] = useState(() => ({ cursor: new Spot(), away: new Spot() }));
  const reach = useRef(new Map<string, Reach>());
  const moving = useMoving(store, steps, names);
  const moves = useMoves(dragged?.id);
  useDragging({
    start: (id, from) => setDragged({ id, from }),
    end: () => setDragged(undefined),
    drop: (id, to) => moving.go(id, to, moves),
  });
  const reveal = useReveal(store, reach.current, setCursor);
  const shown = narrow ? (steps.includes(props.step) ? props.step : (steps.find((step) => (laid.get(step)?.ids.length ?? 0) > 0) ?? steps[0])) : undefined;
  const choose = useCallback(
    (id: string) => {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      onChoose(next);
    },
    [chosen, onChoose],
  );
  const menu = useBoardKeys({ steps, laid, cursor, reveal, store, moving, fixed, choose, chosen, onChoose, shown, onStep: props.onStep });
  // Not part of what makes the state anew, or every change would draw every card again.
  const stop = cursor && store.get(cursor) ? cursor : firstOf(steps, laid);
  const away = moving.held?.id ?? dragged?.id;
  useLayoutEffect(() => {
    spots.cursor.put(stop);
    spots.away.put(away);
  }, [spots, stop, away]);
  const state = useMemo<BoardState>(
    () => ({
      today,
      members: props.members,
      names,
      fixed,
      narrow,
      chosen,
      cursor: spots.cursor,
      setCursor,
      choose,
      open: onOpen,
      menu: menu.show,
      away: spots.away,
    }),
    [today, props.members, names, fixed, narrow, chosen, spots, choose, onOpen, menu.show],
  );
  const heldCard = moving.held && store.get(moving.held.id);
  const bare = !moving.held && !!props.empty && steps.every((step) => !laid.get(step)?.ids.length);
  const columns = shown ? page.columns.filter((column) => column.step === shown) : page.columns;
  return (
    <BoardContext value={state}>
      {moving.trouble && <TroubleBanner trouble={moving.trouble} />}
      <p className="sr" role="status" aria-live="polite">
        {moving.said}
      </p>
      {bare ? (
        props.empty
      ) : (
        <>
          {shown && <Steps columns={page.columns} laid={laid} shown={shown} onStep={props.onStep} />}
          <div className={`pipeline-board ${dragged ? "dragging" : ""}`} style={{ "--n": columns.length } as React.CSSProperties} onKeyDown={menu.press}>
            {!shown && page.jobs.map((job) => <Job key={job.key} job={job} page={page} laid={laid} />)}
            {columns.map((column) => (
              <Column
                key={column.step}
                column={column}
                laid={laid.get(column.step) ?? nothing}
                store={store}
                sent={!page.more}
                fixed={fixed}
                narrowed={props.narrowed}
                reach={reach.current}
                hint={dragged && hintOf(column.step, dragged.from, steps, moves)}
                held={heldCard && moving.held?.to === column.step ? <CardBox card={heldCard} held /> : null}
              />
            ))}
            {dragged && <Outs from={dragged.from} moves={moves} page={page} />}
          </div>
        </>
      )}
      <Opened moving={moving} store={store} reach={reach.current} reveal={reveal} />
      {menu.open && <MoveMenu id={menu.open} page={page} store={store} steps={steps} onGo={(to) => moving.go(menu.open!, to, undefined)} onClose={menu.shut} onChoose={choose} onNext={moving.ask} onOpen={onOpen} />}
    </BoardContext>
  );
}

/** Brings a card into sight and gives it the focus. */
function useReveal(store: Store<Card>, reach: ReadonlyMap<string, Reach>, setCursor: (id: string) => void) {
  return useCallback(
    (id: string) => {
      const card = store.get(id);
      if (!card) return;
      setCursor(id);
      reach.get(card.step)?.show(id);
      // A card that was out of sight is in the document only after the scroll.
      let tries = 4;
      const focus = () => {
        const link = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] a`);
        if (link) link.focus({ preventScroll: true });
        else if (tries-- > 0) requestAnimationFrame(focus);
      };
      requestAnimationFrame(focus);
    },
    [store, reach, setCursor],
  );
}

/** What a move has opened beside its step: what is missing, or the question for what is next. */
function Opened({ moving, store, reach, reveal }: { moving: Moving; store: Store<Card>; reach: ReadonlyMap<string, Reach>; reveal: (id: string) => void }) {
  const { held, asks } = moving;
  const at = (id: string | undefined) => reach.get(store.get(id ?? "")?.step ?? "")?.element;
  return (
    <Suspense>
      {held && (
        <MovePanel
          key={`${held.id} ${held.to}`}
          deal={held.id}
          to={held.to}
          beside={reach.get(held.to)?.element ?? at(held.id)}
          onClose={() => {
            moving.settle();
            reveal(held.id);
          }}
          onDone={() => {
            moving.settle();
            refresh([held.id]);
            reveal(held.id);
          }}
        />
      )}
      {asks && (
        <NextPanel
          key={asks}
          deal={asks}
          store={store}
          beside={at(asks)}
          onClose={() => {
            moving.unask();
            reveal(asks);
          }}
        />
      )}
    </Suspense>
  );
}

function firstOf(steps: readonly string[], laid: ReadonlyMap<string, Laid>): string | undefined {
  for (const step of steps) {
    const id = laid.get(step)?.ids[0];
    if (id) return id;
  }
  return undefined;
}

function Job({ job, page, laid }: { job: BoardPage["jobs"][number]; page: BoardPage; laid: ReadonlyMap<string, Laid> }) {
  const mine = page.columns.filter((column) => column.job === job.key);
  if (mine.length === 0) return null;
  const all = page.more
    ? mine.map(({ sums, count }) => ({ ids: { length: count } as readonly string[], sums: addUp([sums]), over: 0 }))
    : mine.map(({ step }) => laid.get(step) ?? nothing);
  return <JobHead job={job} span={mine.length} laid={all} />;
}

/** The ways out, at the foot of the board while a card is held. */
function Outs({ page, moves, from }: { page: BoardPage; moves: ReturnType<typeof useMoves>; from: string }) {
  const { outs, win } = useOuts(page.process.id, page, from);
  return (
    <div className="pipeline-outs">
      {win && <Out to="won" name={win} hint={moves ? meets(moves.win).words : ""} tone="good" />}
      {outs.map(({ key, name }) => (
        <Out key={key} to={key} name={name} />
      ))}
    </div>
  );
}

function Out({ to, name, hint, tone = "" }: { to: string; name: string; hint?: string; tone?: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const over = useDrop(ref, to, true);
  return (
    <div ref={ref} className={`pipeline-out ${over ? "over" : ""} ${tone}`}>
      <b>{name}</b>
      {hint && <span className="micro">{hint}</span>}
    </div>
  );
}

function MoveMenu(props: { id: string; page: BoardPage; store: Store<Card>; steps: readonly string[]; onGo: (to: string) => void; onClose: () => void; onChoose: (id: string) => void; onNext: (id: string) => void; onOpen: (id: string) => void }) {
  const card = props.store.get(props.id);
  const anchor = useRef<HTMLElement>(document.querySelector<HTMLElement>(`[data-card="${CSS.escape(props.id)}"]`));
  const moves = useMoves(props.id);
  const { outs, win } = useOuts(props.page.process.id, props.page, card?.step ?? "");
  if (!card) return null;
  const first: MenuItem[] = [
    { id: "open", label: t("act.open"), icon: "arrow", keys: "Enter", group: t("move.deal"), run: () => props.onOpen(card.id) },
    { id: "next", label: t("act.next"), icon: "calendar", keys: "s", run: () => props.onNext(card.id) },
    { id: "choose", label: t("act.choose"), icon: "check", keys: "x", run: () => props.onChoose(card.id) },
  ];
  const items = moveItems({ card, columns: props.page.columns, steps: props.steps, moves, outs, win, go: props.onGo, first });
  return <MenuBox label={`${t("move.to")} ${title(card)}`} items={items} anchor={anchor} onClose={props.onClose} />;
}

function TroubleBanner({ trouble }: { trouble: NonNullable<ReturnType<typeof useMoving>["trouble"]> }): ReactNode {
  return (
    <Banner tone="late" act={trouble.again && <Button onClick={trouble.again}>{t("move.again")}</Button>}>
      {trouble.words}
    </Banner>
  );
}

