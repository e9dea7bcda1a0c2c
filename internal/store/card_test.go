package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/money"
	"cairn/party"
	"cairn/process"
)

// seeded makes deals of ana with an organisation, and gives their ids.
func seeded(t *testing.T, db *DB, n int) (ids []string) {
	t.Helper()
	p := process.MustParse(string(process.Templates()[0].Text))
	_, _, err := db.Write(t.Context(), Work{Actor: "ana", Do: func(tx *Tx) (any, error) {
		all := []Entry{
			{Subject: company.Subject, Body: company.SetUp{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR", Locale: "en-GB", Week: []int{1}, Fiscal: 1}},
			{Subject: company.Subject, Body: company.Published{Key: p.Key, Version: p.Version(), Text: string(process.Print(p)), Default: true}},
			{Subject: "member:ana", Body: access.MemberAdded{ID: "ana", Role: access.Owner, Name: "Ana Demo"}},
			{Subject: "organisation:o", Body: party.OrganisationAdded{ID: "o", Name: "Stones", Owner: "ana"}},
		}
		for i := range n {
			id := tx.NewID()
			body, err := deal.New(p, deal.Opened{ID: id, Name: fmt.Sprint("deal ", i), Organisation: "o", Owner: "ana"}, deal.Now{At: tx.Now(), Occurred: tx.Now(), Today: "2026-01-05"})
			if err != nil {
				return nil, err
			}
			ids, all = append(ids, id), append(all, Entry{Subject: "deal:" + id, Body: body})
		}
		for _, e := range all {
			if err := tx.Record(e); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Rows that are kept are those that are there, whatever was committed between two lists.
func TestCardsAreFresh(t *testing.T) {
	db := opened(t, filepath.Join(t.TempDir(), "c.db"))
	ctx := t.Context()
	see, f := All(), Filter{Owners: []string{"ana"}}
	value := func(n int64) *money.Money { return &money.Money{Minor: n, Currency: "EUR"} }
	ids := seeded(t, db, 30)
	for i := range 60 {
		rows, _, err := db.Deals(ctx, see, f, "-changed", "", 20)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := rowsOf(ctx, db, scanDeal, dealColumns+" WHERE d.owner = 'ana' ORDER BY d.changed_at DESC, d.born DESC LIMIT 20")
		if err != nil {
			t.Fatal(err)
		}
		for j, r := range whole {
			if rows[j] != r.DealRow {
				t.Fatalf("after %d changes: %+v is listed, and %+v is there", i, rows[j], r.DealRow)
			}
		}
		if turn, still := db.cards.stand(); !still || turn == 0 || len(db.cards.rows) == 0 {
			t.Fatalf("nothing is kept in turn %d", turn)
		}
		_, _, err = db.Write(ctx, Work{Actor: "ana", Do: func(tx *Tx) (any, error) {
			if name := fmt.Sprint("Stones ", i); i%10 == 9 {
				return nil, tx.Record(Entry{Subject: "organisation:o", Body: party.OrganisationChanged{Name: &name}})
			}
			return nil, tx.Record(Entry{Subject: "deal:" + ids[i*7%len(ids)], Body: deal.Changed{Value: value(int64(i))}})
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What is read while a commit is under way is not kept.
func TestCardsOfAnotherTurn(t *testing.T) {
	c := cards{sole: true}
	turn, still := c.stand()
	if !still {
		t.Fatal("nothing is under way")
	}
	c.committing()
	if _, still := c.stand(); still {
		t.Error("a commit is under way")
	}
	c.keep(turn, []keyed{{born: 1}})
	c.committed(nil, nil)
	c.keep(turn, []keyed{{born: 2}})
	if len(c.rows) != 0 {
		t.Errorf("kept %v", c.rows)
	}
	turn, _ = c.stand()
	for i := range int64(mostCards + 10) {
		c.keep(turn, []keyed{{born: i, DealRow: DealRow{ID: fmt.Sprint(i)}}})
	}
	if len(c.rows) != mostCards {
		t.Errorf("%d rows are kept", len(c.rows))
	}
	if _, missing := c.find([]int64{mostCards + 9, -1}); len(missing) != 1 {
		t.Errorf("missing %v", missing)
	}
}
