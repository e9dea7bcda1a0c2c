// The day: what each open deal wants next, in two columns by the two jobs; what waits for
// one's word beside it. Only what the server says stands here.
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useMembers } from "../api/members";
import { useFormats, useMay, useSession, useToday } from "../api/session";
import type { Card } from "../api/types";
import { addDays } from "../i18n/format";
import { useActs } from "../parts/act";
import { Button } from "../parts/button";
import { Tally } from "../parts/mark";
import { Menu } from "../parts/menu";
import { EmptyPage, ErrorBanner, Section } from "../parts/say";
import { Page } from "../parts/shell";
import { text, useView, view } from "../parts/view";
import { Requests } from "../override/requests";
import { useOverrides } from "../override/use";
import { useProcess, useDefinitions } from "../process/use";
import { useQuick } from "../quick/context";
import { type Column, columnsOf, type Group, groups } from "./group";
import { type Doing, Row, titleOf } from "./row";
import { t } from "./t";
import { useDay } from "./use";
import "./today.css";

const DealPanel = lazy(() => import("../deal/panel").then(({ DealPanel }) => ({ default: DealPanel })));
const address = view({ owner: text("me"), deal: text(), later: text() });
const marks = ["overdue", "today", "none", "later"] as const;

export default function Today() {
  const [v, set] = useView(address);
  const f = useFormats();
  const today = useToday();
  const { cards: known, error, again } = useDay(v.owner);
  const [doing, setDoing] = useState<Working>();
  // What is being worked on stays where the hand is, whatever it has become meanwhile.
  const cards = useMemo(() => known?.map((card) => (card.id === doing?.card.id ? doing.card : card)), [known, doing?.card]);
  const current = useProcess("current").data?.process;
  const versions = useMemo(() => (cards ?? []).map(({ process }) => process), [cards]);
  const processes = useDefinitions(versions);
  const columns = useMemo(
    () => (cards && current ? columnsOf(cards, processes, current.jobs, today) : undefined),
    [cards, current, processes, today],
  );
  const step = useCallback((card: Card) => processes.get(card.process)?.steps.find(({ key }) => key === card.step)?.name ?? "", [processes]);
  const { requests, waits } = useWaiting();
  const open = (deal: string) => set({ deal }, { push: true });
  return (
    <Page
      title={t("title")}
      lead={f.day(today, addDays(today, -7))}
      tools={<Whose owner={v.owner} onOwner={(owner) => set({ owner })} />}
      banner={error !== undefined && <ErrorBanner error={error} onRetry={again} />}
    >
      {!columns && !error && (
        <p className="sr" role="status">
          {t("loading")}
        </p>
      )}
      {columns && cards && (
        <div className={`today ${waits ? "" : "alone"}`}>
          {cards.length === 0 ? (
            <Nothing owner={v.owner} />
          ) : (
            <Columns columns={columns} step={step} later={v.later} onLater={(later) => set({ later })} doing={doing} onDoing={setDoing} onOpen={open} onChanged={again} />
          )}
          {waits && (
            <aside className={`side ${requests.mine.length > 0 ? "first" : ""}`}>
              {requests.mine.length > 0 && (
                <Section title={t("overrides")} end={requests.mine.length}>
                  <Requests requests={requests.mine} label={t("overrides")} onOpen={open} />
                </Section>
              )}
              {requests.asked.length > 0 && (
                <Section title={t("asked")} end={requests.asked.length}>
                  <Requests requests={requests.asked} label={t("asked")} onOpen={open} />
                </Section>
              )}
            </aside>
          )}
        </div>
      )}
      {v.deal && (
        <Suspense>
          <DealPanel id={v.deal} onClose={() => set({ deal: "" })} />
        </Suspense>
      )}
    </Page>
  );
}

/** Overrides that I answer, and those that I asked for. */
function useWaiting() {
  const { person } = useSession();
  const { data } = useOverrides();
  return useMemo(() => {
    const mine = data?.requests.filter((one) => one.mine) ?? [];
    const asked = data?.requests.filter((one) => !one.mine && one.by.id === person.id) ?? [];
    return { requests: { mine, asked }, waits: mine.length + asked.length > 0 };
  }, [data, person.id]);
}

/** Whose day it is: one's own, or that of somebody in one's line. */
function Whose({ owner, onOwner }: { owner: string; onOwner: (owner: string) => void }) {
  const { person, manages } = useSession();
  const members = useMembers();
  if (!manages) return null;
  const above = new Map(members.map(({ id, manager }) => [id, manager]));
  const isMine = (id: string) => {
    for (let at = above.get(id), i = 0; at && i < 50; at = above.get(at), i++) if (at === person.id) return true;
    return false;
  };
  const line = members.filter(({ id, active }) => active && isMine(id));
  const name = owner === "me" ? t("whose.me") : members.find(({ id }) => id === owner)?.name;
  return (
    <Menu
      label={t("whose")}
      items={[
        { id: "me", label: t("whose.me"), checked: owner === "me", run: () => onOwner("me") },
        ...line.map((one, i) => ({ id: one.id, label: one.name, checked: owner === one.id, run: () => onOwner(one.id), ...(i === 0 ? { rule: true } : {}) })),
      ]}
      trigger={
        <button type="button" className="drop" aria-label={`${t("whose")}: ${name ?? ""}`}>
          {name ?? t("whose")}
        </button>
      }
    />
  );
}

function Nothing({ owner }: { owner: string }) {
  const quick = useQuick();
  const sells = useMay("sell");
  const { manages } = useSession();
  const members = useMembers();
  if (owner !== "me") {
    return <EmptyPage title={t("empty.other")} text={t("empty.other.text", { who: members.find(({ id }) => id === owner)?.name ?? "" })} />;
  }
  return (
    <EmptyPage
      title={t("empty")}
      text={manages ? `${t("empty.text")} ${t("empty.manages")}` : t("empty.text")}
      example={t("empty.example")}
      act={
        sells && (
          <Button look="primary" icon="plus" onClick={() => quick?.make()}>
            {t("empty.act")}
          </Button>
        )
      }
    />
  );
}

/** The row that is open, as it was when it was opened, and what is done in it. */
type Working = { card: Card; what: NonNullable<Doing> };

type ColumnsProps = {
  columns: readonly Column[];
  doing: Working | undefined;
  onDoing: (doing: Working | undefined) => void;
  step: (card: Card) => string;
  /** Keys of the jobs whose later steps are shown. */
  later: string;
  onLater: (later: string) => void;
  onOpen: (deal: string) => void;
  onChanged: () => void;
};

function Columns({ columns, step, later, onLater, doing, onDoing, onOpen, onChanged }: ColumnsProps) {
  const sells = useMay("sell");
  const [cursor, setCursor] = useState<string>();
  const shown = later.split(" ").filter(Boolean);
  const listed = (column: Column, group: Group) => (group === "later" && !shown.includes(column.key) ? [] : (column.groups.get(group) ?? []));
  const all = columns.flatMap((column) => groups.flatMap((group) => listed(column, group)));
  const ids = all.map(({ id }) => id);
  const at = cursor && ids.includes(cursor) ? cursor : ids[0];
  const go = (by: number) => {
    const to = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(cursor ?? "") + by))];
    if (to) focusRow(to);
  };
  const here = all.find(({ id }) => id === at);
  const called = here ? titleOf(here) : "";
  const act = (what: NonNullable<Doing>) => {
    if (here) onDoing({ card: here, what });
  };
  useActs([
    { id: "today.down", title: t("keys.down"), keys: "j", hidden: true, run: () => go(1) },
    { id: "today.up", title: t("keys.up"), keys: "k", hidden: true, run: () => go(-1) },
    ...(at ? [{ id: "today.open", title: t("keys.open"), keys: "Enter", told: "", run: () => {} }] : []),
    ...(sells && at
      ? [
          { id: "today.finish", title: t("keys.finish"), detail: called, keys: "f", icon: "check" as const, run: () => act("log") },
          { id: "today.next", title: t("keys.next"), detail: called, keys: "s", icon: "calendar" as const, run: () => act("move") },
        ]
      : []),
  ]);
  return columns.map((column) => (
    <section key={column.key} className="today-column" aria-label={column.name}>
      <div className="sec">
        <h2 title={column.question}>{column.name}</h2>
        <Tally of={marks.map((state) => ({ state, n: column.marks.get(state) ?? 0 }))} />
        <span className="end">{t("value")}</span>
      </div>
      {column.marks.size === 0 && <p className="small faint today-none">{t("column.empty")}</p>}
      {groups.map((group) => {
        const list = listed(column, group);
        if (list.length === 0) return null;
        return (
          <div key={group}>
            <h3 className={group === "none" || group === "overdue" || group === "today" ? "sr" : "today-group"}>{t(`group.${group}`)}</h3>
            <ol>
              {list.map((card) => (
                <Row
                  key={card.id}
                  card={card}
                  step={step(card)}
                  cursor={card.id === at}
                  sells={sells}
                  doing={doing?.card.id === card.id ? doing.what : null}
                  onCursor={() => setCursor(card.id)}
                  onDoing={(what) => {
                    onDoing(what ? { card, what } : undefined);
                    if (!what) focusRow(card.id);
                  }}
                  onOpen={() => onOpen(card.id)}
                  onChanged={onChanged}
                />
              ))}
            </ol>
          </div>
        );
      })}
      {(column.groups.get("later")?.length ?? 0) > 0 && (
        <p className="small today-later">
          <button
            type="button"
            className="link"
            aria-expanded={shown.includes(column.key)}
            onClick={() => onLater((shown.includes(column.key) ? shown.filter((key) => key !== column.key) : [...shown, column.key]).join(" "))}
          >
            {shown.includes(column.key) ? t("later.hide") : t("later", { n: column.groups.get("later")?.length ?? 0 })}
          </button>
        </p>
      )}
    </section>
  ));
}

const focusRow = (id: string) => {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.today-row[data-card="${CSS.escape(id)}"] .l1`)?.focus());
};
