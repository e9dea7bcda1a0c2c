package access

import "cairn/event"

// Account is what the log says of how a member uses their access: enough for lists of who
// was here when, and for noticing what should not be. Passwords, keys and tokens
// themselves are in no event. Moments are microseconds UTC, 0 for never.
type Account struct {
	Member   string `json:"member"`
	SignedIn int64  `json:"signed_in,omitempty"` // the last time
	SignIns  int64  `json:"sign_ins,omitempty"`
	Refused  int64  `json:"refused,omitempty"` // attempts that were written down, in all
	Hour     int64  `json:"hour,omitempty"`    // beginning of the hour in which the last of them fell
	InHour   int64  `json:"in_hour,omitempty"` // and how many fell into it
	Password int64  `json:"password,omitempty"`
	Second   int64  `json:"second,omitempty"` // since when codes from a phone are asked for
	Passkeys int64  `json:"passkeys,omitempty"`
	Links    int64  `json:"links,omitempty"`
	Tokens   int64  `json:"tokens,omitempty"` // made, less those that were ended
}

// MostRefused is how many refused attempts of an hour stand in the log, so that whoever
// guesses does not fill it.
const MostRefused = 10

const hourMicros = 3600 * 1_000_000

// Tells says whether a refused attempt at a moment belongs into the log.
func (a Account) Tells(at int64) bool { return a.Hour != at-at%hourMicros || a.InHour < MostRefused }

// Origin is where somebody came from, as an event keeps it: private, and sealed under the
// member's own key. Agent is the browser's or the program's name for itself.
type Origin struct {
	Address string `json:"address,omitempty"`
	Agent   string `json:"agent,omitempty"`
}

// Ways of showing who one is.
const (
	ByPassword   = "password"
	ByPasskey    = "passkey"
	BySingle     = "single_sign_on"
	ByInvitation = "invitation" // and the password that was just chosen
	ByReset      = "reset"      // likewise
	ByTOTP       = "totp"       // as a second factor
	ByRecovery   = "recovery"   // likewise
)

// SignedIn is the event of a session that began: how, and by which second factor, "" where
// none was asked for.
type SignedIn struct {
	How    string  `json:"how"`
	Second string  `json:"second,omitempty"`
	From   *Origin `json:"from,omitempty" private:"yes"`
}

// Kind is "access.signed_in".
func (SignedIn) Kind() string { return "access.signed_in" }

// Refused is the event of an attempt on a known account that failed. Why is password,
// second or recovery.
type Refused struct {
	Why  string  `json:"why"`
	From *Origin `json:"from,omitempty" private:"yes"`
}

// Kind is "access.refused".
func (Refused) Kind() string { return "access.refused" }

// SignedOut is the event of a session that its holder ended.
type SignedOut struct{}

// Kind is "access.signed_out".
func (SignedOut) Kind() string { return "access.signed_out" }

// SessionsEnded is the event of sessions that were ended from elsewhere: how many, and why:
// own, administrator, password, second, left.
type SessionsEnded struct {
	N   int    `json:"n"`
	Why string `json:"why"`
}

// Kind is "access.sessions_ended".
func (SessionsEnded) Kind() string { return "access.sessions_ended" }

// PasswordSet is the event of a new password. How is own, reset, invitation or
// administrator.
type PasswordSet struct {
	How string `json:"how"`
}

// Kind is "access.password_set".
func (PasswordSet) Kind() string { return "access.password_set" }

// SecondSet is the event from which on codes from a phone are asked for.
type SecondSet struct{}

// Kind is "access.second_set".
func (SecondSet) Kind() string { return "access.second_set" }

// SecondRemoved is the event after which they are no longer. Why is own or administrator.
type SecondRemoved struct {
	Why string `json:"why,omitempty"`
}

// Kind is "access.second_removed".
func (SecondRemoved) Kind() string { return "access.second_removed" }

// RecoveryMade is the event of a new set of codes on paper.
type RecoveryMade struct {
	N int `json:"n"`
}

// Kind is "access.recovery_made".
func (RecoveryMade) Kind() string { return "access.recovery_made" }

// PasskeyAdded is the event of a passkey, with the name that its owner gave it.
type PasskeyAdded struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty" private:"yes"`
}

// Kind is "access.passkey_added".
func (PasskeyAdded) Kind() string { return "access.passkey_added" }

// PasskeyRemoved is the event of a passkey that counts no more.
type PasskeyRemoved struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty" private:"yes"`
}

// Kind is "access.passkey_removed".
func (PasskeyRemoved) Kind() string { return "access.passkey_removed" }

// Linked is the event of an identity of a provider that stands for the member.
type Linked struct {
	Issuer string `json:"issuer"`
}

// Kind is "access.linked".
func (Linked) Kind() string { return "access.linked" }

// Unlinked is the event of one that does so no more.
type Unlinked struct {
	Issuer string `json:"issuer"`
}

// Kind is "access.unlinked".
func (Unlinked) Kind() string { return "access.unlinked" }

// TokenMade is the event of a token by which a program acts for the member. Scopes are
// what it may; Expires is 0 where it does not.
type TokenMade struct {
	ID      string       `json:"id"`
	Scopes  []Capability `json:"scopes,omitempty"`
	Expires int64        `json:"expires,omitempty"`
	Name    string       `json:"name,omitempty" private:"yes"`
}

// Kind is "access.token_made".
func (TokenMade) Kind() string { return "access.token_made" }

// TokenEnded is the event of a token that serves no more. Why is own, administrator,
// password, second or left.
type TokenEnded struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// Kind is "access.token_ended".
func (TokenEnded) Kind() string { return "access.token_ended" }

// Exported is the event of rows that somebody took out of the program: what, and how many.
type Exported struct {
	What string `json:"what"`
	Rows int    `json:"rows"`
}

// Kind is "access.exported".
func (Exported) Kind() string { return "access.exported" }

// AccountBodies are empty bodies of all kinds of events of this noun, to decode into.
func AccountBodies() []event.Body {
	return []event.Body{
		&SignedIn{}, &Refused{}, &SignedOut{}, &SessionsEnded{}, &PasswordSet{}, &SecondSet{}, &SecondRemoved{}, &RecoveryMade{},
		&PasskeyAdded{}, &PasskeyRemoved{}, &Linked{}, &Unlinked{}, &TokenMade{}, &TokenEnded{}, &Exported{},
	}
}

// Apply folds one event of a member's account, given by its typed body, that happened at a
// moment.
func (a Account) Apply(member string, at int64, body any) Account {
	a.Member = member
	switch body.(type) {
	case *SignedIn:
		a.SignedIn = at
		a.SignIns++
	case *Refused:
		if hour := at - at%hourMicros; a.Hour != hour {
			a.Hour, a.InHour = hour, 0
		}
		a.InHour++
		a.Refused++
	case *PasswordSet:
		a.Password = at
	case *SecondSet:
		a.Second = at
	case *SecondRemoved:
		a.Second = 0
	case *PasskeyAdded:
		a.Passkeys++
	case *PasskeyRemoved:
		a.Passkeys--
	case *Linked:
		a.Links++
	case *Unlinked:
		a.Links--
	case *TokenMade:
		a.Tokens++
	case *TokenEnded:
		a.Tokens--
	}
	return a
}
