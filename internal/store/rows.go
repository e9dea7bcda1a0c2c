package store

import (
	"fmt"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/party"
)

// rowsOf adds the rows of one object to r.
func (b *batch) rowsOf(o *object, r *rowset) error {
	raw, err := o.canonical()
	if err != nil {
		return err
	}
	switch s := o.state.(type) {
	case deal.Deal:
		return b.dealRows(o, s, raw, r)
	case party.Organisation:
		r.add(tableOrganisation(), organisationRow(o, s, raw))
	case party.Person:
		r.add(tablePerson(), personRow(o, s, raw))
	case access.Account:
		r.add(tableAccess(), []any{o.born, o.id, o.n, s.SignedIn, o.changed, raw})
	case access.Member:
		r.add(tableMember(), []any{o.born, o.id, o.n, s.Name, s.Email, string(s.Role), s.Manager, s.Active, o.changed, raw})
	case company.Company:
		r.add(tableCompany(), []any{o.born, o.id, o.n, o.changed, raw})
	case company.View:
		r.add(tableView(), []any{o.born, o.id, o.n, s.Owner, s.Team, s.Gone, o.changed, raw})
	default:
		return fmt.Errorf("%s has no rows", o.subject())
	}
	b.blockRows(o, r)
	return nil
}

// nounTable is a table of nouns: a row replaces the one of the same id and keeps its born.
func nounTable(name string, columns ...string) table {
	return table{name: name, columns: columns, key: []string{"id"}, keep: []string{"born"}}
}

func tableAccess() table {
	return nounTable("access", "born", "id", "version", "signed_in", "changed_at", "state")
}

func tableMember() table {
	return nounTable("member", "born", "id", "version", "name", "email", "role", "manager", "active", "changed_at", "state")
}

func tableCompany() table {
	return nounTable("company", "born", "id", "version", "changed_at", "state")
}

func tableView() table {
	return nounTable("view", "born", "id", "version", "owner", "team", "gone", "changed_at", "state")
}

func tableOrganisation() table {
	return nounTable("organisation", "born", "id", "version", "name", "sort_key", "domain", "sector", "country", "city",
		"relation", "owner", "parent", "since", "changed_at", "withdrawn", "merged_into", "state")
}

func organisationRow(o *object, s party.Organisation, raw []byte) []any {
	return []any{o.born, o.id, o.n, s.Name, party.SortKey(s.Name), s.Domain, s.Sector, s.Country, s.City,
		string(s.Relation), s.Owner, s.Parent, s.Since, o.changed, s.Withdrawn, s.MergedInto, raw}
}

func tablePerson() table {
	return nounTable("person", "born", "id", "version", "name", "sort_key", "organisation", "title", "email", "phone",
		"relation", "owner", "consent", "since", "changed_at", "withdrawn", "erased", "merged_into", "state")
}

func personRow(o *object, s party.Person, raw []byte) []any {
	return []any{o.born, o.id, o.n, s.Name, party.SortKey(s.Name), s.Organisation, s.Title, first(s.Emails), first(s.Phones),
		string(s.Relation), s.Owner, string(s.Consent), s.Since, o.changed, s.Withdrawn, s.Erased, s.MergedInto, raw}
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

const sqlBlockEnd = `DELETE FROM block WHERE noun = $1 AND word = $2 AND id = $3`

// blockRows keeps the keys by which duplicates are found.
func (b *batch) blockRows(o *object, r *rowset) {
	var had []string
	if o.was != nil {
		had = blocksOf(o.was)
	}
	has := blocksOf(o)
	for _, w := range added(has, had) {
		r.drop(sqlBlockEnd, o.noun, w, o.id)
	}
	for _, w := range added(had, has) {
		r.add(tableBlock(), []any{o.noun, w, o.id})
	}
}

func tableBlock() table {
	columns := []string{"noun", "word", "id"}
	return table{name: "block", columns: columns, key: columns}
}
