package auth

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"cairn/fault"
)

// device is an authenticator in software: it makes keys on P-256 and signs with them.
// Its fields are what tests turn to see a ceremony refused.
type device struct {
	origin  string // what the browser says where it is
	place   string // the relying party that the key belongs to
	kind    string // of the ceremony, where it lies about it
	asked   string // the challenge, where it lies about that
	handle  []byte // whose key it says this is, where it lies
	flags   protocol.AuthenticatorFlags
	count   uint32
	frozen  bool // never counts, as keys on several devices do
	id      []byte
	key     *ecdsa.PrivateKey
	holders []byte
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{origin: "https://crm.northbeck.example.org", place: "crm.northbeck.example.org",
		flags: protocol.FlagUserPresent | protocol.FlagUserVerified, id: random(20), key: key}
}

// options are the parts of the server's options that a device reads.
type options struct {
	PublicKey struct {
		Challenge string
		RPID      string
		User      struct{ ID string }
		Allow     []struct{ ID string } `json:"allowCredentials"`
		Exclude   []struct{ ID string } `json:"excludeCredentials"`
		Verify    string                `json:"userVerification"`
		Timeout   int
	}
}

var b64 = base64.RawURLEncoding

// told is the browser's part: what was asked, by whom.
func (d *device) told(t *testing.T, kind string, text json.RawMessage) (options, []byte) {
	t.Helper()
	var o options
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	asked := o.PublicKey.Challenge
	if d.asked != "" {
		asked = d.asked
	}
	if d.kind != "" {
		kind = d.kind
	}
	client, _ := json.Marshal(map[string]any{"type": kind, "challenge": asked, "origin": d.origin, "crossOrigin": false})
	return o, client
}

func (d *device) data() []byte {
	if !d.frozen {
		d.count++
	}
	place := sha256.Sum256([]byte(d.place))
	return binary.BigEndian.AppendUint32(append(place[:], byte(d.flags)), d.count)
}

// creates is navigator.credentials.create.
func (d *device) creates(t *testing.T, text json.RawMessage) []byte {
	t.Helper()
	o, client := d.told(t, "webauthn.create", text)
	d.holders, _ = b64.DecodeString(o.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	public, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		t.Fatal(err)
	}
	d.flags |= protocol.FlagAttestedCredentialData
	data := append(d.data(), []byte("a model of a key")...) // 16 bytes
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, public...)})
	if err != nil {
		t.Fatal(err)
	}
	d.flags &^= protocol.FlagAttestedCredentialData
	return d.says(map[string]any{"clientDataJSON": b64.EncodeToString(client), "attestationObject": b64.EncodeToString(object), "transports": []string{"usb", "nfc"}})
}

// gets is navigator.credentials.get.
func (d *device) gets(t *testing.T, text json.RawMessage) []byte {
	t.Helper()
	_, client := d.told(t, "webauthn.get", text)
	data, sum := d.data(), sha256.Sum256(client)
	whole := sha256.Sum256(append(slices.Clone(data), sum[:]...))
	sign, err := ecdsa.SignASN1(rand.Reader, d.key, whole[:])
	if err != nil {
		t.Fatal(err)
	}
	handle := d.holders
	if d.handle != nil {
		handle = d.handle
	}
	return d.says(map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(sign), "userHandle": b64.EncodeToString(handle)})
}

func (d *device) says(response map[string]any) []byte {
	text, _ := json.Marshal(map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"authenticatorAttachment": "cross-platform", "response": response, "clientExtensionResults": map[string]any{"credProps": map[string]any{"rk": true}}})
	return text
}

// world is a server with the people that it knows.
type world struct {
	t      *testing.T
	p      *Passkeys
	people []*Holder
}

const noon = int64(1_790_000_000_000_000)

func newWorld(t *testing.T, people ...*Holder) *world {
	t.Helper()
	base, _ := url.Parse("https://crm.northbeck.example.org")
	p, err := NewPasskeys(base, "Northbeck")
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, p, people}
}

func (w *world) find(handle []byte) (Holder, error) {
	for _, h := range w.people {
		if bytes.Equal(h.Handle, handle) {
			return *h, nil
		}
	}
	return Holder{}, fault.New(fault.NotFound, "member", "", "")
}

// register makes a passkey with a device and keeps it.
func (w *world) register(h *Holder, d *device) {
	w.t.Helper()
	text, kept, err := w.p.BeginRegistration(*h, noon)
	if err != nil {
		w.t.Fatal(err)
	}
	k, err := w.p.FinishRegistration(*h, noon+1, kept, d.creates(w.t, text), "blue key")
	if err != nil {
		w.t.Fatal(err)
	}
	h.Passkeys = append(h.Passkeys, k)
}

// login does a whole ceremony, and keeps the passkey as it is afterwards.
func (w *world) login(asked *Holder, d *device) (Use, error) {
	w.t.Helper()
	text, kept, err := w.p.BeginLogin(asked, noon)
	if err != nil {
		w.t.Fatal(err)
	}
	use, err := w.p.FinishLogin(noon+1, kept, d.gets(w.t, text), w.find)
	for _, h := range w.people {
		for i := range h.Passkeys {
			if err == nil && bytes.Equal(h.Passkeys[i].ID, use.Passkey.ID) {
				h.Passkeys[i] = use.Passkey
			}
		}
	}
	return use, err
}

func ana() *Holder {
	return &Holder{Handle: random(32), Name: "ana@northbeck.example.org", Shown: "Ana Demo"}
}

func TestPasskeyCeremonies(t *testing.T) {
	a, b := ana(), ana()
	w := newWorld(t, b, a)
	d := newDevice(t)
	w.register(a, d)
	k := a.Passkeys[0]
	if k.Name != "blue key" || k.Count != 1 || k.Model != "61206d6f-6465-6c20-6f66-2061206b6579" || !slices.Equal(k.Transports, []string{"usb", "nfc"}) || k.Attachment != "cross-platform" || k.Synced() {
		t.Errorf("%+v", k)
	}
	text, _ := json.Marshal(k)
	var again Passkey
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, k) {
		t.Errorf("kept as %s, read as %+v", text, again)
	}
	for round, asked := range []*Holder{nil, a, nil} {
		use, err := w.login(asked, d)
		if err != nil || !bytes.Equal(use.Handle, a.Handle) || !use.Verified || use.Passkey.Count != uint32(round+2) || use.Passkey.Name != "blue key" {
			t.Errorf("round %d: %+v, %v", round, use, err)
		}
	}
	d.flags = protocol.FlagUserPresent
	if use, err := w.login(nil, d); err != nil || use.Verified {
		t.Errorf("without a finger or a PIN: %+v, %v", use, err)
	}
	// A second passkey, and one that lives on several devices and does not count.
	d2 := newDevice(t)
	d2.frozen, d2.flags = true, d2.flags|protocol.FlagBackupEligible|protocol.FlagBackupState
	w.register(a, d2)
	for range 2 {
		if use, err := w.login(a, d2); err != nil || !use.Passkey.Synced() || use.Passkey.Count != 0 {
			t.Errorf("%+v, %v", use, err)
		}
	}
}

func TestPasskeyOptions(t *testing.T) {
	a := ana()
	w := newWorld(t, a)
	d := newDevice(t)
	w.register(a, d)
	for name, begin := range map[string]func() (json.RawMessage, []byte, error){
		"make": func() (json.RawMessage, []byte, error) { return w.p.BeginRegistration(*a, noon) },
		"show": func() (json.RawMessage, []byte, error) { return w.p.BeginLogin(a, noon) },
		"any":  func() (json.RawMessage, []byte, error) { return w.p.BeginLogin(nil, noon) },
	} {
		text, _, err := begin()
		if err != nil {
			t.Fatal(err)
		}
		o, _ := d.told(t, "", text)
		challenge, err := b64.DecodeString(o.PublicKey.Challenge)
		if err != nil || len(challenge) < 32 || o.PublicKey.Timeout != 300_000 {
			t.Errorf("%s: %s", name, text)
		}
		id := b64.EncodeToString(d.id)
		if name == "make" && (len(o.PublicKey.Exclude) != 1 || o.PublicKey.Exclude[0].ID != id || bytes.Contains(text, []byte(`"direct"`))) {
			t.Errorf("%s: %s", name, text)
		}
		if name == "show" && (len(o.PublicKey.Allow) != 1 || o.PublicKey.Allow[0].ID != id) || name == "any" && len(o.PublicKey.Allow) != 0 {
			t.Errorf("%s: %s", name, text)
		}
		if name != "make" && (o.PublicKey.RPID != d.place || o.PublicKey.Verify != "preferred") {
			t.Errorf("%s: %s", name, text)
		}
	}
	if _, _, err := w.p.BeginLogin(ana(), noon); !errors.Is(err, ErrRefused) {
		t.Errorf("somebody without a passkey: %v", err)
	}
}

// Everything that must not open the door. Each case turns one thing on a device that
// was registered well; turned back, it opens.
func TestPasskeysRefused(t *testing.T) {
	for name, turn := range map[string]func(*device){
		"another origin":                func(d *device) { d.origin = "https://crm.n0rthbeck.example.org" },
		"a neighbour's origin":          func(d *device) { d.origin = "https://x.northbeck.example.org" },
		"the origin without https":      func(d *device) { d.origin = "http://crm.northbeck.example.org" },
		"the origin at another port":    func(d *device) { d.origin = "https://crm.northbeck.example.org:8443" },
		"a key of another place":        func(d *device) { d.place = "example.org" },
		"another challenge":             func(d *device) { d.asked = b64.EncodeToString(make([]byte, 32)) },
		"an empty challenge":            func(d *device) { d.asked = "A" },
		"the other ceremony":            func(d *device) { d.kind = "webauthn.create" },
		"nobody touched it":             func(d *device) { d.flags = 0 },
		"another key":                   func(d *device) { d.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
		"a key that nobody has":         func(d *device) { d.id = random(20) },
		"a handle of nobody":            func(d *device) { d.handle = random(32) },
		"synced, which it was not made": func(d *device) { d.flags |= protocol.FlagBackupEligible },
	} {
		t.Run(name, func(t *testing.T) {
			a := ana()
			w := newWorld(t, a)
			d := newDevice(t)
			w.register(a, d)
			for _, asked := range []*Holder{nil, a} {
				turned := *d
				turn(&turned)
				if use, err := w.login(asked, &turned); !errors.Is(err, ErrRefused) || errors.Is(err, ErrCloned) || use.Handle != nil {
					t.Errorf("%+v, %v", use, err)
				}
				d.count++
				if _, err := w.login(asked, d); err != nil {
					t.Errorf("turned back: %v", err)
				}
			}
		})
	}
}

func TestPasskeyReplay(t *testing.T) {
	a := ana()
	w := newWorld(t, a)
	d := newDevice(t)
	w.register(a, d)
	text, kept, _ := w.p.BeginLogin(nil, noon)
	answer := d.gets(t, text)
	_, later, _ := w.p.BeginLogin(nil, noon)
	if _, err := w.p.FinishLogin(noon, later, answer, w.find); !errors.Is(err, ErrRefused) {
		t.Errorf("an answer to another question: %v", err)
	}
	for _, at := range []int64{noon + CeremonyTime + 1, noon + 1e12} {
		if _, err := w.p.FinishLogin(at, kept, answer, w.find); !errors.Is(err, ErrRefused) {
			t.Errorf("after %d µs: %v", at-noon, err)
		}
	}
	use, err := w.p.FinishLogin(noon+CeremonyTime, kept, answer, w.find)
	if err != nil {
		t.Fatal(err)
	}
	a.Passkeys[0] = use.Passkey
	// Should a caller forget that a ceremony counts once, the counter still tells.
	if _, err := w.p.FinishLogin(noon, kept, answer, w.find); !errors.Is(err, ErrCloned) {
		t.Errorf("an answer twice: %v", err)
	}
	for name, bad := range map[string][]byte{"": nil, "empty": {}, "none": []byte("{}"), "no text": []byte("\xff"), "cut": kept[:len(kept)-5]} {
		if _, err := w.p.FinishLogin(noon, bad, d.gets(t, text), w.find); !errors.Is(err, ErrRefused) {
			t.Errorf("kept %s: %v", name, err)
		}
	}
	for _, bad := range []string{"", "{}", "null", `{"id":"x"}`, strings.Repeat(" ", maxAnswer+1)} {
		if _, err := w.p.FinishLogin(noon, kept, []byte(bad), w.find); !errors.Is(err, ErrRefused) {
			t.Errorf("answer %.20q: %v", bad, err)
		}
		if _, err := w.p.FinishRegistration(*a, noon, kept, []byte(bad), "key"); !errors.Is(err, ErrRefused) {
			t.Errorf("registration with the other half of a login: %v", err)
		}
	}
}

// What was begun as one ceremony is not finished as the other: a passkey is made only by
// whoever may begin to make one.
func TestPasskeyMadeInALogin(t *testing.T) {
	a := ana()
	w := newWorld(t, a)
	w.register(a, newDevice(t))
	text, kept, _ := w.p.BeginLogin(a, noon)
	if k, err := w.p.FinishRegistration(*a, noon, kept, newDevice(t).creates(t, text), "key"); !errors.Is(err, ErrRefused) {
		t.Errorf("%+v, %v", k, err)
	}
	if _, err := resume(making, noon, kept); !errors.Is(err, ErrRefused) {
		t.Errorf("a login goes on as a registration: %v", err)
	}
}

func TestPasskeyThatCountsBack(t *testing.T) {
	a := ana()
	w := newWorld(t, a)
	d := newDevice(t)
	w.register(a, d)
	copied := *d
	for range 3 {
		if _, err := w.login(nil, d); err != nil {
			t.Fatal(err)
		}
	}
	use, err := w.login(nil, &copied)
	if !errors.Is(err, ErrCloned) || !errors.Is(err, ErrRefused) || !bytes.Equal(use.Passkey.ID, d.id) {
		t.Errorf("%+v, %v", use, err)
	}
	if use.Passkey.Count != 4 {
		t.Errorf("the copy has set the count to %d", use.Passkey.Count)
	}
	if _, err := w.login(nil, d); err != nil {
		t.Errorf("the first one, afterwards: %v", err)
	}
}

func TestPasskeyOfSomebodyElse(t *testing.T) {
	a, b := ana(), ana()
	w := newWorld(t, a, b)
	da, db := newDevice(t), newDevice(t)
	w.register(a, da)
	w.register(b, db)
	// Ben has shown his password; the passkey is Ana's.
	if use, err := w.login(b, da); !errors.Is(err, ErrRefused) {
		t.Errorf("%+v, %v", use, err)
	}
	// Ana's device says that it is Ben's.
	da.handle = b.Handle
	for _, asked := range []*Holder{nil, b, a} {
		if use, err := w.login(asked, da); !errors.Is(err, ErrRefused) {
			t.Errorf("%+v, %v", use, err)
		}
	}
	// Ben takes up what Ana began.
	text, kept, _ := w.p.BeginRegistration(*a, noon)
	if k, err := w.p.FinishRegistration(*b, noon, kept, newDevice(t).creates(t, text), "key"); !errors.Is(err, ErrRefused) {
		t.Errorf("%+v, %v", k, err)
	}
	// The store is broken: that is no refusal, and no way in.
	text, kept, _ = w.p.BeginLogin(nil, noon)
	broken := errors.New("the database is away")
	if _, err := w.p.FinishLogin(noon, kept, db.gets(t, text), func([]byte) (Holder, error) { return Holder{}, broken }); !errors.Is(err, broken) || errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	text, kept, _ = w.p.BeginLogin(nil, noon)
	if _, err := w.p.FinishLogin(noon, kept, db.gets(t, text), func([]byte) (Holder, error) { return *a, nil }); err == nil {
		t.Error("a store that finds somebody else lets them in")
	}
}

func TestRegistrationRefused(t *testing.T) {
	for name, turn := range map[string]func(*device){
		"another origin":     func(d *device) { d.origin = "https://evil.example.org" },
		"another place":      func(d *device) { d.place = "evil.example.org" },
		"another challenge":  func(d *device) { d.asked = b64.EncodeToString(make([]byte, 32)) },
		"the other ceremony": func(d *device) { d.kind = "webauthn.get" },
		"nobody touched it":  func(d *device) { d.flags = 0 },
	} {
		a := ana()
		w := newWorld(t, a)
		d := newDevice(t)
		turn(d)
		text, kept, _ := w.p.BeginRegistration(*a, noon)
		if k, err := w.p.FinishRegistration(*a, noon, kept, d.creates(t, text), "key"); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %+v, %v", name, k, err)
		}
	}
}

func TestPlacesOfPasskeys(t *testing.T) {
	for address, want := range map[string]bool{
		"https://crm.example.org": true, "https://crm.example.org:8443": true, "http://localhost:8080": true, "http://cairn.localhost:80": true,
		"http://crm.example.org": false, "https://10.0.0.1": false, "https://[::1]:8080": false, "http://127.0.0.1:8080": false, "ftp://localhost": false,
	} {
		base, _ := url.Parse(address)
		if p, err := NewPasskeys(base, "Northbeck"); (err == nil) != want {
			t.Errorf("%s: %v, %v", address, p, err)
		}
	}
}
