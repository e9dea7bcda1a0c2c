package storetest

import (
	"reflect"
	"testing"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/store"
)

func testSecrets(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	w.do("ana", func(tx *store.Tx) error {
		tx.SetPasswordHash("ana", "first")
		tx.SetPasswordHash("ana", "second")
		if h, err := tx.PasswordHash("ana"); h != "second" || err != nil {
			t.Errorf("staged: %s, %v", h, err)
		}
		return nil
	})
	if h, err := w.db.PasswordHash(ctx, "ana"); h != "second" || err != nil {
		t.Errorf("the password is %s, %v", h, err)
	}
	if h, err := w.db.PasswordHash(ctx, "nobody"); h != "" || err != nil {
		t.Errorf("nobody's password is %s, %v", h, err)
	}
	testSessions(t, w)
	testTokens(t, w)
	w.sound()
}

// alone does something on secrets in a work of its own.
func (w *world) alone(do func(*store.Tx) error) {
	w.t.Helper()
	_, _, err := w.db.Write(w.t.Context(), store.Work{Actor: "ana", Alone: true, Do: func(tx *store.Tx) (any, error) { return nil, do(tx) }})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) session(s store.Session) {
	w.t.Helper()
	w.alone(func(tx *store.Tx) error { tx.AddSession(s); return nil })
}

func testSessions(t *testing.T, w *world) {
	ctx, now := t.Context(), w.db.Now()
	s := store.Session{
		Hash: []byte("s1"), Member: "ana", Created: now, Seen: now, Expires: now + 1e12, Agent: "a browser", How: "password", Second: "totp", Address: "192.0.2.1",
	}
	w.session(s)
	if got, err := w.db.Session(ctx, s.Hash); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("the session is %+v, %v", got, err)
	}
	if err := w.db.TouchSession(ctx, s.Hash, now+5, now+7e6, "192.0.2.2"); err != nil {
		t.Error(err)
	}
	if got, _ := w.db.Sessions(ctx, "ana"); len(got) != 1 || got[0].Seen != now+5 || got[0].Address != "192.0.2.2" {
		t.Errorf("the sessions are %+v", got)
	}
	for range 8 {
		w.db.Now() // seconds pass
	}
	gone := func(hash string) {
		t.Helper()
		_, err := w.db.Session(ctx, []byte(hash))
		is(t, err, fault.NotFound, "session")
	}
	gone("s1")
	s.Expires = now + 1e12
	for _, hash := range []string{"s2", "s3", "s4"} {
		s.Hash = []byte(hash)
		w.session(s)
	}
	w.alone(func(tx *store.Tx) error { tx.EndSession([]byte("s2")); return nil })
	gone("s2")
	w.alone(func(tx *store.Tx) error {
		if all, err := tx.Sessions("ana"); len(all) != 3 || err != nil { // s1 has run out and is still there
			t.Errorf("the sessions are %+v, %v", all, err)
		}
		tx.EndOtherSessions("ana", []byte("s3"))
		return nil
	})
	gone("s4")
	if _, err := w.db.Session(ctx, []byte("s3")); err != nil {
		t.Error(err)
	}
	w.alone(func(tx *store.Tx) error { tx.EndSessions("ana"); return nil })
	gone("s3")
}

func testTokens(t *testing.T, w *world) {
	ctx, now := t.Context(), w.db.Now()
	k := store.Token{ID: "t1", Hash: []byte("h"), Member: "ana", Name: "a script", Created: now, Scopes: []access.Capability{access.Read, access.Sell}}
	wide := store.Token{ID: "t2", Hash: []byte("i"), Member: "tom", Name: "another", Created: now}
	w.alone(func(tx *store.Tx) error {
		tx.AddToken(k)
		tx.AddToken(wide)
		return nil
	})
	if err := w.db.TouchToken(ctx, "t1", now, "192.0.2.3"); err != nil {
		t.Error(err)
	}
	k.Seen, k.Address = now, "192.0.2.3"
	if got, err := w.db.Token(ctx, k.Hash); err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("the token is %+v, %v", got, err)
	}
	if got, err := w.db.Token(ctx, wide.Hash); err != nil || got.Scopes != nil {
		t.Errorf("the wide token is %+v, %v", got, err)
	}
	for member, n := range map[string]int{"ana": 1, "tom": 1, "mia": 0, "": 2} {
		if got, err := w.db.Tokens(ctx, member); err != nil || len(got) != n {
			t.Errorf("the tokens of %q are %+v, %v", member, got, err)
		}
	}
	w.alone(func(tx *store.Tx) error {
		if got, err := tx.Token("t1"); err != nil || !reflect.DeepEqual(got, k) {
			t.Errorf("the token is %+v, %v", got, err)
		}
		tx.EndToken("t1")
		tx.EndTokens("tom")
		return nil
	})
	for _, hash := range [][]byte{k.Hash, wide.Hash} {
		_, err := w.db.Token(ctx, hash)
		is(t, err, fault.NotFound, "token")
	}
}

func testSecond(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	if s, err := w.db.Second(ctx, "ana"); err != nil || s.Secret != "" || s.Left() != 0 {
		t.Errorf("before there is one: %+v, %v", s, err)
	}
	want := store.Second{Secret: "SECRETCANARY", Step: 7, Recovery: []string{"a", "", "c"}}
	w.alone(func(tx *store.Tx) error { return tx.SetSecond("ana", want) })
	if s, err := w.db.Second(ctx, "ana"); err != nil || !reflect.DeepEqual(s, want) || s.Left() != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	w.alone(func(tx *store.Tx) error {
		if s, err := tx.Second("ana"); err != nil || !reflect.DeepEqual(s, want) {
			t.Errorf("%+v, %v", s, err)
		}
		tx.SetPasswordHash("ana", "hash")
		return nil
	})
	if s, err := w.db.Second(ctx, "ana"); err != nil || s.Step != 7 {
		t.Errorf("a new password takes the second factor away: %+v, %v", s, err)
	}
	w.alone(func(tx *store.Tx) error { return tx.SetSecond("ana", store.Second{}) })
	if h, err := w.db.PasswordHash(ctx, "ana"); h != "hash" || err != nil {
		t.Errorf("without a second factor the password is %q, %v", h, err)
	}
	if s, err := w.db.Second(ctx, "ana"); err != nil || s.Secret != "" || s.Left() != 0 {
		t.Errorf("after it was removed: %+v, %v", s, err)
	}
}

func testPending(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	now := w.db.Now()
	p := store.Pending{Hash: []byte("p1"), Kind: "reset", Member: "ana", Payload: []byte("word"), Created: now, Expires: now + 1e12}
	add := func(p store.Pending) {
		w.alone(func(tx *store.Tx) error {
			tx.AddPending(p)
			return nil
		})
	}
	gone := func(kind, hash string) {
		t.Helper()
		_, err := w.db.Pending(ctx, kind, []byte(hash))
		is(t, err, fault.NotFound, "pending")
		w.alone(func(tx *store.Tx) error {
			_, err := tx.Pending(kind, []byte(hash))
			is(t, err, fault.NotFound, "pending")
			return nil
		})
	}
	add(p)
	if got, err := w.db.Pending(ctx, "reset", p.Hash); err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v, %v", got, err)
	}
	gone("half", "p1") // one made for one use does not serve for another
	w.alone(func(tx *store.Tx) error {
		if got, err := tx.Pending("reset", p.Hash); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%+v, %v", got, err)
		}
		tx.EndPending(p.Hash)
		return nil
	})
	gone("reset", "p1")
	p.Expires = w.db.Now()
	add(p)
	gone("reset", "p1") // its time is over
	p.Hash, p.Expires = []byte("p2"), now+1e12
	add(p)
	p.Hash, p.Kind = []byte("p3"), "half"
	add(p)
	w.alone(func(tx *store.Tx) error {
		tx.EndPendings("ana", "reset")
		return nil
	})
	gone("reset", "p2")
	if _, err := w.db.Pending(ctx, "half", []byte("p3")); err != nil {
		t.Errorf("ending one kind ends another: %v", err)
	}
}

func testAttempts(t *testing.T, place Place) {
	w := furnished(t, place)
	read := func(who string) (a store.Attempts) {
		w.alone(func(tx *store.Tx) (err error) {
			a, err = tx.Attempts(who)
			return err
		})
		return a
	}
	w.alone(func(tx *store.Tx) error {
		tx.SetAttempts("ana", store.Attempts{N: 3, Last: tx.Now()})
		tx.SetAttempts("tom", store.Attempts{N: 1, Last: tx.Now()})
		return nil
	})
	if a, b, c := read("ana"), read("tom"), read("eve"); a.N != 3 || b.N != 1 || c.N != 0 {
		t.Errorf("%+v, %+v, %+v", a, b, c)
	}
	w.db.Close()
	w.open() // they outlive the program
	if a := read("ana"); a.N != 3 {
		t.Errorf("after a new start: %+v", a)
	}
	w.alone(func(tx *store.Tx) error {
		tx.SetAttempts("ana", store.Attempts{})
		return nil
	})
	if a := read("ana"); a != (store.Attempts{}) {
		t.Errorf("forgiven: %+v", a)
	}
	w.clock.Add(25 * 3600 * 1e6)
	if err := w.db.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := read("tom"); a.N != 0 {
		t.Errorf("a day later: %+v", a)
	}
}

func testAccount(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	if a, err := w.db.Account(ctx, "ana"); err != nil || a != (access.Account{Member: "ana"}) {
		t.Errorf("before anything: %+v, %v", a, err)
	}
	from := &access.Origin{Address: "192.0.2.9", Agent: "a browser"}
	w.do("ana", func(tx *store.Tx) error {
		err := record(tx, store.Entry{Subject: "access:ana", Seal: "member:ana", Body: access.SignedIn{How: "password", From: from}},
			store.Entry{Subject: "access:ana", Seal: "member:ana", Body: access.TokenMade{ID: "t", Name: "a script"}})
		if a, e := tx.Account("ana"); e != nil || a.SignIns != 1 {
			t.Errorf("as the work sees it: %+v, %v", a, e)
		}
		return err
	})
	w.do("tom", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "access:tom", Seal: "member:tom", Body: access.Refused{Why: "password", From: from}})
	})
	a, err := w.db.Account(ctx, "ana")
	if err != nil || a.SignIns != 1 || a.Tokens != 1 || a.SignedIn == 0 {
		t.Errorf("%+v, %v", a, err)
	}
	if all, err := w.db.Accounts(ctx); err != nil || len(all) != 2 || all[0] != a || all[1].Refused != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	w.sound()
	w.alone(func(tx *store.Tx) error { return tx.Erase("member:tom") }) // from where tom came, too
	w.sound()
	for _, r := range w.exported() {
		if r.Subject == "access:tom" && r.Private != nil || r.Subject == "access:ana" && r.N == 1 && r.Private == nil {
			t.Errorf("after erasing tom, event %d of %s has %s", r.N, r.Subject, r.Private)
		}
	}
	copied := empty(t, place)
	if err := copied.db.Restore(ctx, stream(w.exported())); err != nil {
		t.Fatal(err)
	}
	copied.sound()
	if all, err := copied.db.Accounts(ctx); err != nil || len(all) != 2 || all[0] != a {
		t.Errorf("restored: %+v, %v", all, err)
	}
}

func testPurge(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	calls := 0
	ask := func() {
		t.Helper()
		_, _, err := w.db.Write(ctx, store.Work{Actor: "ana", Key: "k", Do: func(*store.Tx) (any, error) { calls++; return nil, nil }})
		if err != nil {
			t.Fatal(err)
		}
	}
	ask()
	if err := w.db.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	ask()
	if calls != 1 {
		t.Errorf("a young answer was forgotten")
	}
	w.clock.Add(8 * 24 * 3600 * 1e6)
	if err := w.db.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	ask()
	if calls != 2 {
		t.Errorf("an old answer was kept")
	}
}

func testPlaces(t *testing.T, place Place) {
	w := furnished(t, place)
	for _, seq := range []int64{0, 1, 1 << 40} {
		a, b := w.db.Place(seq), w.db.Place(seq)
		if a == b {
			t.Error("two places of one sequence can be told to be the same")
		}
		if got, err := w.db.SeqOf(a); err != nil || got != seq {
			t.Errorf("%d came back as %d, %v", seq, got, err)
		}
	}
	for _, bad := range []string{"", "x", w.db.Place(1) + "A"} {
		_, err := w.db.SeqOf(bad)
		is(t, err, fault.Invalid, "place")
	}
}
