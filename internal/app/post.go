package app

import (
	"encoding/json"
	"net/url"

	"cairn/internal/store"
)

// Letters that this package has written, by the names of their templates.
const (
	letterInvitation = "invitation"
	letterReset      = "reset"
	letterPassword   = "password"
	letterSignIn     = "sign-in"
)

// jobMail is the kind of job that sends a letter.
const jobMail = "mail"

// Letter is the payload of a job of kind "mail": to whom, which template, and what it says.
// The job is kept in the same work as what it tells of, and sealed, because it may carry a
// link.
type Letter struct {
	To       string            `json:"to"`
	Template string            `json:"template"`
	Data     map[string]string `json:"data,omitempty"`
}

// WriteLetters has letters written from now on: who takes the jobs of kind "mail" is there. Links
// in them begin with public, the address at which people reach Cairn, and with nothing
// that a request says. It is called before anybody is served.
func (a *App) WriteLetters(public *url.URL) { a.public = public }

// WritesLetters says whether letters are written.
func (a *App) WritesLetters() bool { return a.public != nil }

// tell writes a letter to a member, where letters are written and the member has an
// address.
func (a *App) tell(tx *store.Tx, member, template string, data map[string]string) error {
	if !a.WritesLetters() {
		return nil
	}
	m, err := tx.Member(member)
	if err != nil || m.Email == "" || !m.Active {
		return err
	}
	co, err := tx.Company()
	if err != nil {
		return err
	}
	letter := Letter{To: m.Email, Template: template, Data: map[string]string{"name": m.Name, "company": co.Name}}
	for k, v := range data {
		letter.Data[k] = v
	}
	payload, err := json.Marshal(letter)
	if err != nil {
		return err
	}
	tx.Enqueue(store.Job{Kind: jobMail, Payload: payload})
	return nil
}

// link is an address of ours with a token.
func (a *App) link(path, token string) string {
	u := a.public.JoinPath(path)
	u.RawQuery = url.Values{"token": {token}}.Encode()
	return u.String()
}
