// What happened, in plain English: one sentence for every kind of event of a deal, told
// from its body. Keys of steps, checkpoints and reasons become their names.
import type { DealPage, Happened, Money, Value } from "../api/types";
import type { Formats, Day } from "../i18n/format";
import type { IconName } from "../parts/icon";
import { kindIcon } from "./fields";
import { named, t, tMaybe } from "./t";

/** One line of the timeline. */
export type Told = {
  icon: IconName;
  title: string;
  /** In their words, or the reason. */
  text?: string | undefined;
  quote?: boolean;
  /** The old value, where it is known. */
  was?: string | undefined;
  tag?: { tone: "good" | "due" | "late" | "line"; word: string } | undefined;
};

export type Telling = {
  page: DealPage;
  names: Record<string, string>;
  f: Formats;
  today: Day;
  /** Events before this one that are at hand, the latest first. */
  before: readonly Happened[];
};

type Body = Record<string, unknown>;
const str = (body: Body, key: string): string => (typeof body[key] === "string" ? (body[key] as string) : "");
const list = (body: Body, key: string): readonly unknown[] => (Array.isArray(body[key]) ? (body[key] as unknown[]) : []);
const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && typeof (value as Money).minor === "number" && !!(value as Money).currency;

/** The names behind the keys of one deal. */
function dictionary({ page, names, f, today }: Telling) {
  const points = page.path.flatMap((step) => step.points);
  const value = (values: readonly Value[], key: string) => values.find((one) => one.key === key)?.name ?? key;
  return {
    step: (key: string) => page.path.find((one) => one.key === key)?.name ?? key,
    point: (key: string) => points.find((one) => one.key === key)?.question ?? key,
    strength: (key: string) => points.find((one) => one.key === key)?.strength,
    who: (id: string) => names[id] ?? page.names[id] ?? page.people.find(({ person }) => person === id)?.name ?? t("actor.somebody"),
    money: (one: unknown) => (isMoney(one) ? f.money(one) : ""),
    day: (one: string) => (one ? f.day(one, today) : ""),
    exit: (key: string) => page.exits.find((one) => one.key === key)?.name ?? named("status", key),
    reason: (exit: string, key: string) => value(page.exits.find((one) => one.key === exit)?.reasons ?? [], key),
    source: (key: string) => value(page.sources, key),
    method: (key: string) => value(page.methods, key),
    choice: (point: string, key: string) => value(points.find((one) => one.key === point)?.choices ?? [], key),
  };
}

/** Tells one event; an unknown kind is told by its name, never left out. */
export function tell(event: Happened, telling: Telling): Told {
  const teller = tellers[event.kind.replace(/^deal\./, "")];
  if (!teller) return { icon: "history", title: tMaybe(`did.${event.kind}`) ?? event.kind };
  const told = teller(event.body, dictionary(telling), telling, event);
  return event.erased && !told.text ? { ...told, text: t("tell.erased") } : told;
}

type Words = ReturnType<typeof dictionary>;
type Teller = (body: Body, w: Words, telling: Telling, event: Happened) => Told;

const tellers: Record<string, Teller> = {
  opened: (b, w) => ({
    icon: "plus",
    title: t(list(b, "debts").length > 0 ? "tell.opened.debts" : "tell.opened", { step: w.step(str(b, "step")), n: list(b, "debts").length }),
    text: [isMoney(b.value) && b.value.minor > 0 ? w.money(b.value) : "", str(b, "source") && w.source(str(b, "source"))].filter(Boolean).join(", "),
  }),
  changed: changed,
  moved: moved,
  given: given,
  confirmed: (b, w) => ({
    icon: "check",
    title: str(b, "person") ? t("tell.confirmed.by", { what: w.point(str(b, "checkpoint")), who: w.who(str(b, "person")) }) : t("tell.confirmed", { what: w.point(str(b, "checkpoint")) }),
    text: str(b, "words") || (str(b, "how") ? named("kind", str(b, "how")) : undefined),
    quote: !!str(b, "words"),
    tag: { tone: "good", word: t("tag.confirmed") },
  }),
  taken_back: (b, w) => ({
    icon: "undo",
    title: t("tell.takenBack", { what: w.point(str(b, "checkpoint")) }),
    text: str(b, "why"),
    tag: b.flag === true ? { tone: "late", word: t("tag.flagged") } : undefined,
  }),
  logged: logged,
  scheduled: (b, w) => ({
    icon: kindIcon(str(b, "kind")),
    title: t("tell.scheduled", { kind: named("kind", str(b, "kind")), when: [w.day(str(b, "due")), str(b, "time")].filter(Boolean).join(" ") }),
    text: str(b, "text"),
  }),
  rescheduled: (b, w, { before }) => {
    const old = before.find(({ kind, body }) => (kind === "deal.scheduled" || kind === "deal.rescheduled") && str(body, "id") === str(b, "id"));
    return {
      icon: "calendar",
      title: t("tell.rescheduled", { when: [w.day(str(b, "due")), str(b, "time")].filter(Boolean).join(" ") }),
      text: str(b, "why"),
      was: old && w.day(str(old.body, "due")),
    };
  },
  cancelled: (b, _, { before }) => {
    const old = before.find(({ kind, body }) => kind === "deal.scheduled" && str(body, "id") === str(b, "id"));
    return { icon: "close", title: t("tell.cancelled", { kind: named("kind", old ? str(old.body, "kind") : "task") }), text: str(b, "why") };
  },
  asked: (b, w) => ({ icon: "ask", title: t("tell.asked", { what: w.point(str(b, "checkpoint")) }), text: str(b, "why"), tag: { tone: "due", word: t("tag.asked") } }),
  overridden: (b, w) => ({
    icon: "flag",
    title: t(b.self === true ? "tell.overridden.self" : "tell.overridden", { what: w.point(str(b, "checkpoint")) }),
    text: str(b, "why"),
    tag: { tone: "due", word: t("tag.override") },
  }),
  declined: (b, w) => ({ icon: "close", title: t("tell.declined", { what: w.point(str(b, "checkpoint")) }), text: str(b, "why") }),
  offered: (b, w) => ({
    icon: "document",
    title: t(str(b, "to") ? "tell.offered.to" : "tell.offered", { value: w.money(b.value), who: str(b, "to") ? w.who(str(b, "to")) : "" }),
    text: [str(b, "what"), str(b, "due") ? t("tell.offered.due", { day: w.day(str(b, "due")) }) : t("tell.offered.undated")].filter(Boolean).join(", "),
  }),
  offer_decided: (b, w) => {
    const state = str(b, "state");
    const who = str(b, "by") || (str(b, "person") && w.who(str(b, "person")));
    return {
      icon: state === "accepted" ? "check" : "close",
      title: who && state !== "withdrawn" ? t("tell.offer.by", { state: named("offerState", state).toLowerCase(), who }) : t("tell.offer", { state: named("offerState", state).toLowerCase() }),
      text: str(b, "why"),
      tag: state === "accepted" ? { tone: "good", word: t("tag.accepted") } : undefined,
    };
  },
  raised: (b, w) => ({ icon: "ask", title: str(b, "by") ? t("tell.raised.by", { who: w.who(str(b, "by")) }) : t("tell.raised"), text: str(b, "text"), quote: true }),
  settled: (b, _, { page }) => ({
    icon: str(b, "state") === "open" ? "ask" : "check",
    title: t(`tell.settled.${str(b, "state")}` as "tell.settled.resolved", { what: page.deal.concerns?.find(({ id }) => id === str(b, "id"))?.text ?? t("tell.settled.it") }),
    text: str(b, "answer"),
  }),
  traded: (b, w) => ({ icon: "money", title: t("tell.traded", { give: str(b, "give"), get: str(b, "get") }), text: isMoney(b.value) && b.value.minor ? w.money(b.value) : undefined }),
  plan_set: planned,
  handed: (b, w) => ({ icon: "person", title: t("tell.handed", { who: w.who(str(b, "to")) }), text: str(b, "why"), was: w.who(str(b, "from")) }),
  shared: (b, w) => ({
    icon: "people",
    title: t(b.end === true ? "tell.shared.end" : "tell.shared", { who: w.who(str(b, "member")) }),
    text: [str(b, "role"), typeof b.share === "number" ? t("tell.shared.share", { n: b.share }) : ""].filter(Boolean).join(", "),
  }),
  involved: (b, w) => ({
    icon: "person",
    title: t(b.end === true ? "tell.involved.end" : "tell.involved", { who: w.who(str(b, "person")) }),
    text: [named("influence", str(b, "influence")), named("attitude", str(b, "attitude")).toLowerCase()].filter(Boolean).join(", "),
  }),
  closed: (b, w) => ({
    icon: str(b, "until") ? "park" : "leave",
    title: str(b, "into") ? t("tell.merged") : t("tell.closed", { exit: w.exit(str(b, "as")), step: w.step(str(b, "step") || str(b, "from")) }),
    text: [
      str(b, "reason") && w.reason(str(b, "as"), str(b, "reason")),
      ...list(b, "others").map((one) => w.reason(str(b, "as"), String(one))),
      str(b, "to") && t("ended.to", { to: str(b, "to") }),
      str(b, "until") && t("ended.until", { day: w.day(str(b, "until")) }),
      str(b, "note"),
    ]
      .filter(Boolean)
      .join(" · "),
  }),
  won: (b, w) => ({
    icon: "flag",
    title: t("tell.won", { value: w.money(b.value) }),
    text: [str(b, "signed") && t("won.signed", { who: str(b, "signed") }), passedWords(b, w)].filter(Boolean).join(" · "),
    tag: { tone: "good", word: t("tag.won") },
  }),
  brought: (b, w) => ({ icon: "download", title: t("tell.brought", { value: w.money(b.value) }), text: list(b, "debts").length ? t("tell.brought.debts", { n: list(b, "debts").length }) : undefined }),
  corrected: (b, w, { f, today }) => ({
    icon: "log",
    title: t("tell.corrected", { what: [w.money(b.value), typeof b.at === "number" ? f.day(f.dayOf(b.at), today) : ""].filter(Boolean).join(", ") }),
    text: str(b, "why"),
  }),
  reopened: (b, w) => ({
    icon: "undo",
    title: t(b.system === true ? "tell.reopened.system" : "tell.reopened", { step: w.step(str(b, "to")), exit: w.exit(str(b, "from")) }),
    text: str(b, "why"),
  }),
  absorbed: () => ({ icon: "link", title: t("tell.absorbed") }),
  transferred: (b, w) => ({ icon: "process", title: t("tell.transferred", { step: w.step(str(b, "step")), version: str(b, "to").slice(0, 4) }), text: str(b, "why") }),
};

function moved(b: Body, w: Words): Told {
  const back = str(b, "how") === "return";
  const passed = list(b, "passed_keys").map(String);
  const gates = passed.filter((key) => w.strength(key) === "gate");
  return {
    icon: back ? "back" : "arrow",
    title: t(back ? "tell.moved.back" : "tell.moved", { to: w.step(str(b, "to")), from: w.step(str(b, "from")) }),
    text: [str(b, "why"), passedWords(b, w)].filter(Boolean).join(" · "),
    tag: gates.length > 0 ? { tone: "due", word: t("tag.override") } : passed.length > 0 ? { tone: "line", word: t("tag.deviation") } : undefined,
  };
}

/** "Passed without: Can they pay for it? (the licence arrives with the tender)" */
function passedWords(b: Body, w: Words): string {
  const why = new Map(list(b, "passed").map((one) => [str(one as Body, "checkpoint"), str(one as Body, "why")]));
  const all = list(b, "passed_keys").map((key) => {
    const reason = why.get(String(key));
    return reason ? t("tell.passed.one", { what: w.point(String(key)), why: reason }) : w.point(String(key));
  });
  return all.length > 0 ? t("tell.passed", { what: all.join("; ") }) : "";
}

function given(b: Body, w: Words, { f, today, before }: Telling): Told {
  const key = str(b, "checkpoint");
  const word = (body: Body): string =>
    str(body, "text") ||
    (isMoney(body.money) ? f.money(body.money) : "") ||
    (typeof body.number === "number" ? f.number(body.number) : "") ||
    (str(body, "date") && f.date(str(body, "date"), today)) ||
    (str(body, "choice") && w.choice(key, str(body, "choice"))) ||
    str(body, "ref");
  const old = before.find((one) => one.kind === "deal.given" && str(one.body, "checkpoint") === key);
  return {
    icon: "document",
    title: str(b, "person") ? t("tell.given.by", { what: w.point(key), who: w.who(str(b, "person")) }) : w.point(key),
    text: word(b) || (b.yes ? t("tell.scored", { n: Object.values(b.yes as object).filter(Boolean).length }) : undefined),
    quote: !!str(b, "text") && !!str(b, "person"),
    was: (old && word(old.body)) || undefined,
    tag: { tone: "good", word: t("tag.evidence") },
  };
}

function logged(b: Body, w: Words): Told {
  const kind = named("kind", str(b, "kind"));
  const outcome = str(b, "outcome");
  const minutes = typeof b.minutes === "number" && b.minutes > 0 ? t("tell.minutes", { n: b.minutes }) : "";
  const title =
    outcome === "agreed"
      ? t("tell.logged.agreed", { kind, day: w.day(str(b, "agreed")) })
      : outcome
        ? t(`tell.logged.${outcome}` as "tell.logged.held", { kind })
        : kind;
  const people = list(b, "people").map((id) => w.who(String(id)));
  return {
    icon: kindIcon(str(b, "kind")),
    title: [title, minutes].filter(Boolean).join(", "),
    text: [people.join(", "), str(b, "text")].filter(Boolean).join(". "),
  };
}

function planned(b: Body, w: Words, { before, page }: Telling): Told {
  const old = before.find(({ kind, body }) => kind === "deal.plan_set" && str(body, "id") === str(b, "id"));
  const what = str(b, "what") || (old ? str(old.body, "what") : "") || (page.deal.plan?.find(({ id }) => id === str(b, "id"))?.what ?? "");
  const verb = b.drop === true ? "drop" : b.done === true && old?.body.done !== true ? "done" : b.moved === true ? "moved" : old ? "set" : "new";
  return {
    icon: b.done === true ? "check" : "plan",
    title: t(`tell.plan.${verb}`, { what, day: w.day(str(b, "due")) }),
    text: str(b, "why"),
    was: verb === "moved" && old ? w.day(str(old.body, "due")) : undefined,
  };
}

const facts = ["name", "value", "close_date", "source", "method", "kind", "organisation", "person", "role"] as const;

function changed(b: Body, w: Words, telling: Telling): Told {
  const { f, today, before, page } = telling;
  const word = (field: string, value: unknown): string => {
    if (isMoney(value)) return f.money(value);
    const text = typeof value === "string" ? value : "";
    if (!text) return "";
    if (field === "close_date") return f.date(text, today);
    if (field === "source") return w.source(text);
    if (field === "method") return w.method(text);
    if (field === "kind") return named("dealKind", text);
    if (field === "organisation") return page.organisation?.id === text ? page.organisation.name : "";
    return field === "person" ? w.who(text) : text;
  };
  // An offer sets the value of its deal.
  const old = (field: string) =>
    before.find(({ kind, body }) => (kind === "deal.changed" || kind === "deal.opened" || (field === "value" && kind === "deal.offered")) && body[field] !== undefined);
  const these = facts.filter((field) => b[field] !== undefined && b[field] !== null);
  const own = Object.entries((b.fields as Record<string, string> | undefined) ?? {});
  const said = [
    ...these.map((field) => {
      const to = word(field, b[field]);
      return to ? t("tell.changed.to", { what: t(`tell.fact.${field}`), to }) : t("tell.changed.none", { what: t(`tell.fact.${field}`) });
    }),
    ...own.map(([key, value]) => (value ? t("tell.changed.to", { what: key, to: value }) : t("tell.changed.none", { what: key }))),
  ];
  const only = these.length === 1 && own.length === 0 ? these[0] : undefined;
  const earlier = only && old(only);
  return {
    icon: only === "value" ? "money" : only === "close_date" ? "calendar" : "log",
    title: said.length > 0 ? capital(said.join(", ")) : t("did.deal.changed"),
    text: str(b, "why"),
    was: (only && earlier && word(only, earlier.body[only])) || undefined,
    tag: b.push === true ? { tone: "due", word: t("tag.later") } : undefined,
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
