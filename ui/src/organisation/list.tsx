// Organisations.
import { useMemo } from "react";
import { Link } from "wouter";
import { useMembers } from "../api/members";
import type { OrganisationList, OrganisationRow } from "../api/types";
import { AddOrganisation } from "../party/add";
import { countryName } from "../party/country";
import { Listing } from "../party/listing";
import { Relation } from "../party/relation";
import { t } from "../party/t";
import type { Column } from "../parts/table";

const rowsOf = ({ organisations }: OrganisationList) => organisations;

export default function Organisations() {
  const columns = useColumns();
  return (
    <Listing<OrganisationRow, OrganisationList>
      noun="organisation"
      words="company account customer"
      read={rowsOf}
      columns={() => columns}
      add={(onDone, onClose) => <AddOrganisation onDone={onDone} onClose={onClose} />}
    />
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
