// One step of the board: its head, and its cards, of which only those near the window
// are in the document.
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useRef } from "react";
import type { Store } from "../api/store";
import type { BoardColumn, Card } from "../api/types";
import { useNarrow } from "../parts/float";
import { useVirtual } from "../parts/list";
import { BoardCard } from "./card";
import { useAutoScroll, useDrop } from "./drag";
import type { Laid } from "./filter";
import { ColumnHead } from "./head";
import type { Hint } from "./hint";
import { t } from "./t";

/** Where a column puts its way to bring a card into sight, and its own element. */
export type Reach = { element: HTMLElement; show: (id: string) => void };

type ColumnProps = {
  column: BoardColumn;
  laid: Laid;
  store: Store<Card>;
  /** All cards were sent. */
  sent: boolean;
  fixed: boolean;
  hint: Hint | undefined;
  /** A card that hovers here: its move lacks something. */
  held: ReactNode;
  reach: Map<string, Reach>;
  /** Cards are left out by the view. */
  narrowed: boolean;
};

/** A card's height and the gap above it, as the style sheet has them. */
export const heights = { wide: 106, narrow: 122 } as const;

export const Column = memo(function Column({ column, laid, store, sent, fixed, hint, held, reach, narrowed }: ColumnProps) {
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const over = useDrop(box, column.step, !fixed);
  useAutoScroll(list, !fixed);
  const { ids } = laid;
  const virtual = useVirtual(ids.length);
  const narrow = useNarrow();
  const height = narrow ? heights.narrow : heights.wide;
  const rows = useVirtualizer({
    count: virtual ? ids.length : 0,
    getScrollElement: () => list.current,
    estimateSize: () => height,
    getItemKey: (i) => ids[i]!,
    overscan: 1,
  });
  useEffect(() => rows.measure(), [rows, height]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    reach.set(column.step, {
      element,
      show: (id) => {
        const at = ids.indexOf(id);
        if (at < 0 || !list.current) return;
        const top = at * height;
        const { scrollTop, clientHeight } = list.current;
        if (top < scrollTop) list.current.scrollTop = top;
        else if (top + height > scrollTop + clientHeight) list.current.scrollTop = top + height - clientHeight + 8;
      },
    });
    return () => void reach.delete(column.step);
  }, [reach, column.step, ids, height]);
  const items = virtual ? rows.getVirtualItems() : [];
  const rest = column.count - ids.length;
  return (
    <section ref={box} data-step={column.step} className={`pipeline-col ${over ? "over" : ""} ${held ? "waits" : ""}`} aria-label={t("column.says", { step: column.name, n: sent || narrowed ? ids.length : column.count })}>
      <ColumnHead column={column} laid={laid} sent={sent} hint={hint} />
      <div ref={list} className="pipeline-list">
        {held}
        {virtual ? (
          <ul style={{ height: rows.getTotalSize(), position: "relative" }}>
            {items.map((item) => (
              <li
                key={item.key}
                aria-setsize={ids.length}
                aria-posinset={item.index + 1}
                style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${item.start}px)` }}
              >
                <BoardCard id={ids[item.index]!} store={store} />
              </li>
            ))}
          </ul>
        ) : (
          <ul>
            {ids.map((id) => (
              <li key={id}>
                <BoardCard id={id} store={store} />
              </li>
            ))}
          </ul>
        )}
        {ids.length === 0 && !held && <p className="pipeline-more">{t(narrowed ? "column.noneKept" : "column.none")}</p>}
        {!sent && rest > 0 && !narrowed && <p className="pipeline-more">{t("column.more", { n: rest })}</p>}
      </div>
    </section>
  );
});
