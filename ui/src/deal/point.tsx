// One checkpoint: its question, how it stands, what was said, and the place to say more.
import { type ReactNode, useState } from "react";
import { useFormats, useToday } from "../api/session";
import type { Point, Strength } from "../api/types";
import { current } from "../evidence/draft";
import { now } from "../i18n/format";
import { Button, IconButton } from "../parts/button";
import { type CheckState, CheckMark } from "../parts/mark";
import { Menu, type MenuItem } from "../parts/menu";
import { Chip } from "../parts/say";
import { EvidenceInput } from "./evidence";
import { AskForm, DeclineForm, OverrideForm, TakeBackForm } from "./pass-form";
import { named, t, unquoted } from "./t";
import { useDeal, useManager, useName } from "./use";

type Doing = "input" | "confirm" | "ask" | "override" | "decline" | "take_back" | null;

/** How a standing is drawn: a debt and what was taken back are open. */
export const markOf = (point: Point): CheckState =>
  point.standing === "met" || point.standing === "not_applicable" ? "met" : point.standing === "passed" ? "passed" : "open";

export function PointCard({ point, here, level = 3 }: { point: Point; here: boolean; level?: 3 | 4 }) {
  const Head = level === 3 ? "h3" : "h4";
  const { fixed, page } = useDeal();
  const live = page.deal.status === "open";
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const open = point.standing === "open" || point.standing === "debt";
  const idle = point.standing === "not_applicable";
  return (
    <article className={`q ${open ? "open" : ""} ${idle ? "idle" : ""}`} id={`point-${point.key}`} tabIndex={-1} aria-label={point.question}>
      <header>
        <CheckMark strength={point.strength as Strength} state={markOf(point)} size="large" tone={open ? "need" : point.standing === "met" ? "good" : "plain"} />
        <Head>{point.question}</Head>
        <Word point={point} />
        {!fixed && !idle && <PointMenu point={point} open={open} onDo={setDoing} />}
      </header>
      <div className="qa">
        <Given point={point} />
        <Passing point={point} onDo={setDoing} fixed={fixed} />
        {!fixed && live && doing === null && open && <Invitation point={point} here={here} onOpen={() => setDoing("input")} />}
        {doing === "input" && <EvidenceInput point={point} onDone={close} onCancel={close} />}
        {doing === "confirm" && <EvidenceInput lacks="confirmation" point={point} onDone={close} onCancel={close} />}
        {doing === "ask" && <AskForm point={point} onDone={close} onCancel={close} />}
        {doing === "override" && <OverrideForm point={point} onDone={close} onCancel={close} />}
        {doing === "decline" && <DeclineForm point={point} onDone={close} onCancel={close} />}
        {doing === "take_back" && <TakeBackForm point={point} onDone={close} onCancel={close} />}
      </div>
    </article>
  );
}

/** The strength's word, where the checkpoint still stands in the way, or how it was passed. */
function Word({ point }: { point: Point }) {
  if (point.standing === "debt") return <Chip tone="due">{t("point.debt")}</Chip>;
  if (point.flagged) return <Chip tone="late">{t("point.flagged")}</Chip>;
  if (point.standing === "not_applicable") return <span className="micro faint">{t("point.idle")}</span>;
  if (point.standing === "passed") return <span className="micro due">{t("point.passed")}</span>;
  if (point.standing === "open") return <span className="micro faint">{named("strength", point.strength)}</span>;
  return null;
}

/** What was answered, by whom and when, and the customer's own word on it. */
function Given({ point }: { point: Point }) {
  const name = useName();
  const f = useFormats();
  const today = useToday();
  const { given } = point;
  const told = useTold(point);
  if (!given && !told) return null;
  const day = given?.at ? f.date(f.dayOf(given.at), today) : "";
  const bare = point.evidence === "confirmation";
  const who = given && !bare ? name(given.person) || (given.by ? t("given.by", { name: name(given.by) }) : t("given.now")) : "";
  const confirmed = given?.confirmed;
  return (
    <>
      {told && <div className={point.stale ? "stale" : undefined}>{told}</div>}
      {given && (
        <p className="micro faint">
          {!bare && [who, given.by ? day : ""].filter(Boolean).join(", ")}
          {confirmed && (
            <>
              {!bare && " · "}
              {capitalIf(bare)(
              t("given.confirmed", {
                who: name(confirmed.person) || t("given.them"),
                how: confirmed.how ? t("given.how", { how: named("kind", confirmed.how).toLowerCase() }) : "",
                day: f.date(f.dayOf(confirmed.at), today),
              }),
              )}
            </>
          )}
        </p>
      )}
      {confirmed?.words && <q className="small">{unquoted(confirmed.words)}</q>}
      {point.stale && <p className="micro due">{t("given.stale")}</p>}
      {point.lacks === "confirmation" && given && <p className="micro due">{t("lacks.confirmation")}</p>}
      {point.lacks === "influence" && given && <p className="micro due">{t("lacks.influence")}</p>}
    </>
  );
}

const capitalIf = (yes: boolean) => (text: string) => (yes ? text.charAt(0).toUpperCase() + text.slice(1) : text);

/** The answer itself, or what of the deal meets the checkpoint. */
function useTold(point: Point): ReactNode {
  const { page } = useDeal();
  const f = useFormats();
  const today = useToday();
  const { given } = point;
  const { deal } = page;
  if (given?.text) return point.buyer ? <q>{unquoted(given.text)}</q> : <span>{given.text}</span>;
  if (given?.money) return <b>{f.money(given.money)}</b>;
  if (given?.number !== undefined) return <b>{f.number(given.number)}</b>;
  if (given?.date) return <b>{f.day(given.date, today)}</b>;
  if (given?.choice) return <b>{point.choices?.find(({ key }) => key === given.choice)?.name ?? given.choice}</b>;
  if (given?.ref) return /^https?:\/\//.test(given.ref) ? <a className="link" href={given.ref} target="_blank" rel="noreferrer">{given.ref}</a> : <span>{given.ref}</span>;
  if (given?.yes) {
    const yes = point.criteria?.filter(({ key }) => given.yes?.[key]) ?? [];
    return yes.length > 0 ? <span>{yes.map(({ name }) => name).join(" · ")}</span> : <span className="faint">{t("score.none")}</span>;
  }
  if (point.standing !== "met" && point.evidence !== "concerns") return null;
  switch (point.evidence) {
    case "answer": {
      if (point.fact === "value") return <b>{f.money(deal.value)}</b>;
      if (point.fact === "close_date" && deal.close_date) return <b>{f.day(deal.close_date, today)}</b>;
      const list = point.fact === "source" ? page.sources : page.methods;
      const key = point.fact === "source" ? deal.source : deal.method;
      return key ? <span>{list.find((one) => one.key === key)?.name ?? key}</span> : null;
    }
    case "activity": {
      if (point.outcome === "planned") return page.next.due ? <span>{t("told.planned", { kind: named("kind", page.next.kind), day: f.day(page.next.due, today) })}</span> : null;
      const held = deal.outcomes?.held ?? deal.outcomes?.[point.outcome ?? ""];
      return held ? <span>{t(deal.outcomes?.held ? "told.held" : "told.agreed", { day: f.moment(held.at, now()) })}</span> : null;
    }
    case "person": {
      const people = page.people.filter(({ influence }) => !point.influence?.length || (influence && point.influence.includes(influence)));
      return people.length > 0 ? <span>{people.map(({ name, influence }) => (influence ? t("told.person", { name, as: named("influence", influence).toLowerCase() }) : name)).join(" · ")}</span> : null;
    }
    case "offer": {
      const offer = current(page);
      if (!offer) return null;
      return <span>{t(offer.state === "accepted" ? "told.accepted" : "told.offer", { n: offer.number, value: f.money(offer.value), due: offer.due ? f.date(offer.due, today) : t("told.undated"), who: offer.by ?? "" })}</span>;
    }
    case "concerns": {
      const all = deal.concerns ?? [];
      const open = all.filter(({ state }) => state === "open");
      if (all.length === 0) return point.standing === "met" && point.concerns === "none_open" ? <span className="faint">{t("told.noConcern")}</span> : null;
      return open.length > 0 && point.concerns !== "raised" ? <span className="due">{t("told.open", { n: open.length })}</span> : <span>{t("told.settled", { n: all.length })}</span>;
    }
    default:
      return null;
  }
}

/** Passed without, asked for, or let pass: with who and why. */
function Passing({ point, onDo, fixed }: { point: Point; onDo: (what: Doing) => void; fixed: boolean }) {
  const name = useName();
  const f = useFormats();
  const { pass, asked, approved } = point;
  const at = now();
  return (
    <>
      {pass && point.standing === "passed" && (
        <p className="small">
          {t(pass.self ? "pass.self" : pass.strength === "gate" ? "pass.gate" : "pass.advice", { who: name(pass.by) })}
          {pass.why && <q>{pass.why}</q>}
        </p>
      )}
      {approved && point.standing !== "met" && point.standing !== "passed" && (
        <p className="small good">
          {t("pass.approved", { who: name(approved.by), day: f.moment(approved.at, at) })} <q>{approved.why}</q>
        </p>
      )}
      {asked && (
        <div className="asked small">
          <p>
            <b>{t("pass.asked", { who: name(asked.by), day: f.moment(asked.at, at) })}</b> <q>{asked.why}</q>
          </p>
          {!fixed && point.passer === "you" && (
            <div className="row">
              <Button look="primary" onClick={() => onDo("override")}>
                {t("pass.allow")}
              </Button>
              <Button onClick={() => onDo("decline")}>{t("pass.decline")}</Button>
            </div>
          )}
        </div>
      )}
    </>
  );
}

/** The quiet field of an open checkpoint: a press opens the whole input. */
function Invitation({ point, here, onOpen }: { point: Point; here: boolean; onOpen: () => void }) {
  const word = point.lacks === "confirmation" ? "confirmation" : point.lacks === "influence" ? "person" : point.evidence;
  const key = word === "activity" && point.outcome === "planned" ? "planned" : word === "offer" && point.offer === "accepted" ? "accepted" : word;
  return (
    <>
      {point.help && here && !point.given && <p className="micro faint">{point.help}</p>}
      <button type="button" className="field soft invite" onClick={onOpen}>
        <span className="cut">{t(`invite.${key}`)}</span>
      </button>
    </>
  );
}

function PointMenu({ point, open, onDo }: { point: Point; open: boolean; onDo: (what: Doing) => void }) {
  const { page } = useDeal();
  const manager = useManager(page.deal.owner);
  const live = page.deal.status === "open";
  const items: MenuItem[] = [];
  const answerable = ["answer", "document", "score", "confirmation"].includes(point.evidence) && point.evidence !== "confirmation";
  if (point.given && answerable) items.push({ id: "change", label: t("menu.change"), icon: "log", run: () => onDo("input") });
  else if (open) items.push({ id: "answer", label: t("menu.answer"), icon: "log", run: () => onDo("input") });
  if (point.given && (point.confirmed || point.evidence === "confirmation")) {
    items.push({ id: "confirm", label: t("menu.confirm"), icon: "check", run: () => onDo("confirm") });
  }
  if (live && open && point.strength === "gate" && !point.approved) {
    if (point.passer === "you") items.push({ id: "override", label: t("menu.override"), icon: "flag", rule: items.length > 0, run: () => onDo("override") });
    else if (!point.asked) {
      items.push({
        id: "ask",
        label: manager ? t("menu.ask", { who: manager.name }) : t("menu.askSomebody"),
        icon: "ask",
        rule: items.length > 0,
        run: () => onDo("ask"),
      });
    }
  }
  if (point.given || (point.evidence === "activity" && point.standing === "met" && point.outcome !== "planned")) {
    items.push({ id: "back", label: t("menu.takeBack"), icon: "undo", danger: true, rule: items.length > 0, run: () => onDo("take_back") });
  }
  if (items.length === 0) return null;
  return (
    <Menu
      label={t("menu.of", { what: point.question })}
      place={{ align: "end" }}
      items={items}
      trigger={<IconButton icon="more" label={t("menu.of", { what: point.question })} className="quiet-more" />}
    />
  );
}
