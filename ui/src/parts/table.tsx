// The table of every page: hairlines, figures right, heads that sort, rows that open and
// can be chosen, thousands of them.
//
//   <Table label="Deals" rows={deals} rowKey={(d) => d.id} columns={columns}
//          sort={view.sort} onSort={(sort) => setView({ sort })} onOpen={open} />
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { t } from "../i18n/t";
import { Icon } from "./icon";
import { useVirtual } from "./list";

/** A column. `by` makes it sortable; give figures `end`. */
export type Column<Row> = {
  id: string;
  head: string;
  cell: (row: Row) => ReactNode;
  by?: (row: Row) => string | number | null | undefined;
  end?: boolean;
  /** CSS width; columns without one share the rest. */
  width?: string;
  /** The name of the row: bold, said with each cell. One column has it. */
  name?: boolean;
  /** Left out below 900 or below 640 px of the table's width. */
  hide?: "medium" | "narrow";
  foot?: ReactNode;
};

/** A column's id, with "-" in front for falling. */
export type Sort = string;

/** Rows in order. Nothing (null) is last either way; equal rows keep their order. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const falling = sort?.startsWith("-");
  const by = columns.find((column) => column.id === (falling ? sort?.slice(1) : sort))?.by;
  if (!by) return rows;
  const sign = falling ? -1 : 1;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return rows
    .map((row) => ({ row, key: by(row) ?? null }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
      return sign * compare(String(a.key), String(b.key));
    })
    .map(({ row }) => row);
}

/** What a click on a head asks for: rising, falling, then as it was. */
export function nextSort(sort: Sort | undefined, id: string): Sort | undefined {
  return sort === id ? `-${id}` : sort === `-${id}` ? undefined : id;
}

type TableProps<Row> = {
  label: string;
  rows: readonly Row[];
  /** How many there are, where not all of them have been asked for. */
  total?: number;
  rowKey: (row: Row) => string;
  /** What a row is called where it is said: for its tick. */
  rowName?: (row: Row) => string;
  columns: readonly Column<Row>[];
  sort?: Sort | undefined;
  onSort?: (sort: Sort | undefined) => void;
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
  onOpen?: (row: Row) => void;
  /** The last rows have come into sight: more can be asked for. */
  onEnd?: () => void;
  /** Shown instead of rows. */
  empty?: ReactNode;
};

/** Rows are shown as given: sort them with `sorted`, or ask the server. */
export function Table<Row>(props: TableProps<Row>) {
  const { rows, rowKey, columns } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(rows.length);
  const height = useRowHeight(box);
  const view = useVirtualizer({
    count: virtual ? rows.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => view.measure(), [view, height]);
  const at = useCursor(props, box, (i) => virtual && view.scrollToIndex(i, { align: "auto" }));
  const items = virtual ? view.getVirtualItems() : [];
  const before = items[0]?.start ?? 0;
  const after = virtual ? view.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const shown = virtual ? items.map((item) => item.index) : rows.map((_, i) => i);
  const { onEnd } = props;
  const ended = rows.length > 0 && (shown.at(-1) ?? 0) >= rows.length - 10;
  useEffect(() => {
    if (ended) onEnd?.();
  }, [ended, rows.length, onEnd]);

  if (rows.length === 0 && props.empty) return props.empty;
  return (
    <div ref={box} className="grid-box">
      <table
        className="t grid"
        role="grid"
        aria-label={props.label}
        aria-rowcount={Math.max(props.total ?? 0, rows.length) + 1}
        aria-multiselectable={props.onChoose ? true : undefined}
        onKeyDown={at.press}
      >
        <Head {...props} />
        <tbody>
          {before > 0 && <Pad height={before} />}
          {shown.map((i) => (
            <Line key={rowKey(rows[i]!)} {...props} row={rows[i]!} index={i} current={i === at.index} choose={at.choose} />
          ))}
          {after > 0 && <Pad height={after} />}
        </tbody>
        {columns.some((column) => column.foot !== undefined) && (
          <tfoot>
            <tr>
              {props.onChoose && <td className="pick" />}
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.foot}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const cellClass = <Row,>(column: Column<Row>) =>
  `${column.end ? "num" : ""} ${column.name ? "name" : ""} ${column.hide ? `hide-${column.hide}` : ""}`;

const headClass = <Row,>(column: Column<Row>) =>
  `${column.end ? "num" : ""} ${column.name ? "lead" : ""} ${column.hide ? `hide-${column.hide}` : ""}`;

/** The room of rows that are out of sight. One cell: to span hidden columns would make room for them. */
const Pad = ({ height }: { height: number }) => (
  <tr className="pad" aria-hidden="true">
    <td style={{ height }} />
  </tr>
);

/** The row's height as the tokens give it: another under a finger. */
function useRowHeight(box: React.RefObject<HTMLElement | null>): number {
  const [height, set] = useState(32);
  useEffect(() => {
    const read = () => {
      const row = box.current && Number.parseFloat(getComputedStyle(box.current).getPropertyValue("--row"));
      if (row) set(row);
    };
    read();
    window.addEventListener("resize", read);
    return () => window.removeEventListener("resize", read);
  }, [box]);
  return height;
}

function Head<Row>({ columns, rows, rowKey, sort, onSort, chosen, onChoose }: TableProps<Row>) {
  const all = rows.length > 0 && rows.every((row) => chosen?.has(rowKey(row)));
  const some = !all && rows.some((row) => chosen?.has(rowKey(row)));
  return (
    <thead>
      <tr>
        {onChoose && (
          <th className="pick" scope="col">
            <input
              type="checkbox"
              className="check"
              aria-label={t("table.chooseAll")}
              checked={all}
              ref={(input) => {
                if (input) input.indeterminate = some;
              }}
              onChange={() => onChoose(new Set(all ? [] : rows.map(rowKey)))}
            />
          </th>
        )}
        {columns.map((column) => {
          const way = sort === column.id ? "ascending" : sort === `-${column.id}` ? "descending" : undefined;
          return (
            <th key={column.id} scope="col" className={headClass(column)} style={{ width: column.width }} aria-sort={way}>
              {column.by && onSort ? (
                <button type="button" title={t("table.sort", { what: column.head })} onClick={() => onSort(nextSort(sort, column.id))}>
                  <span className="cut">{column.head}</span>
                  {way && <Icon name={way === "ascending" ? "up" : "down"} size={12} />}
                </button>
              ) : (
                column.head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Line<Row>(
  props: TableProps<Row> & { row: Row; index: number; current: boolean; choose: (index: number, range: boolean) => void },
) {
  const { row, index, columns, rowKey, chosen, onChoose, onOpen } = props;
  const picked = chosen?.has(rowKey(row)) ?? false;
  const name = props.rowName?.(row) ?? rowKey(row);
  return (
    <tr
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={onChoose ? picked : undefined}
      className={onOpen ? "opens" : undefined}
      tabIndex={props.current ? 0 : -1}
      onClick={(e) => {
        const target = e.target as HTMLElement;
        if (target.closest("a, button, input, label, [role=dialog]")) return;
        if (onChoose && (e.metaKey || e.ctrlKey || e.shiftKey)) props.choose(index, e.shiftKey);
        else onOpen?.(row);
      }}
    >
      {onChoose && (
        <td className="pick">
          <input
            type="checkbox"
            className="check"
            tabIndex={-1}
            aria-label={t("table.choose", { what: name })}
            checked={picked}
            onChange={(e) => props.choose(index, (e.nativeEvent as MouseEvent).shiftKey)}
          />
        </td>
      )}
      {columns.map((column) =>
        column.name ? (
          <th key={column.id} scope="row" className={cellClass(column)}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} className={cellClass(column)}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}

/** One row has the focus; arrows, j and k, Home and End move it, Enter opens, x chooses. */
function useCursor<Row>(
  props: TableProps<Row>,
  box: React.RefObject<HTMLElement | null>,
  reveal: (index: number) => void,
) {
  const { rows, rowKey, chosen, onChoose, onOpen } = props;
  const [cursor, set] = useState(0);
  const from = useRef(0);
  const index = Math.min(cursor, Math.max(0, rows.length - 1));

  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    set(next);
    reveal(next);
    // A row that was out of sight is in the document only after the scroll.
    let tries = 3;
    const focus = () => {
      const row = box.current?.querySelector<HTMLElement>(`tbody tr[data-index="${next}"]`);
      if (row) row.focus({ preventScroll: reveal === undefined });
      else if (tries-- > 0) requestAnimationFrame(focus);
    };
    focus();
  };
  const choose = (i: number, range: boolean) => {
    if (!onChoose || !rows[i]) return;
    const next = new Set(chosen);
    if (range) {
      const [low, high] = [Math.min(from.current, i), Math.max(from.current, i)];
      for (const row of rows.slice(low, high + 1)) next.add(rowKey(row));
    } else {
      const key = rowKey(rows[i]);
      if (!next.delete(key)) next.add(key);
      from.current = i;
    }
    set(i);
    onChoose(next);
  };
  const press = (e: KeyboardEvent<HTMLElement>) => {
    const target = e.target as HTMLElement;
    const inRow = target.closest<HTMLElement>("tbody tr[data-index]");
    if (!inRow || e.metaKey || e.ctrlKey || e.altKey) return;
    const at = Number(inRow.dataset.index);
    const page = 15;
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[e.key];
    if (to !== undefined) {
      move(to);
      if (e.shiftKey && onChoose) choose(Math.max(0, Math.min(rows.length - 1, to)), true);
    } else if (e.key === "Enter" && target === inRow && onOpen) onOpen(rows[at]!);
    else if (e.key === "x" && onChoose) choose(at, false);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return { index, press, choose };
}
