package app

import (
	"context"
	"crypto/sha256"

	"cairn/access"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// kindTOTP is a phone that was shown its secret and has not shown a code yet.
const kindTOTP = "totp"

// totpLife is how long it has for that, in microseconds.
const totpLife = 15 * minuteMicros

// Proof is what somebody shows once more before they change how they sign in: their
// password, or a code from their phone or from paper.
type Proof struct {
	Password string `json:"password,omitempty" maxLength:"1000"`
	Code     string `json:"code,omitempty" maxLength:"100"`
}

// SecondShown is the second factor of who asks.
type SecondShown struct {
	TOTP  bool  `json:"totp" doc:"Codes from a phone are asked for."`
	Since int64 `json:"since,omitempty"`
	Left  int   `json:"recovery_left" doc:"Codes on paper that were not used."`
}

// SecondBegun is what a phone has to know, as a picture and in letters.
type SecondBegun struct {
	Secret  string  `json:"secret" doc:"For who has no camera: to be typed into the phone."`
	Address string  `json:"address" doc:"otpauth://…, what the picture says."`
	Picture Picture `json:"picture"`
	Expires int64   `json:"expires" doc:"Until when a code has to be shown."`
}

// Picture is a QR code: a square of size by size units, and the path of SVG that covers
// what is dark. The ground has to be the lighter of the two.
type Picture struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

// ConfirmSecond shows the first code of a phone.
type ConfirmSecond struct {
	Code string `json:"code" minLength:"6" maxLength:"20"`
}

// RecoveryMade are new codes on paper, each good once. Those before are void.
type RecoveryMade struct {
	Codes []string `json:"codes" doc:"Shown this once."`
}

// waysOf are the ways to show a second factor.
func waysOf(s store.Second) []string {
	ways := []string{access.ByTOTP}
	if s.Left() > 0 {
		ways = append(ways, access.ByRecovery)
	}
	return ways
}

// use takes a code from the phone or from paper and uses it up; way is which it was, ""
// where it is neither. now is in microseconds UTC.
func use(s *store.Second, code string, now int64) (way string) {
	if s.Secret == "" {
		return ""
	}
	if step, ok := auth.VerifyTOTP(s.Secret, code, now, s.Step); ok {
		s.Step = step
		return access.ByTOTP
	}
	if i, ok := auth.UseRecoveryCode(s.Recovery, code); ok {
		s.Recovery[i] = ""
		return access.ByRecovery
	}
	return ""
}

// errHalf says that somebody has to begin signing in again.
func errHalf() error { return fault.New(fault.NotFound, "half", "", "to sign in from the beginning") }

// Halfway says what is asked of who holds the first half: fault.NotFound "half" where it has
// run out.
func (a *App) Halfway(ctx context.Context, half string) (ways []string, err error) {
	defer fault.Wrap(&err, "app.Halfway")
	p, err := a.db.Pending(ctx, kindHalf, tokenHash(half))
	if err != nil {
		return nil, orHalf(err)
	}
	s, err := a.db.Second(ctx, p.Member)
	return waysOf(s), err
}

func orHalf(err error) error {
	if fault.Of(err) == fault.NotFound {
		return errHalf()
	}
	return err
}

// Complete lets in who holds the first half and shows a code from their phone or from paper.
// Each code counts once. It is fault.Invalid "second" for a wrong one, fault.NotFound "half"
// where the first half has run out, and fault.Conflict "sign_in.wait".
func (a *App) Complete(ctx context.Context, half, code string, from From) (e Entrance, err error) {
	defer fault.Wrap(&err, "app.Complete")
	p, err := a.db.Pending(ctx, kindHalf, tokenHash(half))
	if err != nil {
		return e, orHalf(err)
	}
	if _, err := a.Member(ctx, p.Member); err != nil {
		return e, orHalf(err)
	}
	limits := secondLimits(p.Member, from)
	if err := a.attempt(ctx, limits); err != nil {
		return e, err
	}
	token, way := auth.NewToken(), ""
	_, _, err = a.db.Write(ctx, store.Work{Actor: p.Member, Alone: true, Do: func(tx *store.Tx) (any, error) {
		p, err := tx.Pending(kindHalf, p.Hash)
		if err != nil {
			return nil, orHalf(err)
		}
		var first halfway
		if err := event.Strict(p.Payload, &first); err != nil {
			return nil, err
		}
		s, err := tx.Second(p.Member)
		if err != nil {
			return nil, err
		}
		if way = use(&s, code, tx.Now()); way == "" {
			return nil, nil
		}
		tx.EndPending(p.Hash)
		if err := forgive(tx, limits); err != nil {
			return nil, err
		}
		if err := tx.SetSecond(p.Member, s); err != nil {
			return nil, err
		}
		return nil, a.begin(tx, token, p.Member, first.How, way, from)
	}})
	switch {
	case err != nil:
		return e, err
	case way == "":
		return e, either(a.refused(ctx, p.Member, "second", from), fault.New(fault.Invalid, "second", "code", "the six digits that your phone shows now, or a code from paper that was not used"))
	}
	return Entrance{Member: p.Member, Token: token}, nil
}

// Second shows the second factor of who asks.
func (a *App) Second(ctx context.Context, c Caller) (out SecondShown, err error) {
	defer fault.Wrap(&err, "app.Second")
	s, err := a.db.Second(ctx, c.Who.ID)
	if err != nil || s.Secret == "" {
		return out, err
	}
	account, err := a.db.Account(ctx, c.Who.ID)
	return SecondShown{TOTP: true, Since: account.Second, Left: s.Left()}, err
}

// proved does an act of somebody who shows once more who they are, in a work of its own; a
// code is used up with it. Who has neither a password nor a phone has to have signed in a
// moment ago.
func (a *App) proved(ctx context.Context, c Caller, p Proof, do func(*store.Tx, *store.Second) error) error {
	if c.Token != "" || c.session == nil {
		return errPerson()
	}
	wrong := fault.New(fault.Invalid, "proof", "password", "your password, or a code from your phone or from paper")
	hash, err := a.db.PasswordHash(ctx, c.Who.ID)
	if err != nil {
		return err
	}
	limits := proofLimits(c.Who.ID)
	if err := a.attempt(ctx, limits); err != nil {
		return err
	}
	right := false
	if p.Password != "" {
		if err := a.slowly(ctx, func() { right = auth.Verify(hash, p.Password) }); err != nil {
			return err
		}
	}
	_, err = a.acting(ctx, c, func(tx *store.Tx) (Ended, error) {
		s, err := tx.Second(c.Who.ID)
		if err != nil {
			return Ended{}, err
		}
		now, err := tx.PasswordHash(c.Who.ID)
		fresh := now == "" && s.Secret == "" && tx.Now()-c.Begun < 10*minuteMicros
		if err != nil || !(right && now == hash) && use(&s, p.Code, tx.Now()) == "" && !fresh {
			return Ended{}, either(err, wrong)
		}
		if err := forgive(tx, limits); err != nil {
			return Ended{}, err
		}
		if err := do(tx, &s); err != nil {
			return Ended{}, err
		}
		return Ended{}, tx.SetSecond(c.Who.ID, s)
	})
	return err
}

// beginning names what a session has begun with a phone.
func (c Caller) beginning() []byte {
	sum := sha256.Sum256(append([]byte("totp\x00"), c.session...))
	return sum[:]
}

// BeginSecond makes the secret of a phone, which counts from when the phone has shown a
// code. One that is set already is replaced then.
func (a *App) BeginSecond(ctx context.Context, c Caller, p Proof) (out SecondBegun, err error) {
	defer fault.Wrap(&err, "app.BeginSecond")
	co, err := a.db.Company(ctx)
	if err != nil {
		return out, err
	}
	out.Secret = auth.NewTOTP()
	out.Address = auth.TOTPAddress(out.Secret, "Cairn "+co.Name, c.Who.Email)
	picture, err := auth.QR(out.Address)
	if err != nil {
		return out, err
	}
	out.Picture = Picture{Size: picture.Size, Path: picture.Path}
	err = a.proved(ctx, c, p, func(tx *store.Tx, _ *store.Second) error {
		out.Expires = tx.Now() + totpLife
		tx.EndPending(c.beginning())
		tx.AddPending(store.Pending{
			Hash: c.beginning(), Kind: kindTOTP, Member: c.Who.ID, Payload: []byte(out.Secret), Created: tx.Now(), Expires: out.Expires,
		})
		return nil
	})
	if err != nil {
		return SecondBegun{}, err
	}
	return out, nil
}

// ConfirmSecond asks for codes of the phone from now on, gives codes on paper, and ends the
// other sessions of who asks.
func (a *App) ConfirmSecond(ctx context.Context, c Caller, in ConfirmSecond) (out RecoveryMade, err error) {
	defer fault.Wrap(&err, "app.ConfirmSecond")
	if c.Token != "" || c.session == nil {
		return out, errPerson()
	}
	limits := proofLimits(c.Who.ID)
	if err := a.attempt(ctx, limits); err != nil {
		return out, err
	}
	codes, hashes := auth.NewRecoveryCodes()
	_, err = a.acting(ctx, c, func(tx *store.Tx) (ended Ended, err error) {
		p, err := tx.Pending(kindTOTP, c.beginning())
		if fault.Of(err) == fault.NotFound {
			err = fault.New(fault.Conflict, "second.begin", "", "to begin with the picture again")
		}
		if err != nil {
			return ended, err
		}
		step, ok := auth.VerifyTOTP(string(p.Payload), in.Code, tx.Now(), 0)
		if !ok {
			return ended, fault.New(fault.Invalid, "second", "code", "the six digits that your phone shows now")
		}
		if err := forgive(tx, limits); err != nil {
			return ended, err
		}
		tx.EndPending(p.Hash)
		if err := tx.SetSecond(c.Who.ID, store.Second{Secret: string(p.Payload), Step: step, Recovery: hashes}); err != nil {
			return ended, err
		}
		if err := note(tx, c.Who.ID, access.SecondSet{}); err != nil {
			return ended, err
		}
		if err := note(tx, c.Who.ID, access.RecoveryMade{N: len(hashes)}); err != nil {
			return ended, err
		}
		_, err = endSessions(tx, c.Who.ID, endSecond, c.session)
		return ended, err
	})
	if err != nil {
		return out, err
	}
	return RecoveryMade{Codes: codes}, nil
}

// RenewRecovery gives new codes on paper; those before are void.
func (a *App) RenewRecovery(ctx context.Context, c Caller, p Proof) (out RecoveryMade, err error) {
	defer fault.Wrap(&err, "app.RenewRecovery")
	codes, hashes := auth.NewRecoveryCodes()
	err = a.proved(ctx, c, p, func(tx *store.Tx, s *store.Second) error {
		if s.Secret == "" {
			return fault.New(fault.Conflict, "second.none", "", "to set up a phone first")
		}
		s.Recovery = hashes
		return note(tx, c.Who.ID, access.RecoveryMade{N: len(hashes)})
	})
	if err != nil {
		return out, err
	}
	return RecoveryMade{Codes: codes}, nil
}

// RemoveSecond asks for no codes any more.
func (a *App) RemoveSecond(ctx context.Context, c Caller, p Proof) (out Ended, err error) {
	defer fault.Wrap(&err, "app.RemoveSecond")
	err = a.proved(ctx, c, p, func(tx *store.Tx, s *store.Second) error {
		if s.Secret == "" {
			return fault.New(fault.Conflict, "second.none", "", "to set up a phone first")
		}
		*s = store.Second{}
		if err := note(tx, c.Who.ID, access.SecondRemoved{Why: endOwn}); err != nil {
			return err
		}
		out.Ended, err = endSessions(tx, c.Who.ID, endSecond, c.session)
		return err
	})
	return out, err
}

// RemoveSecondOf does so for a member who has lost phone and paper, and ends all their
// sessions, for who looks after people.
func (a *App) RemoveSecondOf(ctx context.Context, c Caller, member string) (out Ended, err error) {
	defer fault.Wrap(&err, "app.RemoveSecondOf")
	if c.Token != "" {
		return out, errPerson()
	}
	return a.acting(ctx, c, func(tx *store.Tx) (out Ended, err error) {
		if err := looksAfter(tx, c.Who, member); err != nil {
			return out, err
		}
		s, err := tx.Second(member)
		if err != nil {
			return out, err
		}
		if s.Secret == "" {
			return out, fault.New(fault.Conflict, "second.none", "", "a member who has a phone set up")
		}
		if err := tx.SetSecond(member, store.Second{}); err != nil {
			return out, err
		}
		if err := note(tx, member, access.SecondRemoved{Why: endAdministrator}); err != nil {
			return out, err
		}
		out.Ended, err = endSessions(tx, member, endAdministrator, nil)
		return out, err
	})
}
