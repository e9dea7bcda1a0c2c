// The story of a deal: everything that happened to it, the latest first, as sentences.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { get } from "../api/client";
import { useFormats, useToday } from "../api/session";
import type { Happened, Timeline } from "../api/types";
import { useAsk } from "../api/use";
import { now, type Day } from "../i18n/format";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Chip, ErrorText, Section } from "../parts/say";
import { QuickLog } from "./next";
import { t, unquoted } from "./t";
import { tell } from "./tell";
import { useDeal } from "./use";

/** The first page, which is asked again as things happen, and older ones as they are wanted. */
function useTimeline(id: string) {
  const address = `/api/deals/${encodeURIComponent(id)}/events`;
  const first = useAsk<Timeline>(address, { limit: 50 });
  const [older, setOlder] = useState<readonly Timeline[]>([]);
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const from = useRef<number>(undefined);
  const next = older.length > 0 ? older.at(-1)!.next : first.data?.next;
  const more = useCallback(async () => {
    if (next === undefined || from.current === next) return;
    from.current = next;
    setState({ busy: true });
    try {
      const page = await get<Timeline>(address, { before: next, limit: 100 });
      setOlder((all) => [...all, page]);
      setState({ busy: false });
    } catch (error) {
      from.current = undefined;
      setState({ busy: false, error });
    }
  }, [address, next]);
  const pages = useMemo(() => (first.data ? [first.data, ...older] : older), [first.data, older]);
  const events = useMemo(() => together(pages), [pages]);
  const names = useMemo(() => Object.assign({}, ...pages.map((page) => page.names)) as Record<string, string>, [pages]);
  return { events, names, more: next ? more : undefined, busy: state.busy, error: first.error ?? state.error, loading: first.loading };
}

/** Pages as one list, each event once: while one reads, new ones push old ones down. */
export function together(pages: readonly Timeline[]): readonly Happened[] {
  const byNumber = new Map<number, Happened>();
  for (const page of pages) for (const event of page.events) byNumber.set(event.n, event);
  return [...byNumber.values()].sort((a, b) => b.n - a.n);
}

export function Story({ id, until }: { id: string; until: Day | undefined }) {
  const { page, fixed } = useDeal();
  const f = useFormats();
  const { events, names, more, busy, error, loading } = useTimeline(id);
  const shown = useMemo(() => (until ? events.filter(({ known_at }) => f.dayOf(known_at) <= until) : events), [events, until, f]);
  // A past day may lie before all that is loaded.
  useEffect(() => {
    if (until && shown.length === 0 && more && !busy) void more();
  }, [until, shown.length, more, busy]);
  return (
    <Section title={t("story")} end={more ? t("story.more", { n: shown.length }) : t("story.n", { n: shown.length })}>
      {!fixed && page.deal.status !== "withdrawn" && <QuickLog />}
      <ErrorText error={error} />
      {loading && <p className="small faint">{t("loading")}</p>}
      <ol className="story">
        {shown.map((event, i) => (
          <Line key={event.n} event={event} before={shown.slice(i + 1)} names={names} />
        ))}
      </ol>
      {more && (
        <div>
          <Button look="quiet" busy={busy} onClick={() => void more()}>
            {t("story.older")}
          </Button>
        </div>
      )}
    </Section>
  );
}

function Line({ event, before, names }: { event: Happened; before: readonly Happened[]; names: Record<string, string> }) {
  const { page } = useDeal();
  const f = useFormats();
  const today = useToday();
  const told = useMemo(() => tell(event, { page, names, f, today, before }), [event, page, names, f, today, before]);
  const day = event.occurred_at ? f.date(f.dayOf(event.occurred_at), today) : t("story.undated");
  return (
    <li>
      <time dateTime={event.occurred_at ? new Date(event.occurred_at / 1000).toISOString() : undefined} title={event.occurred_at ? f.moment(event.occurred_at, now()) : undefined}>
        {day}
      </time>
      <Icon name={told.icon} />
      <div>
        <b>{told.title}</b>
        {told.text && <p>{told.quote ? <q>{unquoted(told.text)}</q> : told.text}</p>}
      </div>
      <p className="micro who">
        {event.actor_name || t("actor.somebody")}
        {event.backdated && (
          <span className="due"> {t("story.backdated", { day: f.date(f.dayOf(event.recorded_at), today) })}</span>
        )}
      </p>
      <span className="tags">
        {told.was && <Chip tone="line">{t("story.was", { was: told.was })}</Chip>}
        {told.tag && <Chip tone={told.tag.tone}>{told.tag.word}</Chip>}
      </span>
    </li>
  );
}
