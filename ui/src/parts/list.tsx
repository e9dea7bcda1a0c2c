// Long lists: only what is near the window is in the document, whatever the length.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Below this many rows a list is simply written out: it can be searched and printed. */
export const plainBelow = 60;
/** A print of more rows than this shows what was on the screen. */
const printAtMost = 2000;

/** True while the page is being printed. */
export function usePrinting(): boolean {
  const [printing, set] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => set(true));
    const after = () => set(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}

/** Whether n rows are virtual now. */
export function useVirtual(n: number): boolean {
  const printing = usePrinting();
  return n >= plainBelow && !(printing && n <= printAtMost);
}

type ListProps<Item> = {
  items: readonly Item[];
  itemKey: (item: Item) => string;
  /** The usual height in pixels; items are measured when they come into sight. */
  height: number;
  label: string;
  className?: string;
  children: (item: Item, index: number) => ReactNode;
  /** Gets `scrollTo(index)`, so that `j` and `k` can follow. */
  control?: RefObject<{ scrollTo: (index: number) => void } | null>;
  /** After the last one: "58 more". */
  end?: ReactNode;
};

/** A list in a scroller of its own: give it a height by its surroundings. */
export function VirtualList<Item>(props: ListProps<Item>) {
  const virtual = useVirtual(props.items.length);
  return virtual ? <LongList {...props} /> : <ShortList {...props} />;
}

const scroller = { overflowY: "auto", minHeight: 0, flex: 1, scrollbarWidth: "thin", overscrollBehavior: "contain" } as const;

function ShortList<Item>({ items, itemKey, label, className, children, control, end }: ListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!control) return;
    control.current = {
      scrollTo: (index) => box.current?.querySelectorAll(":scope > ul > li")[index]?.scrollIntoView({ block: "nearest" }),
    };
  }, [control]);
  return (
    <div ref={box} className={className} style={scroller}>
      <ul aria-label={label}>
        {items.map((item, i) => (
          <li key={itemKey(item)}>{children(item, i)}</li>
        ))}
      </ul>
      {end}
    </div>
  );
}

function LongList<Item>({ items, itemKey, height, label, className, children, control, end }: ListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (i) => itemKey(items[i]!),
    overscan: 6,
  });
  useEffect(() => {
    if (control) control.current = { scrollTo: (index) => rows.scrollToIndex(index, { align: "auto" }) };
  }, [control, rows]);
  return (
    <div ref={box} className={className} style={scroller} tabIndex={-1}>
      <ul aria-label={label} style={{ position: "relative", height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <li
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            aria-setsize={items.length}
            aria-posinset={row.index + 1}
            style={{ position: "absolute", insetInline: 0, top: 0, transform: `translateY(${row.start}px)` }}
          >
            {children(items[row.index]!, row.index)}
          </li>
        ))}
      </ul>
      {end}
    </div>
  );
}
