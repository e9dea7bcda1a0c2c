// The cards that this browser holds. They come with the board; afterwards only what was
// changed is asked for: the deals that changed last, as many as the stream named.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { get, getTagged, searchOf, type Tagged } from "../api/client";
import type { BoardPage, Card, DealList } from "../api/types";
import { Store } from "../api/store";
import { useChanges } from "../api/changes";
import { phone } from "../parts/float";
import { readView } from "../parts/view";
import { isOpen, pipeline, type View } from "./view";

/** The open deals, as everybody knows them now. */
export const cards = new Store<Card>();

/** Ids whose cards are to be asked for. */
const waiting = new Set<string>();
let asking = false;

/** Asks for the cards of these deals; many calls become few questions. */
export function refresh(ids: Iterable<string>): void {
  for (const id of ids) waiting.add(id);
  void drain();
}

async function drain(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    while (waiting.size > 0) {
      const wanted = new Set(waiting);
      waiting.clear();
      await ask(wanted, wanted.size + 4);
    }
  } finally {
    asking = false;
  }
}

/** What changed last stands first, so a few more than were named hold those that were. */
async function ask(wanted: ReadonlySet<string>, limit: number): Promise<void> {
  const most = 500;
  const size = Math.min(limit, most);
  let list: DealList;
  try {
    list = await get<DealList>("/api/deals", { status: "any", sort: "-changed", limit: size });
  } catch {
    return; // the next change, or the next look at the board, asks again
  }
  take(list.deals);
  const missing = [...wanted].filter((id) => !list.deals.some((deal) => deal.id === id));
  if (missing.length > 0 && size < most && list.deals.length === size) await ask(wanted, most);
}

/** Takes cards in; those that have left the pipeline go. */
export function take(deals: readonly Card[]): void {
  cards.together(() => {
    for (const card of deals) {
      cards.merge([card]);
      if (cards.get(card.id)?.status !== "open") cards.drop(card.id);
    }
  });
}

/** What changed between the answer of the board and the beginning of the stream. */
const latest = () => void ask(new Set(), 40);

/** How many cards of a column are asked for first: more than a tall screen shows. */
const screenful = 24;

/** The first cards of the board, asked for as soon as the page's script is there, before anything is drawn. */
let early = begin();

type Early = { address: string; whole: boolean; answer: Promise<BoardPage>; page?: BoardPage };

function begin(): Early | undefined {
  if (location.pathname !== "/pipeline") return undefined;
  const address = readView(pipeline, location.search);
  const v = matchMedia(phone).matches ? { ...address, step: "" } : address;
  const first = firstQuery(v);
  if (!first) return undefined;
  const answer = get<BoardPage>("/api/board", first);
  const early: Early = { address: addressOf(boardQuery(v), undefined), whole: isOpen(v), answer };
  answer.then(
    (page) => {
      early.page = page;
      cards.replace(page.cards); // nobody listens yet, or whoever does is waiting for them
    },
    () => undefined, // whoever waits for it asks for the whole board then
  );
  return early;
}

/** The question for what the screen shows first; none where only the whole board tells what that is. */
export function firstQuery(v: View): Record<string, string | number | undefined> | undefined {
  if (v.as_of || v.show !== "board" || v.q || v.person || v.order === "name" || v.owner.startsWith("team:")) return undefined;
  const { owner, step, next, source, kind, min, max, close_from, close_to, flag, organisation, process, order } = v;
  return { owner, step, next, source, kind, min, max, close_from, close_to, flag, organisation, process, order, first: screenful };
}

/** What of a view the server must choose by, because the cards do not tell. */
export function boardQuery(v: View): Query {
  return { process: v.process || undefined, flag: v.flag === "asked" ? v.flag : undefined, person: v.person || undefined, organisation: v.organisation || undefined };
}

function addressOf(query: Query, asOf: string | undefined): string {
  return `/api/board${searchOf({ ...query, as_of: asOf })}`;
}

/** The last whole board, which does not travel again while nothing has changed. */
let last: { address: string; tagged: Tagged<BoardPage> } | undefined;

async function whole(address: string, signal: AbortSignal): Promise<BoardPage> {
  const tagged = await getTagged(address, last?.address === address ? last.tagged : undefined, { signal });
  last = { address, tagged };
  return tagged.body;
}

/** Waits until what is there has been painted; in a window that nobody sees, only for a moment. */
const painted = () =>
  new Promise<void>((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 200);
  });

type Query = { process?: string | undefined; flag?: string | undefined; person?: string | undefined; organisation?: string | undefined };

/**
 * The board as it is now, or as it stood at a moment, with its cards. It is asked for once
 * and then followed: what changes comes card by card.
 */
export function useBoard(query: Query, asOf: string | undefined) {
  const store = useMemo(() => (asOf ? new Store<Card>() : cards), [asOf]);
  const address = addressOf(query, asOf);
  const [state, set] = useState<{ address: string; page?: BoardPage | undefined; error?: unknown }>(() => ({ address, page: early?.address === address ? early.page : undefined }));
  const [round, next] = useState(0);
  // What changes while the board is being asked for may be older in the answer.
  const since = useRef(new Set<string>());
  useEffect(() => {
    const stop = new AbortController();
    since.current.clear();
    const first = early?.address === address && round === 0 ? early : undefined;
    early = undefined;
    const show = (page: BoardPage) => {
      store.replace(page.cards);
      set({ address, page });
    };
    const ask = async () => {
      const begun = await first?.answer.catch(() => undefined);
      if (stop.signal.aborted) return;
      if (begun) set((before) => (before.page === begun ? before : { address, page: begun }));
      // The first cards were asked for before anybody listened for changes: the whole board follows.
      if (begun) await painted();
      const page = await whole(address, stop.signal);
      if (stop.signal.aborted) return;
      show(page);
      if (store === cards) refresh(since.current);
    };
    ask().catch((error: unknown) => stop.signal.aborted || set((before) => ({ ...before, address, error })));
    return () => stop.abort();
  }, [address, store, round]);
  const again = useCallback(() => next((n) => n + 1), []);
  useChanges(({ noun, id, gone }) => {
    if (noun !== "deal") return;
    since.current.add(id);
    if (gone) cards.drop(id);
    else refresh([id]);
  }, again, latest);
  const page = state.page;
  return { page, store, error: state.error, fresh: state.address === address, again };
}
