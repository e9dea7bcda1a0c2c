// People.
import { useCallback } from "react";
import { Link } from "wouter";
import { useMembers } from "../api/members";
import type { Person, PersonList } from "../api/types";
import { AddPerson } from "../party/add";
import { Listing } from "../party/listing";
import { Relation } from "../party/relation";
import { t } from "../party/t";
import type { Column } from "../parts/table";

const rowsOf = ({ people }: PersonList) => people;

export default function People() {
  const columns = useColumns();
  return (
    <Listing<Person, PersonList>
      noun="person"
      words="contact"
      read={rowsOf}
      columns={columns}
      add={(onDone, onClose) => <AddPerson onDone={onDone} onClose={onClose} />}
    />
  );
}

function useColumns(): (names: Record<string, string>) => Column<Person>[] {
  const members = useMembers();
  return useCallback(
    (names) => [
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
    [members],
  );
}
