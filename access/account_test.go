package access

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"testing"

	"cairn/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fill gives every field of a body a value of its own.
func fill(v reflect.Value, n *int64) {
	*n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.String:
		v.SetString(fmt.Sprintf("v%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(*n)
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

// TestAccountEvents holds the stored form of each event: what was written is read for ever.
func TestAccountEvents(t *testing.T) {
	var out bytes.Buffer
	for _, body := range AccountBodies() {
		var n int64
		fill(reflect.ValueOf(body).Elem(), &n)
		public, private, err := event.Split(body)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %s %s\n", body.Kind(), public, private)
		back := reflect.New(reflect.TypeOf(body).Elem())
		if err := event.Join(public, private, back.Interface()); err != nil || !reflect.DeepEqual(back.Interface(), any(body)) {
			t.Errorf("%s comes back as %+v, %v", body.Kind(), back, err)
		}
		if bytes.Contains(public, []byte("address")) || bytes.Contains(public, []byte("name")) {
			t.Errorf("%s shows who or from where: %s", body.Kind(), public)
		}
	}
	const file = "testdata/account.golden"
	if *update {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("the stored forms are not those of %s (%v):\n%s", file, err, &out)
	}
}

func TestAccountApply(t *testing.T) {
	var a Account
	at := int64(100 * hourMicros)
	for _, body := range []any{
		&SignedIn{How: ByPassword}, &SignedIn{How: ByPassword, Second: ByTOTP}, &PasswordSet{How: "own"}, &SecondSet{}, &RecoveryMade{N: 10},
		&TokenMade{ID: "a"}, &TokenMade{ID: "b"}, &TokenEnded{ID: "a"}, &PasskeyAdded{ID: "k"}, &Linked{Issuer: "i"}, &SignedOut{}, &SessionsEnded{N: 2},
	} {
		at++
		a = a.Apply("ana", at, body)
	}
	base := int64(100 * hourMicros)
	want := Account{Member: "ana", SignedIn: base + 2, SignIns: 2, Password: base + 3, Second: base + 4, Tokens: 1, Passkeys: 1, Links: 1}
	if a != want {
		t.Errorf("%+v\nwant %+v", a, want)
	}
	for _, body := range []any{&SecondRemoved{}, &PasskeyRemoved{ID: "k"}, &Unlinked{Issuer: "i"}, &TokenEnded{ID: "b"}} {
		a = a.Apply("ana", at, body)
	}
	if a.Second != 0 || a.Passkeys != 0 || a.Links != 0 || a.Tokens != 0 {
		t.Errorf("%+v", a)
	}
}

// Who guesses does not fill the log, and is written down again in the next hour.
func TestRefusedAreBounded(t *testing.T) {
	var a Account
	at, told := int64(7*hourMicros+5), 0
	for range 50 {
		if a.Tells(at) {
			told++
			a = a.Apply("ana", at, &Refused{Why: ByPassword})
		}
	}
	if told != MostRefused || a.Refused != MostRefused {
		t.Errorf("%d of 50 in one hour: %+v", told, a)
	}
	at += hourMicros
	if !a.Tells(at) {
		t.Error("the next hour says nothing")
	}
	if a = a.Apply("ana", at, &Refused{}); a.InHour != 1 || a.Refused != MostRefused+1 {
		t.Errorf("%+v", a)
	}
}
