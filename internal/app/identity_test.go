package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
)

const secretWord = "stones on a trail"

// keyOf is the key of the fault that an error is, "" where there is none.
func keyOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Key
	}
	if err != nil {
		return "broken: " + err.Error()
	}
	return ""
}

// codeAt is what a phone with a secret shows at a moment, microseconds UTC.
func codeAt(t testing.TB, secret string, at int64) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at/(30*second))))
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:])&0x7fffffff%1_000_000)
}

// signIn signs Ana in, as far as it goes.
func (w *world) signIn() app.Entrance {
	w.t.Helper()
	w.clock.tick("in", second)
	e, err := w.SignIn(w.t.Context(), "ana@example.org", secretWord, app.From{Address: "192.0.2.1", Agent: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// caller is who holds the token of a session.
func (w *world) caller(token string) app.Caller {
	w.t.Helper()
	c, err := w.Session(w.t.Context(), token, app.From{Address: "192.0.2.1"})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// phone sets Ana's phone up.
func (w *world) phone() (secret string, codes []string) {
	w.t.Helper()
	c := w.caller(w.signIn().Token)
	begun, err := w.BeginSecond(w.t.Context(), c, app.Proof{Password: secretWord})
	if err != nil {
		w.t.Fatal(err)
	}
	made, err := w.ConfirmSecond(w.t.Context(), c, app.ConfirmSecond{Code: codeAt(w.t, begun.Secret, w.clock.read())})
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.tick("shown", 60*second)
	return begun.Secret, made.Codes
}

// TestIdentity lives through a life of signing in on both databases, which come to the same
// state, and of which the log makes the rows again.
func TestIdentity(t *testing.T) {
	hashes := map[string]bool{}
	for _, on := range engines() {
		t.Run(on.name, func(t *testing.T) {
			w := open(t, on.place(t), &clock{now: dawn()}, store.Options{})
			w.found()
			w.clock.tick("password", second)
			w.must(w.actor(w.ids["Ana"]), &app.SetPassword{Member: w.ids["Ana"], Password: secretWord})
			secret, codes := w.phone()

			half := w.signIn()
			if half.Token != "" || !slices.Equal(half.Second, []string{"totp", "recovery"}) {
				t.Fatalf("%+v", half)
			}
			used := codeAt(t, secret, w.clock.read())
			in, err := w.Complete(t.Context(), half.Half, used, app.From{})
			if err != nil {
				t.Fatal(err)
			}
			for name, code := range map[string]string{"replayed": used, "of the step before last": codeAt(t, secret, w.clock.read()-60*second)} {
				if _, err := w.Complete(t.Context(), w.signIn().Half, code, app.From{}); keyOf(err) != "second" {
					t.Errorf("a code %s: %v", name, err)
				}
			}
			if _, err := w.Complete(t.Context(), w.signIn().Half, codes[0], app.From{}); err != nil {
				t.Error(err)
			}
			if _, err := w.Complete(t.Context(), w.signIn().Half, codes[0], app.From{}); keyOf(err) != "second" {
				t.Errorf("a code on paper twice: %v", err)
			}

			me := w.caller(in.Token)
			token, err := w.MakeToken(t.Context(), me, app.MakeToken{Name: "reports", Scopes: []access.Capability{access.Read}})
			if err != nil {
				t.Fatal(err)
			}
			by, err := w.Bearer(t.Context(), token.Token, app.From{})
			if err != nil || by.Who.May(access.Sell) || !by.Who.May(access.Read) {
				t.Errorf("%+v, %v", by.Who.Only, err)
			}
			w.reset(in.Token, token.Token)
			w.sound()
			hashes[w.hash()] = true
		})
	}
	if len(hashes) != 1 {
		t.Errorf("the databases come to %d states", len(hashes))
	}
}

// reset gives Ana a new password by mail, which ends a session and a token of hers.
func (w *world) reset(session, token string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.WriteLetters(&url.URL{Scheme: "https", Host: "crm.example.org"})
	w.clock.tick("reset", second)
	if err := errors.Join(w.AskReset(ctx, "ana@example.org", app.From{}), w.AskReset(ctx, "nobody@example.org", app.From{})); err != nil {
		w.t.Fatal(err)
	}
	jobs, err := w.db.ClaimJobs(ctx, int64(time.Hour), map[string]int{"mail": 10})
	if err != nil || len(jobs) != 1 {
		w.t.Fatalf("%d letters, %v", len(jobs), err)
	}
	var letter app.Letter
	if err := json.Unmarshal(jobs[0].Payload, &letter); err != nil {
		w.t.Fatal(err)
	}
	_, link, _ := strings.Cut(letter.Data["link"], "token=")
	w.clock.tick("choose", second)
	if _, err := w.Choose(ctx, "reset", link, "northbeck demo", app.From{}); keyOf(err) != "password.common" {
		w.t.Errorf("the company's name for a password: %v", err)
	}
	e, err := w.Choose(ctx, "reset", link, "a lantern by the lake", app.From{})
	if err != nil || e.Token != "" || e.Half == "" {
		w.t.Errorf("a new password passes over the second factor: %+v, %v", e, err)
	}
	if _, err := w.Choose(ctx, "reset", link, "another lantern there", app.From{}); keyOf(err) != "link" {
		w.t.Errorf("a link twice: %v", err)
	}
	if _, err := w.Session(ctx, session, app.From{}); keyOf(err) != "session" {
		w.t.Errorf("the session: %v", err)
	}
	if _, err := w.Bearer(ctx, token, app.From{}); keyOf(err) != "token" {
		w.t.Errorf("the token: %v", err)
	}
}

// TestOnceAtOnce has many show one code, or come with one link, at the same moment, on two
// nodes where the database is a server: one of them comes in.
func TestOnceAtOnce(t *testing.T) {
	for _, on := range engines() {
		t.Run(on.name, func(t *testing.T) {
			place := on.place(t)
			w := open(t, place, &clock{now: dawn()}, store.Options{})
			w.found()
			w.must(system(), &app.SetPassword{Member: w.ids["Ana"], Password: secretWord})
			nodes := []*world{w}
			if on.name == "PostgreSQL" {
				nodes = append(nodes, open(t, place, w.clock, store.Options{}))
			}
			secret, _ := w.phone()
			half := w.signIn().Half
			code := codeAt(t, secret, w.clock.read())
			if n := together(nodes, func(ctx context.Context, w *world) error {
				_, err := w.Complete(ctx, half, code, app.From{})
				return err
			}); n != 1 {
				t.Errorf("one code lets %d in", n)
			}
			i, err := w.Invite(t.Context(), app.Caller{Who: w.actor(w.ids["Olga"])}, w.ids["Tom"])
			if err != nil {
				t.Fatal(err)
			}
			if n := together(nodes, func(ctx context.Context, w *world) error {
				_, err := w.Choose(ctx, "invitation", i.Token, "a lantern by the lake", app.From{})
				return err
			}); n != 1 {
				t.Errorf("one link lets %d choose", n)
			}
			w.sound()
		})
	}
}

// together does a thing five times at once on the nodes in turn, and counts how often it
// was done.
func together(nodes []*world, do func(context.Context, *world) error) (done int) {
	var all sync.WaitGroup
	results := make([]error, 5)
	for i := range results {
		all.Go(func() { results[i] = do(context.Background(), nodes[i%len(nodes)]) })
	}
	all.Wait()
	for _, err := range results {
		if err == nil {
			done++
		}
	}
	return done
}

// TestNoEnumeration holds the time of an unknown address against that of a known one.
func TestNoEnumeration(t *testing.T) {
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	w.WriteLetters(&url.URL{Scheme: "https", Host: "crm.example.org"})
	w.must(system(), &app.SetPassword{Member: w.ids["Ana"], Password: secretWord})
	median := func(do func() error, want string) time.Duration {
		var took []time.Duration
		for range 9 {
			w.clock.tick("try", oneDay)
			start := time.Now()
			if err := do(); keyOf(err) != want {
				t.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	for name, tt := range map[string]struct {
		do   func(string) error
		want string
	}{
		"sign-in": {func(email string) error {
			_, err := w.SignIn(t.Context(), email, "wrong", app.From{})
			return err
		}, "session"},
		"reset": {func(email string) error { return w.AskReset(t.Context(), email, app.From{}) }, ""},
	} {
		known := median(func() error { return tt.do("ana@example.org") }, tt.want)
		unknown := median(func() error { return tt.do("nobody@example.org") }, tt.want)
		if known > 3*unknown+5*time.Millisecond || unknown > 3*known+5*time.Millisecond {
			t.Errorf("%s: %v for a known address, %v for an unknown one", name, known, unknown)
		}
		t.Logf("%s: %v for a known address, %v for an unknown one", name, known, unknown)
	}
}
