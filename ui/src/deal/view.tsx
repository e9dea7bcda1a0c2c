// The deal itself, as a page of its own and as a panel over a list: the process across
// the top, the open step below it, and all that belongs to the deal.
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../api/client";
import { useFormats, useToday } from "../api/session";
import type { Moves } from "../api/types";
import { useAsk } from "../api/use";
import type { Day } from "../i18n/format";
import { endOfDay } from "../i18n/zone";
import { useActs } from "../parts/act";
import { Button } from "../parts/button";
import { Banner, ErrorBanner } from "../parts/say";
import { ClosePlan } from "./closeplan";
import { Concerns } from "./concerns";
import { CorrectForm } from "./correct";
import { DealFacts } from "./facts";
import { Banners, Headline, Won } from "./head";
import { Lacks, Wrongs } from "./lacks";
import { NextSteps } from "./next";
import { Offers } from "./offers";
import { Path } from "./path";
import { DealPeople } from "./people";
import { MergeForm } from "./merge";
import { ReopenForm } from "./reopen";
import { t } from "./t";
import { Team } from "./team";
import { Story } from "./timeline";
import { Trades } from "./trades";
import { TransferForm } from "./transfer";
import { DealContext, type Known, refresh, useDealPage, useSells } from "./use";
import { Workspace } from "./work";
import "./deal.css";
import "./work.css";
import "./story.css";

const MovePanel = lazy(() => import("../move/panel").then(({ MovePanel }) => ({ default: MovePanel })));

type ViewProps = {
  id: string;
  asOf: Day | undefined;
  onAsOf: (day: Day | undefined) => void;
  /** The step whose workspace is open; where none is named, it is the deal's own. */
  step?: string | undefined;
  onStep: (step: string) => void;
  /** Tells the page around it what it is called. */
  onName?: (name: { organisation: string; deal: string }) => void;
};

export function DealView({ id, asOf, onAsOf, step, onStep, onName }: ViewProps) {
  const f = useFormats();
  const today = useToday();
  const past = asOf && asOf < today ? asOf : undefined;
  const { page, old, error, again, change } = useDealPage(id, past && endOfDay(past, f.manner.zone));
  const sells = useSells();
  const moves = useAsk<Moves>(past ? null : `/api/deals/${encodeURIComponent(id)}/moves`);
  const [going, setGoing] = useState<string>();
  const [planning, setPlanning] = useState(false);
  const seek = useRef<string>(undefined);

  const organisation = page?.organisation?.name;
  const name = page?.deal.name;
  const tell = useRef(onName);
  useEffect(() => {
    tell.current = onName;
  });
  useEffect(() => {
    if (name !== undefined) tell.current?.({ organisation: organisation ?? "", deal: name });
  }, [organisation, name]);

  const show = useCallback(
    (key: string, checkpoint?: string) => {
      seek.current = checkpoint;
      onStep(key);
      if (checkpoint) requestAnimationFrame(() => focusPoint(checkpoint));
    },
    [onStep],
  );
  const go = useCallback((to: string) => setGoing(to), []);
  const plan = useCallback(() => {
    setPlanning(true);
    requestAnimationFrame(() => document.getElementById("deal-next")?.scrollIntoView({ block: "nearest", behavior: "smooth" }));
  }, []);
  const known = useMemo<Known | null>(
    () => (page ? { page, old: old || moves.old, fixed: past !== undefined || !sells, asOf: past, change, again, go, show, plan } : null),
    [page, old, moves.old, past, sells, change, again, go, show, plan],
  );
  useActs(past ? [{ id: "deal.today", title: t("asOf.act"), icon: "history", run: () => onAsOf(undefined) }] : []);

  if (error && !page && past && error instanceof ApiError && error.status === 404) {
    return (
      <Banner tone="due" icon="history" act={<Button onClick={() => onAsOf(undefined)}>{t("asOf.back")}</Button>}>
        {t("asOf.unknown", { day: f.day(past, today) })}
      </Banner>
    );
  }
  if (error && !page) return <ErrorBanner error={error} onRetry={again} />;
  if (!page || !known) return <Loading />;
  const open = page.path.find(({ key, state }) => key === step && state !== "not_used") ?? page.path.find(({ key }) => key === page.deal.step);
  return (
    <DealContext value={known}>
      <div className="deal">
        <Banners onNow={() => onAsOf(undefined)} />
        <Headline moves={moves.data} onAsOf={onAsOf} />
        {going && isWhole(going) && <Whole what={going} onDone={() => setGoing(undefined)} />}
        <Won />
        <Path open={open?.key ?? ""} />
        <div className="deal-columns">
          <div className="deal-main">
            {open && <Workspace key={open.key} step={open} />}
            <Team />
            <div className="two">
              <Concerns />
              <Offers />
            </div>
            <Trades />
            <ClosePlan />
            <Story id={id} until={past} />
          </div>
          <aside className="deal-next" aria-label={t("next")}>
            <NextSteps planning={planning} onPlanning={setPlanning} />
          </aside>
          <aside className="deal-side" aria-label={t("side")}>
            <Lacks moves={moves.data} />
            <Wrongs />
            <DealFacts />
            <DealPeople />
          </aside>
        </div>
      </div>
      {going && !isWhole(going) && (
        <Suspense>
          <MovePanel
            deal={id}
            to={going}
            onClose={() => setGoing(undefined)}
            onDone={() => {
              setGoing(undefined);
              onStep("");
              refresh(id);
            }}
          />
        </Suspense>
      )}
    </DealContext>
  );
}

/** What is done to the deal as a whole, in place; no step or exit has such a key. */
const wholes = { "do:reopen": ReopenForm, "do:correct": CorrectForm, "do:merge": MergeForm, "do:transfer": TransferForm } as const;
const isWhole = (what: string): what is keyof typeof wholes => Object.hasOwn(wholes, what);

function Whole({ what, onDone }: { what: keyof typeof wholes; onDone: () => void }) {
  const Its = wholes[what];
  return <Its onDone={onDone} />;
}

/** Leads the eye and the focus to a checkpoint, once its workspace is drawn. */
function focusPoint(key: string) {
  const box = document.getElementById(`point-${key}`);
  box?.scrollIntoView({ block: "center", behavior: "smooth" });
  box?.focus({ preventScroll: true });
}

function Loading() {
  return (
    <div className="deal" aria-busy="true">
      <p className="sr" role="status">
        {t("loading")}
      </p>
      <div className="ghost head" />
      <div className="ghost path" />
      <div className="ghost body" />
    </div>
  );
}
