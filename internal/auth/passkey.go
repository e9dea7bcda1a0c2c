package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"cairn/fault"
)

// ErrCloned says that a passkey counts back: it was copied, and two hold it. It is an
// ErrRefused. Somebody should be told, and the passkey taken away.
var ErrCloned = fmt.Errorf("%w: the passkey counts back, so a copy of it is about", ErrRefused)

const (
	// CeremonyTime is how long somebody has from the first to the second half of a
	// ceremony, in microseconds.
	CeremonyTime = 5 * 60 * 1_000_000

	maxAnswer = 64 << 10 // bytes
)

// Passkeys are the ceremonies by which a passkey is made and shown (WebAuthn). Each has
// two halves, between which the browser speaks with the person's device:
//
//	options, kept, err := p.BeginLogin(nil, now)        // options go to the browser
//	use, err := p.FinishLogin(now, kept, answer, find)  // answer comes from it
//
// What is kept stays on the server, bound to the browser that began, and counts once: the
// caller takes it away before the second half, whatever comes of it.
type Passkeys struct{ ceremonies *webauthn.WebAuthn }

// Holder is somebody who has passkeys. Handle names them to their device: up to 64
// random bytes that say nothing about them, the same for all their passkeys. Name and
// Shown are what the device shows, such as an address and a name.
type Holder struct {
	Handle      []byte
	Name, Shown string
	Passkeys    []Passkey
}

// Passkey is what is kept of one. Nothing in it is secret; all of it has to be as it was,
// so it is sealed like the other means of signing in.
type Passkey struct {
	ID         []byte   `json:"id"`
	Key        []byte   `json:"key"` // COSE
	Name       string   `json:"name"`
	Count      uint32   `json:"count,omitempty"` // of signatures; stays 0 where devices share it
	Flags      byte     `json:"flags"`
	Transports []string `json:"transports,omitempty"`
	Attachment string   `json:"attachment,omitempty"` // platform, cross-platform
	Model      string   `json:"model,omitempty"`      // AAGUID: what kind of device, as it says
	Format     string   `json:"format,omitempty"`     // of its attestation
}

// Synced says whether a passkey may live on several devices.
func (k Passkey) Synced() bool { return protocol.AuthenticatorFlags(k.Flags).HasBackupEligible() }

// Use is a passkey that was shown, and proved.
type Use struct {
	Handle  []byte  // whose it is
	Passkey Passkey // as it has to be kept from now on
	// Verified says that the device made sure who held it, by a finger, a face or a PIN.
	// Then it stands for password and second factor; without, for one of the two.
	Verified bool
}

// NewPasskeys makes the ceremonies of an installation that people reach at base, and know
// by its name. There are none at an IP address, and none without https except on
// localhost: browsers do not offer them.
func NewPasskeys(base *url.URL, name string) (*Passkeys, error) {
	host := base.Hostname()
	if base.Scheme != "https" && (base.Scheme != "http" || host != "localhost" && !strings.HasSuffix(host, ".localhost")) {
		return nil, fmt.Errorf("auth.NewPasskeys: browsers have none at %s: that takes https", base)
	}
	const wait = CeremonyTime * 1000 // nanoseconds
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: name, RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Timeout: wait, TimeoutUVD: wait},
			Registration: webauthn.TimeoutConfig{Timeout: wait, TimeoutUVD: wait},
		},
		// Keepers of passwords answer about extensions that nobody asked for.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("auth.NewPasskeys(%s): %w", base, err)
	}
	return &Passkeys{w}, nil
}

// ceremony is what is kept between two halves.
type ceremony struct {
	Kind  string               `json:"kind"`
	Until int64                `json:"until"`
	Data  webauthn.SessionData `json:"data"`
}

const (
	making  = "make"
	showing = "show"
)

// begin puts down what has to be kept, beside the options for the browser.
func begin(kind string, now int64, data webauthn.SessionData, options any) (json.RawMessage, []byte, error) {
	kept, err := json.Marshal(ceremony{Kind: kind, Until: now + CeremonyTime, Data: data})
	if err != nil {
		return nil, nil, err
	}
	text, err := json.Marshal(options)
	return text, kept, err
}

// resume takes up what was kept.
func resume(kind string, now int64, kept []byte) (c ceremony, err error) {
	if err := json.Unmarshal(kept, &c); err != nil || c.Kind != kind {
		return c, fmt.Errorf("%w: no such ceremony was begun", ErrRefused)
	}
	if now > c.Until {
		return c, fmt.Errorf("%w: the ceremony took too long", ErrRefused)
	}
	return c, nil
}

// BeginRegistration begins to make a passkey for somebody who is signed in. The options
// are what navigator.credentials.create takes, as JSON; devices that hold one already
// are told.
func (p *Passkeys) BeginRegistration(h Holder, now int64) (options json.RawMessage, kept []byte, err error) {
	had := webauthn.Credentials(holder{h}.WebAuthnCredentials()).CredentialDescriptors()
	creation, data, err := p.ceremonies.BeginRegistration(holder{h}, webauthn.WithExclusions(had))
	if err != nil {
		return nil, nil, fmt.Errorf("auth.BeginRegistration: %w", err)
	}
	return begin(making, now, *data, creation)
}

// FinishRegistration returns the passkey that the device made, under the name by which
// its holder will know it, which the caller has checked. The caller refuses a passkey
// whose ID anybody has already.
func (p *Passkeys) FinishRegistration(h Holder, now int64, kept, answer []byte, name string) (Passkey, error) {
	c, err := resume(making, now, kept)
	if err != nil {
		return Passkey{}, err
	}
	if len(answer) > maxAnswer {
		return Passkey{}, fmt.Errorf("%w: an answer of %d bytes", ErrRefused, len(answer))
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, refusal("the answer of the device", err)
	}
	made, err := p.ceremonies.CreateCredential(holder{h}, c.Data, said)
	if err != nil {
		return Passkey{}, refusal("the new passkey", err)
	}
	return passkey(*made, name), nil
}

// BeginLogin begins to ask for a passkey: for any that the device has for this place,
// where h is nil, else for one of somebody who has shown a password before. Do not take h
// from what a stranger typed: its options tell whether there is such a person. The
// options are what navigator.credentials.get takes, as JSON.
func (p *Passkeys) BeginLogin(h *Holder, now int64) (options json.RawMessage, kept []byte, err error) {
	var assertion *protocol.CredentialAssertion
	var data *webauthn.SessionData
	if h == nil {
		assertion, data, err = p.ceremonies.BeginDiscoverableLogin()
	} else {
		assertion, data, err = p.ceremonies.BeginLogin(holder{*h})
	}
	if err != nil {
		return nil, nil, refusal("no passkey to ask for", err)
	}
	return begin(showing, now, *data, assertion)
}

// FinishLogin says whose passkey was shown. find returns who goes by a handle, or
// fault.NotFound; whether they may sign in today is for the caller to see. Use.Passkey
// has to be kept in place of the one that find returned. With ErrCloned comes the use
// that was refused.
func (p *Passkeys) FinishLogin(now int64, kept, answer []byte, find func(handle []byte) (Holder, error)) (Use, error) {
	c, err := resume(showing, now, kept)
	if err != nil {
		return Use{}, err
	}
	if len(answer) > maxAnswer {
		return Use{}, fmt.Errorf("%w: an answer of %d bytes", ErrRefused, len(answer))
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Use{}, refusal("the answer of the device", err)
	}
	handle, known := c.Data.UserID, len(c.Data.UserID) > 0
	if !known {
		handle = said.Response.UserHandle
	}
	h, err := find(handle)
	switch {
	case fault.Of(err) == fault.NotFound:
		return Use{}, fmt.Errorf("%w: a passkey of nobody here", ErrRefused)
	case err != nil:
		return Use{}, err
	case !bytes.Equal(h.Handle, handle):
		return Use{}, errors.New("auth.FinishLogin: find returned somebody else")
	}
	var shown *webauthn.Credential
	if known {
		shown, err = p.ceremonies.ValidateLogin(holder{h}, c.Data, said)
	} else {
		shown, err = p.ceremonies.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return holder{h}, nil }, c.Data, said)
	}
	if err != nil {
		return Use{}, refusal("the passkey", err)
	}
	use := Use{Handle: h.Handle, Verified: said.Response.AuthenticatorData.Flags.HasUserVerified()}
	for _, k := range h.Passkeys {
		if bytes.Equal(k.ID, shown.ID) {
			use.Passkey = k
			use.Passkey.Count, use.Passkey.Flags = shown.Authenticator.SignCount, byte(shown.Flags.ProtocolValue())
		}
	}
	if shown.Authenticator.CloneWarning {
		return use, ErrCloned
	}
	return use, nil
}

// refusal keeps what the library has to say, which its Error() leaves out.
func refusal(what string, err error) error {
	if detail, ok := errors.AsType[*protocol.Error](err); ok {
		return fmt.Errorf("%w: %s: %s %s", ErrRefused, what, detail.Details, detail.DevInfo)
	}
	return fmt.Errorf("%w: %s: %w", ErrRefused, what, err)
}

// passkey is what is kept of what a device has made.
func passkey(c webauthn.Credential, name string) Passkey {
	k := Passkey{
		ID: c.ID, Key: c.PublicKey, Name: name, Count: c.Authenticator.SignCount, Flags: byte(c.Flags.ProtocolValue()),
		Attachment: string(c.Authenticator.Attachment), Format: c.AttestationFormat,
	}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	if g := c.Authenticator.AAGUID; len(g) == 16 && !bytes.Equal(g, make([]byte, 16)) {
		k.Model = fmt.Sprintf("%x-%x-%x-%x-%x", g[:4], g[4:6], g[6:8], g[8:10], g[10:])
	}
	return k
}

// holder is a Holder as the library wants to see one.
type holder struct{ Holder }

// WebAuthnID is the handle.
func (h holder) WebAuthnID() []byte { return h.Handle }

// WebAuthnName is what tells accounts apart.
func (h holder) WebAuthnName() string { return h.Name }

// WebAuthnDisplayName is what the person is called.
func (h holder) WebAuthnDisplayName() string { return h.Shown }

// WebAuthnCredentials are the passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	list := make([]webauthn.Credential, 0, len(h.Passkeys))
	for _, k := range h.Passkeys {
		c := webauthn.Credential{
			ID: k.ID, PublicKey: k.Key, AttestationFormat: k.Format,
			Flags:         webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: k.Count, Attachment: protocol.AuthenticatorAttachment(k.Attachment)},
		}
		for _, t := range k.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		list = append(list, c)
	}
	return list
}
