// People, who are visible to everybody who is signed in.
import { useCallback, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useMembers } from "../api/members";
import { useMay } from "../api/session";
import type { Person, PersonList } from "../api/types";
import { AddButton, AddPerson } from "../party/add";
import { Find } from "../party/find";
import { usePages } from "../party/pages";
import { Relation } from "../party/relation";
import { t } from "../party/t";
import "../party/party.css";
import { useActs } from "../parts/act";
import { EmptyPage, ErrorBanner } from "../parts/say";
import { Page } from "../parts/shell";
import { type Column, Table } from "../parts/table";
import { oneOf, text, useView, view } from "../parts/view";

const looked = view({ q: text(), relation: text(), owner: text(), sort: oneOf(["name", "-changed"], "name") });
const rowsOf = ({ people }: PersonList) => people;

export default function People() {
  const [v, set] = useView(looked);
  const list = usePages<Person, PersonList>("/api/people", "person", v, rowsOf);
  const [adding, setAdding] = useState(false);
  const sells = useMay("sell");
  const [, go] = useLocation();
  useActs(sells ? [{ id: "person.add", title: t("person.add"), icon: "person", keys: "a", words: "contact", run: () => setAdding(true) }] : []);
  const open = useCallback((id: string) => go(`/people/${id}`), [go]);
  const columns = useColumns(list.names);
  const filtered = !!(v.q || v.relation || v.owner);
  return (
    <Page title={t("people")} flush tools={sells && <AddButton slim label={t("person.add")} onClick={() => setAdding(true)} />}>
      <div className="party-list">
        <Find at="/people" value={v} onChange={set} />
        {list.error !== undefined && list.rows.length === 0 ? (
          <ErrorBanner error={list.error} onRetry={list.again} />
        ) : (
          <div className="party-table" aria-busy={!list.fresh}>
            <Table
              label={t("people")}
              rows={list.rows}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
              columns={columns}
              onOpen={(row) => open(row.id)}
              onEnd={list.more}
              empty={
                list.fresh ? (
                  <EmptyPage
                    title={t(filtered ? "empty.found" : "people.none")}
                    text={t(filtered ? "empty.found.text" : "people.none.text")}
                    act={!filtered && sells ? <AddButton label={t("person.add")} onClick={() => setAdding(true)} /> : undefined}
                    example={filtered ? undefined : t("people.none.example")}
                  />
                ) : undefined
              }
            />
            <p className="party-count" role="status">
              {list.fresh && list.rows.length > 0 ? t("people.n", { n: list.count }) : ""}
            </p>
          </div>
        )}
      </div>
      {adding && <AddPerson onDone={open} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(names: Record<string, string>): Column<Person>[] {
  const members = useMembers();
  return useMemo(
    () => [
      {
        id: "name",
        head: t("fact.name"),
        name: true,
        cell: (row) => (
          <Link href={`/people/${row.id}`} className="cut">
            {row.name || t("erased")}
          </Link>
        ),
      },
      { id: "title", head: t("fact.title"), width: "20%", hide: "narrow", cell: (row) => row.title ?? "" },
      {
        id: "organisation",
        head: t("fact.organisation"),
        width: "24%",
        cell: (row) => row.organisation && <Link href={`/organisations/${row.organisation}`}>{names[row.organisation]}</Link>,
      },
      { id: "phone", head: t("fact.phone"), width: "15%", hide: "medium", cell: (row) => row.phones?.[0] ?? "" },
      { id: "relation", head: t("fact.relation"), width: "13%", hide: "narrow", cell: (row) => <Relation of={row.relation} /> },
      { id: "owner", head: t("fact.owner"), width: "13%", hide: "medium", cell: (row) => members.find(({ id }) => id === row.owner)?.name ?? "" },
    ],
    [members, names],
  );
}
