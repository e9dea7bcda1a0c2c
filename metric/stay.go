// Package metric measures a sales process. Its one fact is the stay: a deal was in a
// step, from here to there, and left it in some way. Every figure is a function of whole
// numbers counted over stays, so that shards add up and the order of reading makes no
// difference; and no figure travels alone: an Estimate carries its interval, how many
// deals it rests on, how many of them are still open, and what is wrong with it.
//
//	c := metric.Count(stays, metric.Days(cal), asOf) // exits and open stays by age
//	curve := c.Curve()                               // share still in the step at each age
//	days, low, high := curve.Quantile(0.5, metric.LogLog)
//	e := metric.TimeInStep(stays, "qualifying", metric.Days(cal), asOf)
//	// Estimate{Value: 12, Low: 7, High: 14, N: 20, Events: 19, Open: 1, Unit: "days", …}
//
// Open deals count with the time that they have been seen so far: leaving them out would
// measure only the quick ones.
package metric

import (
	"slices"

	"cairn/money"
)

// Exit is how a stay ended.
type Exit uint8

// The ways to end. Open has not ended. Parked, Transferred, OwnerOut and Withdrawn end
// the watching, not the stay: for figures of time they are as Open, for the books they
// are exits like all others.
const (
	Open         Exit = iota
	Advance           // to the next step
	Skip              // forward over a step
	Return            // to an earlier step
	Won               // an accepted offer
	Lost              // to somebody else
	NoDecision        // the customer decided nothing
	Disqualified      // found to be no prospect, a good result
	Parked            // put away until a date
	Transferred       // into another version of the process
	Withdrawn         // entered by mistake, or merged
	OwnerOut          // handed to another owner, where the books are kept by owner
	exits             // how many there are
)

// Exits lists all of them, Open first.
func Exits() []Exit {
	all := make([]Exit, exits)
	for i := range all {
		all[i] = Exit(i)
	}
	return all
}

// String is the exit's word, as in "no_decision".
func (e Exit) String() string {
	words := [...]string{"open", "advance", "skip", "return", "won", "lost", "no_decision", "disqualified",
		"parked", "transferred", "withdrawn", "owner_out"}
	if int(e) < len(words) {
		return words[e]
	}
	return "unknown"
}

// MarshalText is the word.
func (e Exit) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// Forward says whether the deal went on: to the next step, over it, or to the customer.
func (e Exit) Forward() bool { return e == Advance || e == Skip || e == Won }

// Ended says whether the deal ended without being won.
func (e Exit) Ended() bool { return e == Lost || e == NoDecision || e == Disqualified }

// Censored says whether the stay was not seen to its end.
func (e Exit) Censored() bool {
	return e == Open || e == Parked || e == Transferred || e == Withdrawn || e == OwnerOut
}

// Entry is how a stay began.
type Entry uint8

// The ways to begin. Observed began before anybody kept records (an import).
const (
	Created Entry = iota
	ByAdvance
	BySkip
	ByReturn
	Unparked
	Reopened
	ByTransfer
	OwnerIn
	Observed
	entries
)

// String is the entry's word, as in "unparked".
func (e Entry) String() string {
	words := [...]string{"created", "advance", "skip", "return", "unparked", "reopened", "transferred", "owner_in", "observed"}
	if int(e) < len(words) {
		return words[e]
	}
	return "unknown"
}

// MarshalText is the word.
func (e Entry) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// Stay is one visit of a deal to a step. Times are microseconds UTC and follow what was
// known at the moment that is asked about. All that describes the deal is as of the
// entry, so that a figure never learns from what came later; only OwnerNow is as of
// today, for who may see it.
type Stay struct {
	Deal     string
	Process  string // version
	Step     string
	Frame    string // first step of the frame that Step covers
	FrameEnd string // last one; the same as Frame but in merged steps
	Visit    int    // 1 for the first time in this step
	Via      Entry
	From     int64 // entry of the step
	To       int64 // 0 while it lasts
	How      Exit  // Open while it lasts
	EntryAge int64 // microseconds after From at which watching began; 0 from the entry on
	Evidence bool  // something was found out during the stay
	Owner    string
	OwnerNow string
	Value    money.Money
}

// Begin is the moment from which the stay was watched.
func (s Stay) Begin() int64 { return s.From + s.EntryAge }

// AsOf is the stay as it looked at a moment: what ended later had not ended yet. The
// second value is false where the stay had not begun.
func (s Stay) AsOf(at int64) (Stay, bool) {
	if s.How != Open && s.To > at {
		s.To, s.How = 0, Open
	}
	return s, s.Begin() <= at
}

// slip is the time within which a step forward that is taken back was a slip of the hand.
const slip = 5 * 60 * 1_000_000

// Debounce takes the slips of the hand out of the stays of one deal, which stand in order:
// who goes forward, finds nothing out and is back within five minutes has never been away.
// The two stays around it become one and later visits are counted anew. A quick step
// forward that stands is real, and a return after it that is not the step's own undoing
// is, too. It returns new stays and how many slips there were.
func Debounce(stays []Stay) ([]Stay, int) {
	var clean []Stay
	slips := 0
	for _, s := range stays {
		if n := len(clean); n >= 2 && slipped(clean[n-2], clean[n-1], s) {
			clean = clean[:n-1]
			was := &clean[n-2]
			was.To, was.How, was.Evidence = s.To, s.How, was.Evidence || s.Evidence
			slips++
			continue
		}
		clean = append(clean, s)
	}
	if slips > 0 {
		visits := map[string]int{}
		for i := range clean {
			visits[clean[i].Step]++
			clean[i].Visit = visits[clean[i].Step]
		}
	}
	return clean, slips
}

// slipped says whether away was only a slip between two parts of one stay.
func slipped(before, away, after Stay) bool {
	return (before.How == Advance || before.How == Skip) && away.How == Return && !away.Evidence &&
		away.To-away.From < slip && before.Step == after.Step && before.Deal == after.Deal && before.To == away.From &&
		away.To == after.From
}

// Step keeps the stays in one step.
func Step(stays []Stay, step string) []Stay {
	return slices.DeleteFunc(slices.Clone(stays), func(s Stay) bool { return s.Step != step })
}
