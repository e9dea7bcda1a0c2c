// The pipeline: every open deal under its step, as a board or as a table.
import { lazy, type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useMemberIndex, useMembers } from "../api/members";
import { useFormats, useMay, useSession, useToday } from "../api/session";
import type { Card, ProcessList } from "../api/types";
import { useAsk } from "../api/use";
import { endOfDay } from "../i18n/zone";
import { useActs, usePageActs } from "../parts/act";
import { Button } from "../parts/button";
import { useNarrow } from "../parts/float";
import { Banner, ErrorBanner } from "../parts/say";
import { Page } from "../parts/shell";
import { useView } from "../parts/view";
import { Board } from "./board";
import { BulkBar } from "./bulk";
import { boardQuery, refresh, useBoard } from "./cards";
import { EmptyList, EmptyPipeline } from "./empty";
import { keeps, type Laid, lay, narrows, Piles, queryOf, type Test } from "./filter";
import { preload } from "./later";
import { useProcess } from "./moves";
import { DealTable } from "./table";
import { t } from "./t";
import { AsOfDrop, FilterChips, FilterDrop, FindField, OwnerMenu, ShowAs, type ToolsProps, useWords } from "./tools";
import { isOpen, nothing, pipeline, type View } from "./view";
import { ViewsDrop } from "./views";
import "./card.css";
import "./pipeline.css";

const loadDeal = () => import("../deal/panel");
const DealPanel = lazy(() => loadDeal().then(({ DealPanel }) => ({ default: DealPanel })));

const noCards: ReadonlySet<string> = new Set();

export default function Pipeline() {
  const [address, set] = useView(pipeline);
  const { person } = useSession();
  const f = useFormats();
  const today = useToday();
  const members = useMembers();
  const index = useMemberIndex();
  const asOf = address.as_of && address.as_of < today ? endOfDay(address.as_of, f.manner.zone) : undefined;
  const narrow = useNarrow();
  const sells = useMay("sell");
  const fixed = !!asOf || !sells;
  const [q, setQ] = useWords(
    address.q,
    useCallback((q: string) => set({ q }), [set]),
  );
  // On a phone the step of the address is the one that is shown, and leaves nothing out.
  const v = useMemo(() => ({ ...address, q, step: narrow ? "" : address.step }), [address, q, narrow]);
  const board = useBoard(boardQuery(v), asOf);
  const process = useProcess(board.page?.process.id);
  const processes = useAsk<ProcessList>("/api/processes").data?.processes ?? [];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(noCards);
  const [rows, setRows] = useState<readonly Card[]>([]);
  const readers = useMemo(() => ({ me: person.id, members, currency: f.manner.currency }), [person.id, members, f.manner.currency]);
  const laid = useLaid(board, v, readers);
  const open = useCallback((deal: string) => set({ deal }, { push: true }), [set]);
  const clear = useCallback(() => {
    setQ("");
    set(nothing);
  }, [set, setQ]);
  const find = useRef<HTMLDivElement>(null);
  useActs([{ id: "pipeline.find", title: t("filter.find"), keys: "/", icon: "filter", run: () => find.current?.querySelector("input")?.focus() }]);
  usePreload();
  const make = usePageActs().find((act) => act.id === "new");
  const tools = { v, set, members, process, processes };
  const names = useMemo(() => new Map(board.page?.columns.map((column) => [column.step, column.name])), [board.page]);
  const table = v.show === "table" && !asOf;
  const picked = useMemo(
    () => [...chosen].flatMap((id) => board.store.get(id) ?? rows.find((row) => row.id === id) ?? []),
    [chosen, board.store, rows],
  );
  // Only an answer that is true for this view may say that there is nothing.
  const empty = !board.fresh || asOf ? null : isOpen(v) ? <EmptyPipeline onNew={sells ? make?.run : undefined} /> : <EmptyList onClear={clear} />;
  const bar = <Bar tools={tools} q={q} onQ={setQ} find={find} />;

  return (
    <Page
      title={t("title")}
      flush
      banner={<Banners error={board.error} again={board.again} day={asOf && address.as_of} onNow={() => set({ as_of: undefined })} />}
      tools={narrow ? undefined : bar}
    >
      <div className="pipeline">
        {narrow && <div className="pipeline-tools">{bar}</div>}
        <FilterChips v={v} set={set} process={process} />
        {!board.page && board.error === undefined && <Waiting />}
        {board.page && table && (
          <DealTable
            query={queryOf(v, readers)}
            members={index}
            names={names}
            sort={v.sort}
            onSort={(sort) => set({ sort })}
            chosen={chosen}
            onChoose={
              fixed
                ? undefined
                : (next, cards) => {
                    setChosen(next);
                    setRows(cards);
                  }
            }
            onOpen={open}
            onClear={clear}
          />
        )}
        {board.page && !table && (
          <Board
            page={board.page}
            store={board.store}
            laid={laid}
            members={index}
            fixed={fixed}
            narrowed={!isOpen(v)}
            chosen={chosen}
            onChoose={setChosen}
            onOpen={open}
            step={address.step}
            onStep={(step) => set({ step })}
            empty={empty}
          />
        )}
        {board.page && !fixed && (
          <BulkBar cards={picked} columns={board.page.columns} members={members} process={process} onClear={() => setChosen(noCards)} onDone={() => refresh(chosen)} />
        )}
      </div>
      <Suspense>{v.deal && <DealPanel id={v.deal} asOf={address.as_of} onClose={() => set({ deal: "" })} />}</Suspense>
    </Page>
  );
}

/** The board's place while it is on its way. */
const Waiting = () => (
  <p className="sr" role="status">
    {t("loading")}
  </p>
);

function usePreload() {
  // What a press will want soon is fetched while nothing else is.
  useEffect(() => {
    const idle = setTimeout(() => {
      preload();
      void loadDeal();
    }, 1000);
    return () => clearTimeout(idle);
  }, []);
}

function Bar({ tools, q, onQ, find }: { tools: ToolsProps; q: string; onQ: (q: string) => void; find: RefObject<HTMLDivElement | null> }) {
  const { v, set } = tools;
  return (
    <>
      <OwnerMenu {...tools} />
      <ShowAs v={v} set={set} />
      <FindField value={q} onChange={onQ} field={find} />
      <FilterDrop {...tools} q={q} onQ={onQ} />
      <ViewsDrop page="pipeline" />
      <AsOfDrop v={v} set={set} />
    </>
  );
}

function Banners({ error, again, day, onNow }: { error: unknown; again: () => void; day: string | undefined; onNow: () => void }) {
  const f = useFormats();
  const today = useToday();
  return (
    <>
      {error !== undefined && <ErrorBanner error={error} onRetry={again} />}
      {day && (
        <Banner icon="history" tone="due" act={<Button onClick={onNow}>{t("asOf.now")}</Button>}>
          {t("asOf.banner", { day: f.day(day, today) })}
        </Banner>
      )}
    </>
  );
}

/** The cards of the view under their steps, laid anew where one of them changes. */
function useLaid(board: ReturnType<typeof useBoard>, v: View, readers: Parameters<typeof keeps>[1]) {
  const last = useRef<{ v: View; readers: typeof readers; test: Test }>(undefined);
  const test = useMemo(() => {
    const before = last.current;
    const test: Test = keeps(v, readers);
    // What is typed on leaves less of what was left.
    if (before?.readers === readers && narrows(v, before.v)) test.within = before.test;
    if (before) before.test.within = undefined;
    last.current = { v, readers, test };
    return test;
  }, [v, readers]);
  const steps = useMemo(() => board.page?.columns.map((column) => column.step) ?? [], [board.page]);
  const piles = useMemo(() => new Piles(board.store, v.order), [board.store, v.order]);
  const lying = useSyncExternalStore(board.store.subscribe, piles.read);
  const before = useRef<ReadonlyMap<string, Laid>>(undefined);
  return useMemo(() => (before.current = lay(lying, steps, test, before.current)), [lying, steps, test]);
}
