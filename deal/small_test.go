package deal

import (
	"testing"

	"cairn/money"
	"cairn/process"
)

// TestSmallVerbs goes through the verbs that touch no movement: what they refuse, and
// what they do.
func TestSmallVerbs(t *testing.T) {
	p := process.MustParse(small)
	l := begin(p, "")
	if got := l.play(t, "plan; raise heavy; involve paula decides; offer 2026-03-01"); got != "ok" {
		t.Fatal(got)
	}
	plan, euros := l.d.Planned[0].ID, func(n int64) money.Money { return money.Money{Minor: n, Currency: "EUR"} }
	l.record("ana", l.at, must(SetPlan(l.d, PlanSet{ID: "m1", What: "Test run", Due: "2026-03-01"})))
	l.record("ana", l.at, must(Share(l.d, Shared{Member: "tom", Role: "engineer", Share: 60})))
	d, gone := l.d, begin(p, "")
	gone.play(t, "close withdrawn")
	text := func(s string) *string { return &s }
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"share with its owner":          {err(Share(d, Shared{Member: "ana"})), "conflict deal.owner_shares"},
		"share more than is left":       {err(Share(d, Shared{Member: "max", Share: 41})), "invalid deal.share"},
		"share what is left":            {err(Share(d, Shared{Member: "max", Share: 40})), "ok"},
		"share anew":                    {err(Share(d, Shared{Member: "tom", Share: 100})), "ok"},
		"share less than nothing":       {err(Share(d, Shared{Member: "max", Share: -1})), "invalid deal.share"},
		"part from who is not in":       {err(Share(d, Shared{Member: "max", End: true})), "not_found participant"},
		"hand to its owner":             {err(Hand(d, "ana", "")), "conflict deal.same_owner"},
		"hand what is withdrawn":        {err(Hand(gone.d, "tom", "")), "conflict deal.not_open"},
		"involve nobody":                {err(Involve(d, Involved{})), "invalid person"},
		"involve with another word":     {err(Involve(d, Involved{Person: "x", Influence: "rules"})), "invalid person.influence"},
		"involve with another attitude": {err(Involve(d, Involved{Person: "x", Attitude: "warm"})), "invalid person.attitude"},
		"part from a stranger":          {err(Involve(d, Involved{Person: "x", End: true})), "not_found person"},
		"involve, withdrawn":            {err(Involve(gone.d, Involved{Person: "x"})), "conflict deal.not_open"},
		"milestone of nothing":          {err(SetPlan(d, PlanSet{ID: "m2", Due: "2026-03-01"})), "invalid milestone.what"},
		"milestone without a day":       {err(SetPlan(d, PlanSet{ID: "m2", What: "x"})), "invalid date.missing"},
		"milestone on no day":           {err(SetPlan(d, PlanSet{ID: "m2", What: "x", Due: "2026-02-30"})), "invalid date"},
		"drop what is not there":        {err(SetPlan(d, PlanSet{ID: "m2", Drop: true})), "not_found milestone"},
		"plan what has ended":           {err(SetPlan(gone.d, PlanSet{ID: "m2", What: "x", Due: "2026-03-01"})), "conflict deal.not_open"},
		"give without a get":            {err(MakeTrade(d, Traded{Give: "5 %"})), "invalid trade.get"},
		"get without a give":            {err(MakeTrade(d, Traded{Get: "two years"})), "invalid trade.give"},
		"trade what has ended":          {err(MakeTrade(gone.d, Traded{Give: "x", Get: "y"})), "conflict deal.not_open"},
		"schedule a note":               {err(Schedule(d, Scheduled{Type: "note", Due: "2026-03-01"})), "invalid activity.kind"},
		"schedule without a day":        {err(Schedule(d, Scheduled{Type: "call"})), "invalid date.missing"},
		"schedule at no time":           {err(Schedule(d, Scheduled{Type: "call", Due: "2026-03-01", Time: "25:00"})), "invalid time"},
		"schedule what has ended":       {err(Schedule(gone.d, Scheduled{Type: "call", Due: "2026-03-01"})), "conflict deal.not_open"},
		"reschedule what is not there":  {err(Reschedule(d, Rescheduled{ID: "x", Due: "2026-03-01"})), "not_found activity"},
		"reschedule to no day":          {err(Reschedule(d, Rescheduled{ID: plan})), "invalid date.missing"},
		"cancel what is not there":      {err(Cancel(d, Cancelled{ID: "x"})), "not_found activity"},
		"log a dance":                   {err(Log(d, Logged{Type: "dance"})), "invalid activity.kind"},
		"log another outcome":           {err(Log(d, Logged{Type: "call", Outcome: "won"})), "invalid activity.outcome"},
		"log an agreement without day":  {err(Log(d, Logged{Type: "call", Outcome: Agreed})), "invalid date.missing"},
		"log more than a day":           {err(Log(d, Logged{Type: "call", Minutes: 1441})), "invalid activity.minutes"},
		"finish what is not there":      {err(Log(d, Logged{Type: "call", Finishes: "x"})), "not_found activity"},
		"log, withdrawn":                {err(Log(gone.d, Logged{Type: "call"})), "conflict deal.not_open"},
		"a task is no exchange":         {err(Log(d, Logged{Type: "task", TwoWay: true})), "invalid activity.outcome"},
		"raise nothing":                 {err(Raise(d, Raised{Text: " "})), "invalid concern.text"},
		"settle without an answer":      {err(Settle(d, Settled{ID: "heavy", State: ConcernResolved, Answer: " "})), "invalid concern.answer"},
		"settle what is not there":      {err(Settle(d, Settled{ID: "x", State: ConcernResolved})), "not_found concern"},
		"settle another way":            {err(Settle(d, Settled{ID: "heavy", State: "gone"})), "invalid concern.state"},
		"settle to what it is":          {err(Settle(d, Settled{ID: "heavy", State: ConcernOpen})), "conflict concern.same"},
		"accepted as it is":             {err(Settle(d, Settled{ID: "heavy", State: ConcernAccepted})), "ok"},
		"offer nothing":                 {err(MakeOffer(d, Offered{Value: euros(1)})), "invalid offer.what"},
		"offer without a currency":      {err(MakeOffer(d, Offered{What: "x"})), "invalid offer.value"},
		"offer for less than nothing":   {err(MakeOffer(d, Offered{What: "x", Value: euros(-1)})), "invalid offer.value"},
		"lines that do not add up":      {err(MakeOffer(d, Offered{What: "x", Value: euros(3), Lines: []Line{{Value: euros(1)}}})), "invalid offer.sum"},
		"lines in two currencies":       {err(MakeOffer(d, Offered{What: "x", Value: euros(3), Lines: []Line{{Value: money.Money{Minor: 3, Currency: "USD"}}}})), "invalid offer.sum"},
		"a decision on no day":          {err(MakeOffer(d, Offered{What: "x", Value: euros(3), Due: "soon"})), "invalid date"},
		"offer what has ended":          {err(MakeOffer(gone.d, Offered{What: "x", Value: euros(3)})), "conflict deal.not_open"},
		"accept, by nobody":             {err(DecideOffer(d, OfferDecided{ID: d.Offers[0].ID, State: OfferAccepted}, now(l.at))), "invalid offer.by"},
		"decide otherwise":              {err(DecideOffer(d, OfferDecided{ID: d.Offers[0].ID, State: OfferLapsed}, now(l.at))), "invalid offer.state"},
		"no name":                       {err(Change(p, d, Changed{Name: text(" ")})), "invalid deal.name"},
		"no such kind":                  {err(Change(p, d, Changed{Type: text("gift")})), "invalid deal.kind"},
		"no such method":                {err(Change(p, d, Changed{Method: text("shout")})), "invalid deal.method"},
		"no such day":                   {err(Change(p, d, Changed{CloseDate: text("soon")})), "invalid date"},
		"change what is withdrawn":      {err(Change(p, gone.d, Changed{Name: text("x")})), "conflict deal.not_open"},
	} {
		if got := outcome(tt.err); got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

// err drops the body of an answer.
func err[T any](_ T, err error) error { return err }

// must is the body of an answer that is no refusal.
func must[T any](b T, err error) T {
	if err != nil {
		panic(err)
	}
	return b
}

// TestSmallFolds looks at what the small verbs leave.
func TestSmallFolds(t *testing.T) {
	l := begin(process.MustParse(small), "")
	do := func(b Body) { t.Helper(); l.record("ana", l.at, b) }
	text := func(s string) *string { return &s }

	do(must(Share(l.d, Shared{Member: "tom", Role: "engineer", Share: 60})))
	do(must(Hand(l.d, "tom", "leaving")))
	if _, in := l.d.Participants["tom"]; in || l.d.Owner != "tom" {
		t.Errorf("the owner takes part in their own deal: %+v", l.d.Participants)
	}
	do(must(Share(l.d, Shared{Member: "max"})))
	do(must(Share(l.d, Shared{Member: "max", End: true})))
	if len(l.d.Participants) != 0 {
		t.Errorf("participants %+v", l.d.Participants)
	}

	do(must(SetPlan(l.d, PlanSet{ID: "m1", What: "Sign", Due: "2026-03-01"})))
	do(must(SetPlan(l.d, PlanSet{ID: "m2", What: "Test", Due: "2026-02-01"})))
	do(must(SetPlan(l.d, PlanSet{ID: "m2", What: "Test", Due: "2026-04-01", Done: true})))
	if p := l.d.Plan; len(p) != 2 || p[0].ID != "m1" || p[1].Moves != 1 || p[1].Done != l.at {
		t.Errorf("plan %+v", p)
	}
	do(must(SetPlan(l.d, PlanSet{ID: "m1", Drop: true})))
	if len(l.d.Plan) != 1 {
		t.Errorf("plan %+v", l.d.Plan)
	}

	do(must(Change(l.p, l.d, Changed{CloseDate: text("2026-05-01"), Person: text("paula"), Fields: map[string]string{"a": "1"}})))
	do(must(Change(l.p, l.d, Changed{CloseDate: text("2026-06-01"), Fields: map[string]string{"a": ""}})))
	do(must(Change(l.p, l.d, Changed{CloseDate: text("2026-04-01")})))
	if l.d.Pushes != 1 || len(l.d.Fields) != 0 || len(l.d.People) != 1 {
		t.Errorf("pushes %d, fields %v, people %v", l.d.Pushes, l.d.Fields, l.d.People)
	}

	do(must(Schedule(l.d, Scheduled{ID: "a1", Type: "call", Due: "2026-02-02", By: "tom"})))
	do(must(Schedule(l.d, Scheduled{ID: "a2", Type: "call", Due: "2026-02-01", Time: "15:00", By: "tom"})))
	do(must(Schedule(l.d, Scheduled{ID: "a3", Type: "call", Due: "2026-02-01", Time: "09:00", By: "tom"})))
	if n, ok := l.d.Next(); !ok || n.ID != "a3" {
		t.Errorf("next is %+v", n)
	}
	do(must(Reschedule(l.d, Rescheduled{ID: "a3", Due: "2026-02-03"})))
	do(must(Log(l.d, Logged{ID: "x", Type: "call", Outcome: Held, Finishes: "a2"})))
	if n, _ := l.d.Next(); n.ID != "a1" || l.d.TwoWay != l.at {
		t.Errorf("next is %+v, last exchange %d", n, l.d.TwoWay)
	}
	do(must(Cancel(l.d, Cancelled{ID: "a1"})))
	do(must(Cancel(l.d, Cancelled{ID: "a3"})))
	if n, ok := l.d.Next(); ok {
		t.Errorf("next is %+v", n)
	}

	do(must(Confirm(l.p, l.d, ConfirmedBy{Checkpoint: "terms", How: "mail"}, now(l.at))))
	if e := l.d.Evidence["terms"]; e.N != l.d.Version || e.By != "ana" || e.Confirmed.N != e.N {
		t.Errorf("a confirmation alone: %+v", e)
	}
	do(must(MakeTrade(l.d, Traded{ID: "t1", Give: "5 %", Get: "two years"})))
	do(must(MakeOffer(l.d, Offered{ID: "o1", What: "A mill", Value: money.Money{Minor: 900, Currency: "EUR"}})))
	do(must(Raise(l.d, Raised{ID: "k1", Text: "Heavy?"})))
	if len(l.d.Trades) != 1 || l.d.Value.Minor != 900 || l.d.Concerns[0].Early || l.d.Concerns[0].Step != "ask" {
		t.Errorf("trades %+v, value %v, concerns %+v", l.d.Trades, l.d.Value, l.d.Concerns)
	}
	checkFold(t, l)
}
