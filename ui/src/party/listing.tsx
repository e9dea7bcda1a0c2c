// The list of organisations, and that of people: everybody who is signed in may see them all.
import { type ReactNode, useCallback, useState } from "react";
import { useLocation } from "wouter";
import { usePages } from "../api/pages";
import { useMay } from "../api/session";
import { useActs } from "../parts/act";
import { EmptyPage, ErrorBanner } from "../parts/say";
import { Page } from "../parts/shell";
import { type Column, Table } from "../parts/table";
import { oneOf, text, useView, view } from "../parts/view";
import { AddButton } from "./add";
import { Find } from "./find";
import { t } from "./t";
import { type Noun, plural } from "./use";
import "./party.css";

const looked = view({ q: text(), relation: text(), owner: text(), sort: oneOf(["name", "-changed"], "name") });

type Row = { id: string; name: string };
type Answer = { next?: string; count: number; names?: Record<string, string> };

export function Listing<R extends Row, A extends Answer>(props: {
  noun: Noun;
  /** Other words under which the palette finds the adding. */
  words: string;
  /** Takes the rows out of an answer; it must not change between renders. */
  read: (answer: A) => readonly R[];
  columns: (names: Record<string, string>) => Column<R>[];
  add: (onDone: (id: string) => void, onClose: () => void) => ReactNode;
}) {
  const { noun } = props;
  const many = plural[noun];
  const [v, set] = useView(looked);
  const list = usePages<R, A>(`/api/${many}`, noun, v, props.read);
  const [adding, setAdding] = useState(false);
  const sells = useMay("sell");
  const [, go] = useLocation();
  const add = () => setAdding(true);
  useActs(sells ? [{ id: `${noun}.add`, title: t(`${noun}.add`), icon: noun, keys: "a", words: props.words, run: add }] : []);
  const open = useCallback((id: string) => go(`/${many}/${id}`), [go, many]);
  const columns = props.columns(list.names);
  const filtered = !!(v.q || v.relation || v.owner);
  const said = filtered ? "empty.found" : (`${many}.none` as const);
  return (
    <Page title={t(many)} flush tools={sells && <AddButton slim label={t(`${noun}.add`)} onClick={add} />}>
      <div className="party-list">
        <Find at={`/${many}`} value={v} onChange={set} />
        {list.error !== undefined && list.rows.length === 0 ? (
          <ErrorBanner error={list.error} onRetry={list.again} />
        ) : (
          <div className="party-table" aria-busy={!list.fresh}>
            <Table
              label={t(many)}
              rows={list.rows}
              total={list.count}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
              columns={columns}
              onOpen={(row) => open(row.id)}
              onEnd={list.more}
              empty={
                list.fresh ? (
                  <EmptyPage
                    title={t(said)}
                    text={t(`${said}.text`)}
                    act={!filtered && sells ? <AddButton label={t(`${noun}.add`)} onClick={add} /> : undefined}
                    example={filtered ? undefined : t(`${many}.none.example`)}
                  />
                ) : undefined
              }
            />
            <p className="party-count" role="status">
              {list.fresh && list.rows.length > 0 ? t(`${many}.n`, { n: list.count }) : ""}
            </p>
          </div>
        )}
      </div>
      {adding && props.add(open, () => setAdding(false))}
    </Page>
  );
}
