package demo

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"cairn/access"
	"cairn/event"
	"cairn/party"
	"cairn/period"
	"cairn/process"
)

// world is the story while it is made. Nothing in it reads a clock: now moves from one
// beat to the next.
type world struct {
	words   words
	r       *rand.Rand
	process process.Definition
	cal     period.Calendar
	begin   int64
	end     int64
	now     int64
	made    int
	beats   beats
	log     []happening
	jobs    []*job
	sellers []*seller
	bosses  map[string]bool
	owner   string
	orgs    []*org
	names   map[string]bool
}

// org is a customer, and who is known there.
type org struct {
	id, name, city string
	people         []contact
	client         bool
}

// contact is somebody on the customer's side.
type contact struct{ id, name, influence string }

// beat is something that happens at a moment.
type beat struct {
	at int64
	n  int // of two at one moment, the one that was thought of first
	do func()
}

type beats []beat

func (b beats) Len() int { return len(b) }
func (b beats) Less(i, j int) bool {
	return b[i].at < b[j].at || b[i].at == b[j].at && b[i].n < b[j].n
}
func (b beats) Swap(i, j int) { b[i], b[j] = b[j], b[i] }

// Push is part of heap.Interface.
func (b *beats) Push(x any) { *b = append(*b, x.(beat)) }

// Pop is part of heap.Interface.
func (b *beats) Pop() any {
	last := len(*b) - 1
	x := (*b)[last]
	*b = (*b)[:last]
	return x
}

const (
	minute = int64(time.Minute / time.Microsecond)
	hour   = 60 * minute
	day    = 24 * hour
)

func newWorld(o Options) (*world, error) {
	words, err := readWords()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(words.Zone)
	if err != nil {
		return nil, err
	}
	w := &world{
		words: words, r: rand.New(rand.NewPCG(o.Seed, 20260105)), end: o.Now.UnixMicro(),
		cal: period.Calendar{Zone: zone}, bosses: map[string]bool{}, names: map[string]bool{},
	}
	w.cal.Holidays = map[period.Day]string{}
	from := w.cal.Day(w.end) - period.Day(o.Years*365)
	for y := o.Now.Year() - int(o.Years) - 2; y <= o.Now.Year()+1; y++ {
		for _, d := range []period.Day{period.Date(y, 1, 1), period.Date(y, 5, 1), period.Date(y, 12, 25), period.Date(y, 12, 26)} {
			w.cal.Holidays[d] = "Closed"
		}
	}
	w.begin = w.cal.Start(w.cal.AddWorking(from, 1)) + 8*hour
	w.now = w.begin
	return w, nil
}

// holidays are the days off, as the set-up takes them.
func (w *world) holidays() (days []string) {
	for d := range w.cal.Holidays {
		days = append(days, d.String())
	}
	slices.Sort(days)
	return days
}

// logins are the people of the demo who are still there, the owner first.
func (w *world) logins() []Login {
	all := []Login{{w.words.Owner, w.address(w.words.Owner), access.Owner}}
	for _, t := range w.words.Teams {
		all = append(all, Login{t.Manager, w.address(t.Manager), access.Manager})
		for _, s := range t.Sellers {
			if s.Left == 0 {
				all = append(all, Login{s.Name, w.address(s.Name), access.Salesperson})
			}
		}
	}
	return all
}

// address is somebody's at the demo company.
func (w *world) address(name string) string { return slug(name, ".") + "@" + w.words.Mail }

func slug(name, between string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }), between)
}

// id makes the next id: sortable by the moment, as those of live companies are.
func (w *world) id() string {
	w.made++
	ms := uint64(w.now / 1000)
	a, b := w.r.Uint64(), w.r.Uint64()
	return fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x", ms>>16, ms&0xffff, a&0xfff, 0x8000|(a>>16)&0x3fff, b&0xffffffffffff)
}

func idOf(subject, noun string) (string, bool) { return strings.CutPrefix(subject, noun) }

// recorded is when what happened at a moment had been recorded: by the end of the day.
func (w *world) recorded(at int64) int64 {
	return min(w.cal.Start(w.cal.Day(at)+1)-1, w.end)
}

// note puts an event into the story.
func (w *world) note(actor, subject string, body event.Body) {
	w.log = append(w.log, happening{at: w.now, actor: actor, subject: subject, body: body})
}

// later does something at a moment, if the story gets there.
func (w *world) later(at int64, do func()) {
	if at = max(at, w.now); at <= w.end {
		w.made++
		heap.Push(&w.beats, beat{at, w.made, do})
	}
}

// workday is a moment in working hours, some working days from now.
func (w *world) workday(days float64) int64 {
	d := w.cal.AddWorking(w.cal.Day(w.now), max(0, int(math.Round(days))))
	for !w.cal.Working(d) {
		d++
	}
	at := w.cal.Start(d) + 8*hour + int64(w.r.Float64()*9*float64(hour))
	return max(at, w.now+5*minute+w.r.Int64N(30*minute))
}

// dayOf is the date of a moment.
func (w *world) dayOf(at int64) string { return w.cal.Day(at).String() }

// live tells the story: the company is there, and each working day brings new deals.
func (w *world) live() error {
	w.people()
	for i := range w.sellers {
		s := w.sellers[i]
		for range 2 {
			w.later(w.workday(float64(w.r.IntN(4))), func() { w.open(s, opening{entered: true}) })
		}
	}
	for i := range 6 { // deals that came to us lately, half done by somebody else
		s := w.sellers[(3*i+1)%len(w.sellers)]
		w.later(w.end-int64(2+4*i)*day, func() { w.open(s, opening{entered: true}) })
	}
	for d := w.cal.Day(w.begin); d <= w.cal.Day(w.end); d++ {
		if w.cal.Working(d) {
			w.later(w.cal.Start(d)+7*hour, w.morning)
		}
	}
	for w.beats.Len() > 0 {
		b := heap.Pop(&w.beats).(beat)
		w.now = b.at
		b.do()
	}
	w.now = w.end
	w.present()
	slices.SortStableFunc(w.log, func(a, b happening) int {
		return int(min(1, max(-1, a.at-b.at)))
	})
	for _, j := range w.jobs {
		if j.wrong != nil {
			return fmt.Errorf("the demo's deal %s: %w", j.d.Name, j.wrong)
		}
	}
	return nil
}

// morning brings the day's new deals.
func (w *world) morning() {
	_, month, _ := w.cal.Day(w.now).Date()
	for _, s := range w.sellers {
		if !w.here(s) {
			continue
		}
		for chance := 0.24 * s.Volume * w.words.Season[month-1]; chance > 0; chance-- {
			if w.r.Float64() < chance {
				w.later(w.workday(0), func() { w.open(s, opening{}) })
			}
		}
	}
}

// months are moments before the end.
func (w *world) months(n int) int64 { return w.end - int64(n)*30*day }

// here says whether somebody works for the company at present.
func (w *world) here(s *seller) bool {
	return (s.Joined == 0 || w.now >= w.months(s.Joined)) && (s.Left == 0 || w.now < w.months(s.Left))
}

// people are hired: the owner, then each team with its manager.
func (w *world) people() {
	w.owner = w.id()
	w.hire(w.owner, w.words.Owner, access.Owner, "", "")
	for _, t := range w.words.Teams {
		boss := w.id()
		w.bosses[boss] = true
		w.hire(boss, t.Manager, access.Manager, w.owner, t.Name)
		for _, s := range t.Sellers {
			s.id, s.boss = w.id(), boss
			w.sellers = append(w.sellers, &s)
			if s.Joined > 0 {
				w.later(w.months(s.Joined), func() { w.hire(s.id, s.Name, access.Salesperson, boss, t.Name) })
			} else {
				w.hire(s.id, s.Name, access.Salesperson, boss, t.Name)
			}
			if s.Left > 0 {
				w.later(w.months(s.Left), func() { w.leave(&s) })
			}
		}
	}
}

func (w *world) hire(id, name string, role access.Role, boss, team string) {
	w.note("system", "member:"+id, access.MemberAdded{
		ID: id, Role: role, Manager: boss, Team: team, Joined: w.now, Name: name, Email: w.address(name),
	})
}

// leave ends somebody's work; colleagues of the team take the deals over.
func (w *world) leave(s *seller) {
	var others []*seller
	for _, o := range w.sellers {
		if o.boss == s.boss && o.id != s.id && w.here(o) {
			others = append(others, o)
		}
	}
	for _, j := range w.jobs {
		if j.d.Owner == s.id && j.d.Live() {
			j.hand(pick(w.r, others), j.say(w.words.Handovers))
		}
	}
	gone := false
	w.note(w.owner, "member:"+s.id, access.MemberChanged{Active: &gone})
}

// customer finds the organisation of a new deal: a new one, as long as there are names,
// or one that is known already.
func (w *world) customer(s *seller) *org {
	if len(w.orgs) < 145 && w.r.Float64() < 0.5 || len(w.orgs) < 5 {
		return w.meet(s)
	}
	return pick(w.r, w.orgs)
}

// meet adds an organisation and the people there.
func (w *world) meet(s *seller) *org {
	t := w.words.Organisations
	var root, trade, name string
	for name == "" || w.names[name] {
		root, trade = pick(w.r, t.Roots), pick(w.r, t.Trades)
		name = strings.TrimSpace(root + " " + trade + " " + pick(w.r, t.Forms))
	}
	w.names[name] = true
	city := pick(w.r, w.words.Cities)
	o := &org{id: w.id(), name: name, city: city[0]}
	domain := slug(root+" "+trade, "-") + ".example"
	employees := int(30 * math.Exp(w.r.NormFloat64()*0.9+0.8))
	w.note(s.id, "organisation:"+o.id, party.OrganisationAdded{
		ID: o.id, Sector: t.Sectors[trade], Country: city[1], Employees: employees, Relation: party.Stranger, Owner: s.id,
		Name: name, Domain: domain, City: city[0],
	})
	influences := []string{"decides", "influences", "uses", "signs"}
	for i := range 2 + w.r.IntN(3) {
		c := contact{id: w.id(), name: pick(w.r, w.words.People.First) + " " + pick(w.r, w.words.People.Last), influence: influences[i%len(influences)]}
		o.people = append(o.people, c)
		w.note(s.id, "person:"+c.id, party.PersonAdded{
			ID: c.id, Organisation: o.id, Relation: party.Stranger, Owner: s.id, Name: c.name, Title: pick(w.r, w.words.People.Titles[c.influence]),
			Emails: []string{slug(c.name, ".") + "@" + domain}, Phones: []string{fmt.Sprintf("+49 555 %07d", w.r.IntN(10_000_000))},
		})
	}
	w.orgs = append(w.orgs, o)
	return o
}
