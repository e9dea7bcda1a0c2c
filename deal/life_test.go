package deal

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// small is a process of four steps, two in each job, with a checkpoint of almost every
// sort.
const small = `process: small
name: Small
frame: sale
jobs:
  - {key: qualifying, name: Qualifying}
  - {key: closing, name: Closing}
steps:
  - key: ask
    job: qualifying
    covers: [leads]
    exit:
      - {key: who, strength: impossible, evidence: rule, rule: deal.organisation}
      - {key: origin, strength: gate, evidence: answer, fact: source}
      - {key: fits, strength: advice, evidence: score, threshold: 2, criteria: [{key: size, name: Size, points: 2}, {key: place, name: Place, points: 1}]}
  - key: talk
    job: qualifying
    covers: [prospecting, qualifying]
    exit:
      - {key: talked, strength: impossible, evidence: activity, outcome: held}
      - {key: need, strength: gate, evidence: answer, answer: text, valid: once}
      - {key: budget, strength: gate, evidence: answer, answer: money, valid: 30d, approver: owner}
      - {key: says, strength: gate, evidence: person, influence: [decides, signs]}
  - key: propose
    job: closing
    covers: [needs, proposing]
    exit:
      - {key: problem, strength: advice, evidence: answer, answer: text, confirmed: true}
      - {key: offered, strength: impossible, evidence: offer, offer: delivered, valid: visit}
      - {key: due, strength: gate, evidence: offer, offer: decision, valid: visit, implied_by: [taken]}
      - {key: parts, strength: advice, evidence: offer, offer: answers}
      - {key: legal, strength: gate, evidence: document, when: deal.value > 100000.0}
  - key: agree
    job: closing
    covers: [objections, closing]
    exit:
      - {key: clear, strength: impossible, evidence: concerns, concerns: none_open}
      - {key: terms, strength: gate, evidence: confirmation, valid: visit, implied_by: [taken]}
      - {key: taken, strength: impossible, evidence: offer, offer: accepted, valid: visit}
      - {key: next, strength: advice, evidence: activity, outcome: planned}
win: {name: Won, action: Win}
exits:
  - {key: lost, name: Lost, reasons: [{key: price, name: Price}, {key: old, name: Old, retired: true}]}
  - {key: no_decision, name: No decision}
  - {key: disqualified, name: Not for us, jobs: [qualifying]}
  - {key: parked, name: Parked, dated: true}
  - {key: withdrawn, name: Withdrawn}
sources: [{key: fair, name: Fair}, {key: list, name: List, retired: true}]
methods: [{key: call, name: Call}]
`

// life is a deal in a test, from its opening on. Every event goes through the codec on
// its way, as it would through the log.
type life struct {
	p      process.Definition
	d      Deal
	at     int64
	events []event.Event
	other  Deal // the last that was merged in
}

const (
	minute = int64(60 * 1_000_000)
	hour   = 60 * minute
	oneDay = 24 * hour
)

// monday is 5 January 2026, 9:00 UTC.
func monday() int64 { return time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC).UnixMicro() }

func now(at int64) Now {
	return Now{At: at, Occurred: at, Today: time.UnixMicro(at).UTC().Format(time.DateOnly)}
}

// actors are the people of the tests: Ana owns the deal, Mia is her manager, Bo owns the
// organisation; Solo is Ana where nobody is above her; Tom is a colleague.
func actors(name string) (By, bool) {
	by, ok := map[string]By{
		"ana":    {ID: "ana", Role: "salesperson"},
		"mia":    {ID: "mia", Role: "manager", Manages: true},
		"bo":     {ID: "bo", Role: "owner", Manages: true},
		"tom":    {ID: "tom", Role: "salesperson"},
		"max":    {ID: "max", Role: "manager"},
		"solo":   {ID: "ana", Role: "salesperson", Alone: true},
		"system": {ID: "system", System: true},
		"import": {ID: "bo", Role: "owner", Import: true},
	}[name]
	return by, ok
}

// record folds an event in, by way of the bytes that the log would hold.
func (l *life) record(by string, at int64, b Body) {
	pub, priv, err := event.Split(b)
	if err != nil {
		panic(err)
	}
	e := event.Event{
		Seq: int64(len(l.events) + 1), Occurred: at, Known: at, Recorded: l.at, Actor: by, Subject: "deal:d1",
		N: int64(len(l.events) + 1), Kind: b.Kind(), Body: pub, Private: priv,
	}
	stored, err := Decode(e)
	if err != nil {
		panic(err)
	}
	l.events, l.d = append(l.events, e), Apply(l.d, e, stored)
}

// begin opens a deal in the first step of a process, or in the step named.
func begin(p process.Definition, step string) *life {
	l := &life{p: p, at: monday()}
	o, err := New(p, Opened{ID: "d1", Name: "Mill", Organisation: "org", Owner: "ana", Step: step, Value: money.Money{Minor: 500, Currency: "EUR"}}, now(l.at))
	if err != nil {
		panic(err)
	}
	l.record("ana", l.at, o)
	return l
}

// wish is one line of a script, taken apart: "mia move talk for need known because so".
type wish struct {
	by   By
	verb string
	args []string
	w    Wish
	at   int64
}

func (l *life) parse(line string) wish {
	x := wish{at: l.at}
	words := strings.Fields(line)
	if by, ok := actors(words[0]); ok {
		x.by, words = by, words[1:]
	} else {
		x.by, _ = actors("ana")
	}
	if words[0] == "back" { // dated back by so many hours
		var hours int64
		fmt.Sscanf(words[1], "%dh", &hours)
		x.at, words = x.at-hours*hour, words[2:]
	}
	x.verb, words = words[0], words[1:]
	for len(words) > 0 {
		switch words[0] {
		case "because":
			x.w.Why, words = strings.Join(words[1:], " "), nil
		case "for":
			if x.w.Reasons == nil {
				x.w.Reasons = map[string]string{}
			}
			x.w.Reasons[words[1]], words = strings.Trim(words[2], "_")+" ", words[3:] // "_" is a reason of spaces
		default:
			x.args, words = append(x.args, words[0]), words[1:]
		}
	}
	return x
}

func (x wish) arg(i int) string {
	if i < len(x.args) {
		return x.args[i]
	}
	return ""
}

// play carries a script out, line by line, each ended by a semicolon. All lines but the
// last must succeed; the answer is what became of the last.
func (l *life) play(t testing.TB, script string) string {
	t.Helper()
	lines := strings.Split(script, ";")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		err := l.do(line)
		if i == len(lines)-1 {
			return outcome(err)
		}
		if err != nil {
			t.Fatalf("%q: %v", strings.TrimSpace(line), err)
		}
	}
	return outcome(nil)
}

// outcome is the short form of an answer: "ok", "P-11 need money", "conflict deal.same_step".
func outcome(err error) string {
	if no, ok := errors.AsType[*Refusal](err); ok {
		return strings.Join(append([]string{no.Rule}, no.Keys()...), " ")
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Kind.String() + " " + f.Key
	}
	if err != nil {
		return err.Error()
	}
	return "ok"
}

// do carries one line out.
func (l *life) do(line string) error {
	x := l.parse(line)
	if x.verb == "wait" {
		var n int64
		var unit string
		fmt.Sscanf(x.arg(0), "%d%s", &n, &unit)
		l.at += n * map[string]int64{"d": oneDay, "h": hour, "m": minute}[unit]
		return nil
	}
	at := now(x.at)
	at.At = l.at
	b, err := l.decide(x, at)
	if err != nil {
		return err
	}
	if b == nil {
		panic("no verb " + x.verb)
	}
	l.record(x.by.ID, x.at, b)
	return nil
}

// decide asks the verb of a line.
func (l *life) decide(x wish, at Now) (Body, error) {
	p, d := l.p, l.d
	switch x.verb {
	case "move":
		x.w.To = x.arg(0)
		return either[Body](Move(p, d, x.w, x.by, at))
	case "win":
		return either[Body](Win(p, d, x.w, d.Value, x.by, at))
	case "bring":
		return either[Body](Bring(p, d, d.Value, x.by, at))
	case "close":
		return either[Body](Close(p, d, Closed{As: x.arg(0), Reason: x.arg(1), Until: x.arg(2)}, x.by, at))
	case "reopen":
		return either[Body](Reopen(p, d, x.arg(0), x.w.Why, x.by, at))
	case "correct":
		return either[Body](Correct(d, Corrected{At: x.at, Why: x.w.Why}, x.by, at))
	case "transfer":
		q := process.MustParse(texts(x.arg(0)))
		b, err := TransferTo(p, q, d, x.arg(1), x.w.Why, at)
		if err == nil {
			l.p = q
		}
		return either[Body](b, err)
	case "merge":
		a, _, err := Merge(p, d, l.other, at)
		return either[Body](a, err)
	case "override":
		return either[Body](Override(p, d, Overridden{Checkpoint: x.arg(0), Why: x.w.Why}, x.by, at))
	case "request":
		return either[Body](Ask(p, d, Asked{Checkpoint: x.arg(0), Why: x.w.Why}, at))
	case "refuse":
		return either[Body](Decline(p, d, Declined{Checkpoint: x.arg(0), Why: x.w.Why}, x.by))
	case "hand":
		return either[Body](Hand(d, x.arg(0), x.w.Why))
	}
	return l.supply(x, at)
}

// supply asks the verbs that bring facts and evidence.
func (l *life) supply(x wish, at Now) (Body, error) {
	p, d := l.p, l.d
	id := fmt.Sprintf("x%d", len(l.events))
	switch x.verb {
	case "say":
		return either[Body](Give(p, d, Given{Checkpoint: x.arg(0), Text: x.arg(1)}))
	case "amount":
		return either[Body](Give(p, d, Given{Checkpoint: x.arg(0), Money: &money.Money{Minor: 100, Currency: "EUR"}}))
	case "file":
		return either[Body](Give(p, d, Given{Checkpoint: x.arg(0), Ref: "contract.pdf"}))
	case "score":
		yes := map[string]bool{}
		for _, k := range x.args[1:] {
			yes[k] = true
		}
		return either[Body](Give(p, d, Given{Checkpoint: x.arg(0), Yes: yes}))
	case "confirm":
		return either[Body](Confirm(p, d, ConfirmedBy{Checkpoint: x.arg(0), How: "mail"}, at))
	case "retract":
		return either[Body](TakeBack(p, d, x.arg(0), x.w.Why))
	case "source":
		return either[Body](Change(p, d, Changed{Source: &x.args[0]}))
	case "organisation":
		name := x.arg(0)
		return either[Body](Change(p, d, Changed{Organisation: &name}))
	case "worth":
		var minor int64
		fmt.Sscan(x.arg(0), &minor)
		return either[Body](Change(p, d, Changed{Value: &money.Money{Minor: minor * 100, Currency: "EUR"}}))
	case "attempted", "agreed", "held", "no_show":
		return either[Body](Log(d, Logged{ID: id, Type: "call", Outcome: x.verb, Agreed: "2026-02-01"}))
	case "note":
		return either[Body](Log(d, Logged{ID: id, Type: "note", Outcome: x.arg(0)}))
	case "plan":
		return either[Body](Schedule(d, Scheduled{ID: id, Type: "call", Due: cmp.Or(x.arg(0), "2026-02-01"), By: "ana"}))
	case "involve":
		return either[Body](Involve(d, Involved{Person: x.arg(0), Influence: x.arg(1)}))
	case "offer":
		o := Offered{ID: id, What: "A mill", Value: money.Money{Minor: 900, Currency: "EUR"}, Due: x.arg(0)}
		if x.arg(1) != "" {
			o.Lines = []Line{{What: "A mill", Need: x.arg(1), Value: o.Value}}
		}
		return either[Body](MakeOffer(d, o))
	case "accept", "decline", "recall":
		o, _ := d.Current()
		state := map[string]string{"accept": OfferAccepted, "decline": OfferDeclined, "recall": OfferWithdrawn}[x.verb]
		return either[Body](DecideOffer(d, OfferDecided{ID: o.ID, State: state, By: "Ms Stone"}, at))
	case "raise":
		return either[Body](Raise(d, Raised{ID: x.arg(0), Text: "Too heavy?"}))
	case "settle":
		return either[Body](Settle(d, Settled{ID: x.arg(0), State: ConcernResolved, Answer: "No."}))
	}
	return nil, nil
}

// either drops the body of a refusal.
func either[T any](b T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return b, nil
}

// texts are the processes that scripts name.
func texts(name string) string {
	switch name {
	case "small":
		return small
	case "renamed": // another word for a step, and for its key
		return strings.ReplaceAll(small, "key: propose", "key: present")
	case "strict": // a new version that nobody may pass without a budget
		return strings.Replace(small, "key: budget, strength: gate, evidence: answer, answer: money, valid: 30d, approver: owner", "key: budget, strength: impossible, evidence: answer, answer: money, valid: 30d", 1)
	case "wide": // the last two steps are one
		head, tail, _ := strings.Cut(small, "  - key: agree\n    job: closing\n    covers: [objections, closing]\n    exit:\n")
		return strings.Replace(head, "covers: [needs, proposing]", "covers: [needs, proposing, objections, closing]", 1) + tail
	}
	t, ok := process.TemplateOf(name)
	if !ok {
		panic("no process " + name)
	}
	return string(t.Text)
}

// show is the part of a deal that a test asks for, by words: "step debts passed".
func show(d Deal, what string) string {
	var parts []string
	for _, w := range strings.Fields(what) {
		parts = append(parts, w+"="+detail(d, w))
	}
	return strings.Join(parts, " ")
}

func detail(d Deal, what string) string {
	var all []string
	switch what {
	case "step":
		return d.Step
	case "status":
		return string(d.Status)
	case "debts":
		all = slices.Clone(d.Debts)
	case "flags":
		all = slices.Clone(d.Flags)
	case "qualified":
		if d.Qualified == 0 {
			return "no"
		}
		return time.UnixMicro(d.Qualified).UTC().Format("02T15")
	case "visits":
		for _, v := range d.Visits {
			all = append(all, fmt.Sprintf("%s%d:%s", v.Step, v.Count, v.How))
		}
	case "passed":
		for _, x := range d.Passed {
			s := x.Checkpoint + ":" + x.By
			if x.Self {
				s += ":self"
			}
			if x.Lapsed {
				s += ":lapsed"
			}
			all = append(all, s)
		}
	case "offers":
		for _, o := range d.Offers {
			all = append(all, o.State)
		}
	case "approvals":
		for _, a := range d.Approvals {
			all = append(all, a.Checkpoint)
		}
	case "requests":
		for _, a := range d.Requests {
			all = append(all, a.Checkpoint)
		}
	case "value":
		return strings.ReplaceAll(d.Value.String(), " ", "")
	case "owner":
		return d.Owner
	case "planned":
		return fmt.Sprint(len(d.Planned))
	}
	return strings.Join(all, ",")
}

// script is a row of a table: what is done, what became of the last line, and what the
// deal looks like then.
type script struct{ name, do, want, look string }

// run plays a table over a process.
func run(t *testing.T, text, step string, table []script) {
	p := process.MustParse(texts(text))
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			l := begin(p, step)
			if got := l.play(t, tt.do); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if tt.look == "" {
				return
			}
			var words []string
			for _, pair := range strings.Fields(tt.look) {
				w, _, _ := strings.Cut(pair, "=")
				words = append(words, w)
			}
			if got := show(l.d, strings.Join(words, " ")); got != tt.look {
				t.Errorf("it looks like\n\t%s\nwant\n\t%s", got, tt.look)
			}
		})
	}
}
