// Going on, and winning: everything that is missing, each with the place to supply it,
// and the named act, which records what was typed and moves.
import { Fragment, useEffect, useMemo, useRef, useState } from "react";
import { firstName, managerOf, useMemberIndex } from "../api/members";
import { newKey, send } from "../api/client";
import { ApiError } from "../api/problem";
import type { DealPage, Done, Lack, Refusal } from "../api/types";
import { Button, Kbd } from "../parts/button";
import { TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { ErrorText } from "../parts/say";
import { Line } from "./line";
import { type FormProps, nameOf } from "./form";
import { commandsOf, restOf } from "../evidence/draft";
import { answered, type Draft, type Drafts, metOnTheWay, type Need, needsOf, reasonsOf, recordable, sendable, stepsOn, twinOf, type Way } from "./plan";
import { useFocusKept } from "./focus";
import { Surface } from "./surface";
import { t } from "./t";

type Failure = { key: string; error: unknown };

export function OnForm(props: FormProps & { way: Way }) {
  const { page, moves, to, way, beside, onClose } = props;
  const now: Refusal | null = (way.kind === "win" ? moves?.win : moves?.steps[to]) ?? null;
  const [first, setFirst] = useState<readonly Lack[]>(() => now?.missing ?? []);
  const seen = useMemo(() => merged(first, now?.missing ?? []), [first, now]);
  useEffect(() => setFirst(seen), [seen]);
  const [drafts, setDrafts, sent] = useDraftOf<Drafts>(`move:${page.deal.id}`, none);
  const needs = needsOf(page, now, seen);
  const common = drafts[all]?.why ?? "";
  const typed = typedFor(needs, drafts);
  const left = needs.filter((need) => !answered(need, typed(need), page, common));
  const met = metOnTheWay(page, to).filter(({ key }) => !needs.some((need) => need.key === key && !need.met));
  useFocusKept();
  const doing = useDoing({ ...props, needs, drafts, setDrafts, sent, common });
  const advised = needs.filter(({ met, lack }) => !met && lack.strength === "advice");
  const from = page.path.find((step) => step.key === page.deal.step)?.name ?? "";
  const steps = way.kind === "on" ? stepsOn(page, to) : 0;
  const missing = needs.filter((need) => !need.met).length;
  const lead =
    missing === 0
      ? t(needs.length ? "lead.ready" : "lead.clear")
      : t(missing === advised.length ? "lead.advised" : steps > 1 ? "lead.jump" : "lead.missing", { n: missing, met: met.length, from, steps });
  return (
    <Surface
      beside={beside}
      onClose={onClose}
      title={way.kind === "win" ? t("win.title", { deal: nameOf(page), act: way.action }) : t("on.title", { deal: nameOf(page), step: way.name })}
      lead={lead}
      footer={
        <>
          <Button look="primary" busy={doing.busy} disabled={left.length > 0} title={left.length ? t("still", { n: left.length }) : undefined} onClick={doing.go}>
            {way.action}
          </Button>
          <Button onClick={onClose}>{t("keep")}</Button>
          <span className="hint">
            <Kbd keys="Escape" /> {t("puts")}
          </span>
        </>
      }
    >
      <Lines {...{ page, needs, drafts, doing, steps }} set={(key, change) => setDrafts({ [key]: { ...drafts[key], ...change } })} />
      {advised.length > 1 && (
        <TextField
          label={t("why.rest")}
          hint={t("why.hint")}
          optional
          value={common}
          onChange={(why) => setDrafts({ [all]: { why } })}
        />
      )}
      <Trouble failure={doing.failure} again={props.again} />
      {met.length > 0 && (
        <details>
          <summary>{t("met", { n: met.length, names: shortly(met.map(({ question }) => question)) })}</summary>
          <ul>
            {met.map(({ key, question, given }) => (
              <li key={key}>
                {question} {given?.text && <q className="faint">{given.text}</q>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Surface>
  );
}

/** What was typed for a line: at the line that asks for both, with its own reason. */
const typedFor = (needs: readonly Need[], drafts: Drafts) => (need: Need): Draft | undefined => {
  const twin = twinOf(need, needs);
  if (twin === need) return drafts[need.key];
  const { why, without } = drafts[need.key] ?? {};
  return { ...drafts[twin.key], why, without };
};

const none: Drafts = {};
/** The draft that holds the one reason for all advice. */
const all = "*";

const shortly = (names: readonly string[]) => names.slice(0, 3).join(" ") + (names.length > 3 ? " …" : "");

/** What was missing at first, and what a refusal has added since. */
function merged(first: readonly Lack[], now: readonly Lack[]): readonly Lack[] {
  const known = new Set(first.map(({ checkpoint, field }) => checkpoint ?? field));
  const more = now.filter(({ checkpoint, field }) => !known.has(checkpoint ?? field));
  return more.length ? [...first, ...more] : first;
}

/** The lines, under the heads of their steps where the move goes over several. */
function Lines(props: {
  page: DealPage;
  needs: readonly Need[];
  drafts: Drafts;
  steps: number;
  doing: ReturnType<typeof useDoing>;
  set: (key: string, change: Draft) => void;
}) {
  const { page, needs, drafts, doing } = props;
  const members = useMemberIndex();
  const above = managerOf(members, page.deal.owner);
  const names = new Map(page.path.map((step) => [step.key, step.name]));
  let step = "";
  const typed = typedFor(needs, drafts);
  return needs.map((need) => {
    const head = need.lack.step !== step && need.lack.step ? names.get(need.lack.step) : undefined;
    step = need.lack.step ?? step;
    return (
      <Fragment key={need.key}>
        {head && props.steps > 1 && <p className="move-step">{head}</p>}
        <Line
          need={need}
          page={page}
          draft={typed(need) ?? blank}
          twin={twinOf(need, needs) !== need}
          set={(change) => props.set(need.key, change)}
          above={above && firstName(above.name)}
          busy={doing.at === need.key}
          error={doing.failure?.key === need.key ? doing.failure.error : undefined}
          ready={recordable(need, typed(need), page)}
          onNote={(change) => void doing.note(need, change)}
          onAsk={(why) => void doing.ask(need, why)}
        />
      </Fragment>
    );
  });
}

const blank: Draft = {};

/** An error that belongs to no line: the move's own. */
function Trouble({ failure, again }: { failure: Failure | undefined; again: () => void }) {
  if (!failure || failure.key !== "") return null;
  if (failure.error instanceof ApiError && failure.error.conflict) {
    return (
      <div className="row" role="alert">
        <p className="small late grow">{t("conflict")}</p>
        <Button onClick={again}>{t("look")}</Button>
      </div>
    );
  }
  return <ErrorText error={failure.error} />;
}

const appends = new Set(["give", "confirm", "log", "schedule", "reschedule", "ask", "involve"]);

/** Records what was typed, asks for overrides, and moves. */
function useDoing(
  o: FormProps & {
    way: Way;
    needs: readonly Need[];
    drafts: Drafts;
    common: string;
    setDrafts: (change: Drafts) => void;
    sent: () => void;
  },
) {
  const { page, way, to, needs, drafts } = o;
  const [at, setAt] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  // A command that was not answered keeps its key, so that it is done once.
  const keys = useRef(new Map<string, string>());
  const address = `/api/deals/${encodeURIComponent(page.deal.id)}`;

  // Whoever decides names the version they saw. What only adds spoils no decision.
  const version = useRef(o.moves?.version);
  useEffect(() => {
    version.current = o.moves?.version;
  }, [o.moves?.version]);
  const command = async (name: string, verb: string, body: object): Promise<Done> => {
    const print = `${name} ${verb} ${JSON.stringify(body)}`;
    const key = keys.current.get(print) ?? newKey();
    const decides = !appends.has(verb);
    keys.current.set(print, key);
    try {
      const done = await send<Done>(`${address}/${verb}`, decides ? { ...body, version: version.current } : body, { key });
      keys.current.delete(print);
      if (decides) version.current = done.version ?? version.current;
      return done;
    } catch (error) {
      if (!(error instanceof ApiError && error.unknown)) keys.current.delete(print);
      throw error;
    }
  };
  const under = async (key: string, work: () => Promise<void>) => {
    if (at !== undefined) return;
    setAt(key);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure({ key, error });
    } finally {
      setAt(undefined);
    }
  };
  const record = async (need: Need, draft: Draft) => {
    const commands = need.point ? commandsOf(need.point, draft, page, need.lack.detail) : [];
    for (const { verb, body } of commands) await command(need.key, verb, body);
    o.setDrafts({ [need.key]: restOf(drafts[need.key] ?? {}, commands) });
  };

  return {
    at,
    failure,
    busy: at !== undefined,
    note: (need: Need, change?: Draft) =>
      under(need.key, async () => {
        await record(need, { ...drafts[need.key], ...change });
        o.again();
      }),
    ask: (need: Need, why: string) =>
      under(need.key, async () => {
        await command(need.key, "ask", { checkpoint: need.key, ...(why.trim() ? { why: why.trim() } : {}) });
        o.setDrafts({ [need.key]: {} });
        o.again();
      }),
    go: () =>
      void under("", async () => {
        for (const need of needs) {
          const draft = drafts[need.key];
          // What two lines share is recorded with the first of them.
          if (need.met || !draft || twinOf(need, needs) !== need || !sendable(need, draft, page)) continue;
          try {
            await record(need, draft);
          } catch (error) {
            o.again();
            setAt(undefined);
            setFailure({ key: need.key, error });
            return;
          }
        }
        const reasons = reasonsOf(needs, drafts);
        const body = {
          ...(way.kind === "win" ? {} : { to }),
          ...(Object.keys(reasons).length ? { reasons } : {}),
          ...(o.common.trim() ? { why: o.common.trim() } : {}),
        };
        try {
          const done = await command("", way.kind === "win" ? "win" : "move", body);
          o.sent();
          o.onMoved(done);
        } catch (error) {
          o.again();
          // What is missing is listed anew above; the refusal need not be said twice.
          if (!(error instanceof ApiError && error.refused)) throw error;
        }
      }),
  };
}
