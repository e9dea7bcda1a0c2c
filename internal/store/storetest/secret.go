package storetest

import (
	"reflect"
	"testing"

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
	now := w.db.Now()
	s := store.Session{Hash: []byte("s1"), Member: "ana", Created: now, Seen: now, Expires: now + 1e12, Agent: "a browser"}
	if err := w.db.AddSession(ctx, s); err != nil {
		t.Fatal(err)
	}
	if got, err := w.db.Session(ctx, s.Hash); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("the session is %+v, %v", got, err)
	}
	if err := w.db.TouchSession(ctx, s.Hash, now+5, now+7e6); err != nil {
		t.Error(err)
	}
	if got, _ := w.db.Sessions(ctx, "ana"); len(got) != 1 || got[0].Seen != now+5 {
		t.Errorf("the sessions are %+v", got)
	}
	for range 8 {
		w.db.Now() // seconds pass
	}
	_, err := w.db.Session(ctx, s.Hash)
	is(t, err, fault.NotFound, "session")
	s.Expires, s.Hash = now+1e12, []byte("s2")
	if err := w.db.AddSession(ctx, s); err != nil {
		t.Fatal(err)
	}
	w.do("ana", func(tx *store.Tx) error { tx.EndSessions("ana"); return nil })
	_, err = w.db.Session(ctx, s.Hash)
	is(t, err, fault.NotFound, "session")
	if err := w.db.AddSession(ctx, s); err != nil {
		t.Fatal(err)
	}
	if err := w.db.EndSession(ctx, s.Hash); err != nil {
		t.Error(err)
	}
	_, err = w.db.Session(ctx, s.Hash)
	is(t, err, fault.NotFound, "session")

	k := store.Token{ID: "t1", Hash: []byte("h"), Member: "ana", Name: "a script", Created: now}
	if err := w.db.AddToken(ctx, k); err != nil {
		t.Fatal(err)
	}
	if err := w.db.TouchToken(ctx, "t1", now); err != nil {
		t.Error(err)
	}
	k.Seen = now
	if got, err := w.db.Token(ctx, k.Hash); err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("the token is %+v, %v", got, err)
	}
	if got, err := w.db.Tokens(ctx, "ana"); err != nil || len(got) != 1 {
		t.Errorf("the tokens are %+v, %v", got, err)
	}
	if err := w.db.EndToken(ctx, "t1"); err != nil {
		t.Error(err)
	}
	_, err = w.db.Token(ctx, k.Hash)
	is(t, err, fault.NotFound, "token")
	w.sound()
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
