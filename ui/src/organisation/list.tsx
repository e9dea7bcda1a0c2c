// Organisations: everybody who is signed in may see them all.
import { useCallback, useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useMembers } from "../api/members";
import { useMay } from "../api/session";
import type { OrganisationList, OrganisationRow } from "../api/types";
import { AddButton, AddOrganisation } from "../party/add";
import { countryName } from "../party/country";
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
const rowsOf = ({ organisations }: OrganisationList) => organisations;

export default function Organisations() {
  const [v, set] = useView(looked);
  const list = usePages<OrganisationRow, OrganisationList>("/api/organisations", "organisation", v, rowsOf);
  const [adding, setAdding] = useState(false);
  const sells = useMay("sell");
  const [, go] = useLocation();
  useActs(sells ? [{ id: "organisation.add", title: t("organisation.add"), icon: "organisation", keys: "a", words: "company account customer", run: () => setAdding(true) }] : []);
  const open = useCallback((id: string) => go(`/organisations/${id}`), [go]);
  const columns = useColumns();
  const filtered = !!(v.q || v.relation || v.owner);
  return (
    <Page title={t("organisations")} flush tools={sells && <AddButton slim label={t("organisation.add")} onClick={() => setAdding(true)} />}>
      <div className="party-list">
        <Find at="/organisations" value={v} onChange={set} />
        {list.error !== undefined && list.rows.length === 0 ? (
          <ErrorBanner error={list.error} onRetry={list.again} />
        ) : (
          <div className="party-table" aria-busy={!list.fresh}>
            <Table
              label={t("organisations")}
              rows={list.rows}
              rowKey={(row) => row.id}
              rowName={(row) => row.name}
              columns={columns}
              onOpen={(row) => open(row.id)}
              onEnd={list.more}
              empty={
                list.fresh ? (
                  <EmptyPage
                    title={t(filtered ? "empty.found" : "organisations.empty")}
                    text={t(filtered ? "empty.found.text" : "organisations.empty.text")}
                    act={!filtered && sells ? <AddButton label={t("organisation.add")} onClick={() => setAdding(true)} /> : undefined}
                    example={filtered ? undefined : t("organisations.empty.example")}
                  />
                ) : undefined
              }
            />
            <p className="party-count" role="status">
              {list.fresh && list.rows.length > 0 ? t("organisations.n", { n: list.count }) : ""}
            </p>
          </div>
        )}
      </div>
      {adding && <AddOrganisation onDone={open} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(): Column<OrganisationRow>[] {
  const members = useMembers();
  return useMemo(
    () => [
      {
        id: "name",
        head: t("fact.name"),
        name: true,
        cell: (row) => (
          <Link href={`/organisations/${row.id}`} className="cut">
            {row.name}
          </Link>
        ),
      },
      { id: "place", head: t("fact.place"), width: "22%", hide: "narrow", cell: (row) => [row.city, countryName(row.country)].filter(Boolean).join(", ") },
      { id: "sector", head: t("fact.sector"), width: "15%", hide: "medium", cell: (row) => row.sector ?? "" },
      { id: "relation", head: t("fact.relation"), width: "15%", hide: "narrow", cell: (row) => <Relation of={row.relation} /> },
      { id: "owner", head: t("fact.owner"), width: "15%", hide: "medium", cell: (row) => members.find(({ id }) => id === row.owner)?.name ?? "" },
      { id: "open", head: t("deals.openHead"), width: "84px", end: true, cell: (row) => row.open || <span className="faint">–</span> },
    ],
    [members],
  );
}
