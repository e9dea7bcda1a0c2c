package access

import (
	"cmp"
	"slices"
	"strings"

	"cairn/fault"
)

// Member is somebody of the selling organisation. Manager is the id of whom they report
// to, empty at the top. Joined is in microseconds UTC. A member who has left stays, not
// Active, because deals and the line of others still name them.
type Member struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Role    Role   `json:"role"`
	Manager string `json:"manager,omitempty"`
	Team    string `json:"team,omitempty"`
	Active  bool   `json:"active"`
	Joined  int64  `json:"joined"`
	Away    []Away `json:"away,omitempty"` // absences that were, are and will be, by their first day
	Heir    string `json:"heir,omitempty"` // of somebody who has left: who gets their open deals
}

// Directory holds the members and their reporting line. It never changes and may be
// shared; the zero Directory is empty. Build one with NewDirectory, and have it of a day
// with At.
type Directory struct {
	members map[string]Member
	emails  map[string]string   // folded address to id
	reports map[string][]string // ids directly below, sorted
	byName  []Member
	today   string // "2026-03-31", empty for no day
	sight   Sight
	stands  map[string][]string // for whom somebody stands in today, sorted
}

// NewDirectory builds a Directory. It refuses a member without an id, with an unknown
// role or an unknown manager, an id or the address of an active member given twice, and
// a reporting line that runs in a circle, whose names it tells.
func NewDirectory(members []Member) (Directory, error) {
	d := Directory{
		members: make(map[string]Member, len(members)),
		emails:  make(map[string]string, len(members)),
		reports: map[string][]string{},
		byName:  slices.Clone(members),
	}
	slices.SortFunc(d.byName, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, m := range d.byName {
		if err := d.enter(m); err != nil {
			return Directory{}, err
		}
	}
	for _, m := range d.byName {
		if m.Manager == "" {
			continue
		}
		if _, ok := d.members[m.Manager]; !ok {
			return Directory{}, refuse("access.manager", "manager", "the id of a member", m).With("manager", m.Manager)
		}
		d.reports[m.Manager] = append(d.reports[m.Manager], m.ID)
	}
	for _, ids := range d.reports {
		slices.Sort(ids)
	}
	return d, d.circle()
}

// enter takes up one member by id and by address. An address of somebody who has left
// gives way to that of an active member.
func (d Directory) enter(m Member) error {
	if m.ID == "" {
		return refuse("access.id", "id", "an id", m)
	}
	if _, ok := d.members[m.ID]; ok {
		return refuse("access.twice", "id", "an id of its own", m)
	}
	if !m.Role.Known() {
		return refuse("access.role", "role", "salesperson, manager, owner, admin or viewer", m)
	}
	d.members[m.ID] = m
	if m.Email == "" {
		return nil
	}
	address := fold(m.Email)
	if other, ok := d.emails[address]; ok && d.members[other].Active {
		if m.Active {
			return refuse("access.email", "email", "an address of their own", m)
		}
		return nil
	}
	d.emails[address] = m.ID
	return nil
}

// circle finds a reporting line that comes back to where it began.
func (d Directory) circle() error {
	clear := make(map[string]bool, len(d.members)) // the line above is known to end
	for _, m := range d.byName {
		var path []string
		for id := m.ID; id != "" && !clear[id]; id = d.members[id].Manager {
			if at := slices.Index(path, id); at >= 0 {
				names := make([]string, 0, len(path)-at+1)
				for _, member := range append(path[at:], id) {
					names = append(names, d.members[member].Name)
				}
				return refuse("access.circle", "manager", "somebody who does not report to them", d.members[id]).
					With("line", strings.Join(names, " → "))
			}
			path = append(path, id)
		}
		for _, id := range path {
			clear[id] = true
		}
	}
	return nil
}

func refuse(key, field, remedy string, m Member) *fault.Error {
	return fault.New(fault.Invalid, key, field, remedy).With("member", m.ID).With("name", m.Name)
}

func fold(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// Member finds a member by id, active or not.
func (d Directory) Member(id string) (Member, bool) {
	m, ok := d.members[id]
	return m, ok
}

// ByEmail finds a member by address, without regard to case. Of several, it is the
// active one.
func (d Directory) ByEmail(address string) (Member, bool) {
	id, ok := d.emails[fold(address)]
	return d.members[id], ok
}

// Members lists everybody, sorted by name and then by id. The slice is the caller's.
func (d Directory) Members() []Member { return slices.Clone(d.byName) }

// Line lists the ids above a member, the nearest first.
func (d Directory) Line(id string) []string {
	var line []string
	for up := d.members[id].Manager; up != ""; up = d.members[up].Manager {
		line = append(line, up)
	}
	return line
}

// Above says whether a stands anywhere above b in the line. Nobody stands above
// themselves.
func (d Directory) Above(a, b string) bool {
	if a == "" {
		return false
	}
	for up := d.members[b].Manager; up != ""; up = d.members[up].Manager {
		if up == a {
			return true
		}
	}
	return false
}

// Below lists the ids of everybody under a member, at any depth, active or not, without
// the member; sorted.
func (d Directory) Below(id string) []string {
	var below []string
	for queue := d.reports[id]; len(queue) > 0; {
		below = append(below, queue...)
		var next []string
		for _, report := range queue {
			next = append(next, d.reports[report]...)
		}
		queue = next
	}
	slices.Sort(below)
	return below
}

// Alone says whether nobody else could approve what this member asks for: no active
// manager or owner above them, and no other active owner, whose say reaches everybody.
// Only then may somebody sign for themselves, and the signature is marked as such (P-9).
func (d Directory) Alone(id string) bool {
	for _, m := range d.members {
		if m.ID == id || !m.Active {
			continue
		}
		if m.Role == Owner || m.Role == Manager && d.Above(m.ID, id) {
			return false
		}
	}
	return true
}
