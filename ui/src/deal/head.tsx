// The headline: what it is worth, what comes next, the chance, and the acts.
import { useEffect, useState } from "react";
import { useFormats, useMay, useToday } from "../api/session";
import type { DealPage, Exit, Moves } from "../api/types";
import type { Day } from "../i18n/format";
import { useActs, type Act } from "../parts/act";
import { Button, ButtonLink, IconButton } from "../parts/button";
import { Celebrate } from "../parts/celebrate";
import { DateField } from "../parts/date-field";
import { Popover } from "../parts/float";
import { Icon } from "../parts/icon";
import { StepMark } from "../parts/mark";
import { Menu, type MenuItem } from "../parts/menu";
import { Figure } from "../parts/number";
import { Banner, Chip } from "../parts/say";
import { hereOf, nextOf } from "./path";
import { named, t } from "./t";
import { Trouble } from "./trouble";
import { useDeal, useDo, useName } from "./use";

/** Where the chief act leads: the next step, or to winning after the last. */
export const onward = (page: DealPage): { to: string; action: string } => {
  const next = nextOf(page);
  return next ? { to: next.key, action: next.action } : { to: "won", action: page.win.action };
};

/** What an advance would meet; null where it passes, undefined while it is not known. */
export const wall = (moves: Moves | undefined, to: string) => (moves ? (to === "won" ? moves.win : (moves.steps[to] ?? null)) : undefined);

export function Headline({ moves, onAsOf }: { moves: Moves | undefined; onAsOf: (day: Day | undefined) => void }) {
  const { page, fixed } = useDeal();
  const f = useFormats();
  const today = useToday();
  const { deal } = page;
  const live = deal.status === "open";
  return (
    <div className="deal-head">
      <span className={`figure ${deal.value.minor ? "" : "faint"}`}>{deal.value.minor ? f.money(deal.value) : t("head.noValue")}</span>
      {live && <NextChip />}
      {live && <Chance />}
      {deal.close_date && live && (
        <span className="wide">
          {t("head.expected", { day: f.date(deal.close_date, today) })}
          {(deal.pushes ?? 0) > 0 && <span className="due"> {t("head.pushes", { n: deal.pushes ?? 0 })}</span>}
        </span>
      )}
      <span className="grow" />
      <AsOf onAsOf={onAsOf} />
      {!fixed && live && <Acts moves={moves} />}
      {!fixed && !live && <Ended />}
    </div>
  );
}

/** The next step's mark with its day and words; a press goes to it. */
function NextChip() {
  const { page, plan } = useDeal();
  const f = useFormats();
  const today = useToday();
  const { mark, kind, due, time, text } = page.next;
  const tone = ({ overdue: "late", today: "due", later: "plain", none: "void" } as const)[mark];
  const when = due ? [f.dayShort(due, today), time].filter(Boolean).join(" ") : t("next.none");
  return (
    <button type="button" className="chip-button" onClick={plan}>
      <Chip tone={tone} mark={<StepMark state={mark} />}>
        <span className="cut">{[when, text || named("kind", kind).toLowerCase()].filter(Boolean).join(", ")}</span>
      </Chip>
    </button>
  );
}

/** The template's prior, and said to be one. */
function Chance() {
  const { page } = useDeal();
  const f = useFormats();
  if (!page.chance) return null;
  return (
    <span className="small dim nowrap">
      <Figure
        about={{
          name: t("chance.name"),
          definition: t("chance.definition", { step: hereOf(page)?.name ?? "", process: page.process.name }),
        }}
      >
        {t("chance", { chance: f.chance(page.chance / 100) })}
      </Figure>
    </span>
  );
}

/** The day as of which the deal is shown. */
function AsOf({ onAsOf }: { onAsOf: (day: Day | undefined) => void }) {
  const { asOf } = useDeal();
  const f = useFormats();
  const today = useToday();
  return (
    <Popover
      label={t("asOf.label")}
      place={{ align: "end" }}
      trigger={
        <button type="button" className="btn quiet as-of-button" aria-label={asOf ? t("asOf.day", { day: f.date(asOf, today) }) : t("asOf.today")}>
          <Icon name="history" />
          <span className="wide">{asOf ? t("asOf.day", { day: f.date(asOf, today) }) : t("asOf.today")}</span>
        </button>
      }
    >
      {(close) => (
        <div className="as-of stack">
          <DateField
            label={t("asOf.label")}
            max={today}
            value={asOf ?? today}
            hint={t("asOf.hint")}
            onChange={(day) => {
              if (!day || day > today) return;
              onAsOf(day === today ? undefined : day);
            }}
          />
          <div className="row">
            <Button onClick={close}>{t("asOf.done")}</Button>
            {asOf && (
              <Button look="quiet" onClick={() => (onAsOf(undefined), close())}>
                {t("asOf.back")}
              </Button>
            )}
          </div>
        </div>
      )}
    </Popover>
  );
}

const inJob = (page: DealPage) => (exit: Exit) => !exit.jobs?.length || exit.jobs.includes(hereOf(page)?.job ?? "");

/** The exit with a day of return: the one that parks. */
const parking = (page: DealPage) => page.exits.find(({ dated }) => dated);

function Acts({ moves }: { moves: Moves | undefined }) {
  const { page, go } = useDeal();
  const { to, action } = onward(page);
  const advance = useAdvance(moves);
  const back = page.path.slice(0, page.path.findIndex(({ key }) => key === page.deal.step)).filter(({ state }) => state !== "not_used");
  const ahead = page.path.slice(page.path.findIndex(({ key }) => key === to) + 1).filter(({ state }) => state === "ahead");
  const park = parking(page);
  const exits = page.exits.filter(inJob(page));
  const lacking = wall(moves, to)?.missing.length ?? 0;
  const manages = useMay("manage");
  const wholes: Act[] = [
    { id: "deal.merge", title: t("merge"), icon: "link", words: t("words.merge"), run: () => go("do:merge") },
    ...(manages ? [{ id: "deal.transfer", title: t("transfer"), icon: "process", words: t("words.transfer"), run: () => go("do:transfer") } satisfies Act] : []),
  ];

  useActs([
    { id: "deal.advance", title: action, detail: page.organisation?.name ?? page.deal.name, keys: "]", icon: "arrow", words: t("words.advance"), run: advance.run },
    ...(back.length > 0 ? [{ id: "deal.return", title: t("act.return"), keys: "[", icon: "back", words: t("words.return"), run: () => go(back.at(-1)!.key) } satisfies Act] : []),
    ...exits.map<Act>((exit) => ({ id: `deal.exit.${exit.key}`, title: t("act.exit", { exit: exit.name }), icon: exit.dated ? "park" : "leave", run: () => go(exit.key) })),
    { id: "deal.win", title: page.win.action, icon: "flag", run: () => go("won") },
    ...wholes,
  ]);

  const items: MenuItem[] = [
    ...ahead.map<MenuItem>((step, i) => ({
      id: step.key,
      label: step.name,
      icon: "arrow",
      end: <Meets moves={moves} to={step.key} />,
      run: () => go(step.key),
      ...(i === 0 && { group: t("menu.jump") }),
    })),
    ...(to === "won" ? [] : [{ id: "won", label: page.win.action, icon: "flag" as const, end: <Meets moves={moves} to="won" />, run: () => go("won") }]),
    ...back.map<MenuItem>((step, i) => ({ id: step.key, label: step.name, icon: "back", run: () => go(step.key), ...(i === 0 && { group: t("menu.return"), rule: true }) })),
    ...exits.map<MenuItem>((exit, i) => ({
      id: exit.key,
      label: exit.name,
      icon: exit.dated ? "park" : "leave",
      run: () => go(exit.key),
      ...(i === 0 && { group: t("menu.exit"), rule: true }),
    })),
    ...wholes.map<MenuItem>(({ id, title, icon, run }, i) => ({ id, label: title, ...(icon && { icon }), run, ...(i === 0 && { group: t("menu.more"), rule: true }) })),
  ];
  return (
    <>
      <div className="deal-acts">
        {back.length > 0 && (
          <Button className="wide" onClick={() => go(back.at(-1)!.key)}>
            {t("act.return")}
          </Button>
        )}
        {park && (
          <Button className="wide" onClick={() => go(park.key)}>
            {t("act.park")}
          </Button>
        )}
        <Button look="primary" keys="]" busy={advance.busy} onClick={advance.run}>
          {action}
          {lacking > 0 && <span className="lacking">{t("head.lacking", { n: lacking })}</span>}
        </Button>
        <Menu label={t("menu.all")} place={{ align: "end" }} items={items} trigger={<IconButton icon="more" label={t("menu.all")} look="plain" />} />
      </div>
      {advance.error !== undefined && <Trouble error={advance.error} />}
    </>
  );
}

const Meets = ({ moves, to }: { moves: Moves | undefined; to: string }) => {
  const no = wall(moves, to);
  if (no === undefined) return null;
  return no === null ? <span className="good">{t("meets.passes")}</span> : <span>{t("meets.lacks", { n: no.missing.length })}</span>;
};

/** Goes on at once where nothing is missing; else opens the panel that holds what is. */
function useAdvance(moves: Moves | undefined) {
  const { page, old, go, show, plan } = useDeal();
  const { to } = onward(page);
  const move = useDo<{ to: string }>("move", {
    shows: (body) => (now) => ({
      ...now,
      deal: { ...now.deal, step: body.to },
      days: 0,
      path: now.path.map((step) =>
        step.key === body.to ? { ...step, state: "here" as const, visits: step.visits + 1, days: 0 } : step.key === now.deal.step ? { ...step, state: "done" as const } : step,
      ),
    }),
    after: (done, body) => {
      show(body.to);
      document.querySelector(".deal-head")?.scrollIntoView({ block: "center", behavior: "smooth" });
      if (done.ask_next) plan();
    },
  });
  const act = () => {
    if (to === "won" || wall(moves, to) !== null) go(to);
    else void move.run({ to });
  };
  // Pressed right after something was done, it goes on from where that has led.
  const [waits, wait] = useState(false);
  const unsettled = old || move.busy;
  useEffect(() => {
    if (!waits || unsettled) return;
    wait(false);
    if (page.deal.status === "open") act();
    // Once, when what was done has been answered.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [waits, unsettled]);
  const run = () => (unsettled ? wait(true) : act());
  return { run, busy: move.busy || waits, error: move.error };
}

/** A deal that has left the pipeline can come back, with a reason; one that was won is put right. */
function Ended() {
  const { page, go } = useDeal();
  const manages = useMay("manage");
  const { status } = page.deal;
  const corrects = status === "won" && manages;
  const correct: Act = { id: "deal.correct", title: t("correct"), icon: "log", words: t("words.correct"), run: () => go("do:correct") };
  useActs(corrects ? [correct] : []);
  if (corrects) {
    return (
      <Menu
        label={t("menu.more")}
        place={{ align: "end" }}
        items={[{ id: "correct", label: t("correct"), icon: "log", run: correct.run }]}
        trigger={<IconButton icon="more" label={t("menu.more")} look="plain" />}
      />
    );
  }
  if (status === "won" || status === "withdrawn") return null;
  return (
    <Button look="primary" onClick={() => go("do:reopen")}>
      {status === "parked" ? t("act.unpark") : t("act.reopen")}
    </Button>
  );
}

/** What is to be known of the deal as a whole: a past day, how it ended. */
export function Banners({ onNow }: { onNow: () => void }) {
  const { page, asOf } = useDeal();
  const f = useFormats();
  const today = useToday();
  const name = useName();
  const { deal } = page;
  const exit = page.exits.find(({ key }) => key === deal.status);
  const reason = exit?.reasons?.find(({ key }) => key === deal.end?.reason)?.name;
  return (
    <>
      {asOf && (
        <Banner tone="due" icon="history" act={<Button onClick={onNow}>{t("asOf.back")}</Button>}>
          {t("asOf.banner", { day: f.day(asOf, today) })}
        </Banner>
      )}
      {deal.merged && (
        <Banner icon="link" act={<ButtonLink href={`/deals/${deal.merged}`}>{t("merged.open")}</ButtonLink>}>
          {t("merged")}
        </Banner>
      )}
      {deal.end && deal.status !== "won" && !deal.merged && (
        <Banner icon={exit?.dated ? "park" : "leave"}>
          <b>{exit?.name ?? deal.status}</b>{" "}
          {[
            t("ended.by", { day: f.date(f.dayOf(deal.end.at), today), who: name(deal.end.by) || t("actor.system") }),
            reason,
            deal.end.to && t("ended.to", { to: deal.end.to }),
            deal.end.until && t("ended.until", { day: f.day(deal.end.until, today) }),
            deal.end.note,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Banner>
      )}
    </>
  );
}

/** The small celebration, and by whom it was signed. */
export function Won() {
  const { page } = useDeal();
  const f = useFormats();
  const today = useToday();
  const { deal } = page;
  const [fresh] = useState(deal.end ? Date.now() * 1000 - deal.end.at < 60_000_000 : false);
  if (deal.status !== "won" || !deal.end) return null;
  const words = t("won.words", { value: f.money(deal.value), day: f.date(f.dayOf(deal.end.at), today) });
  return (
    <div className="won">
      {fresh ? (
        <Celebrate>{words}</Celebrate>
      ) : (
        <>
          <StepMark state="done" quiet />
          <b className="good">{words}</b>
        </>
      )}
      {deal.end.signed && <span className="small dim">{t("won.signed", { who: deal.end.signed })}</span>}
    </div>
  );
}
