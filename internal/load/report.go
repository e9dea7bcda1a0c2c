package load

import (
	"errors"
	"maps"
)

// errEnough ends the reading of a file early.
var errEnough = errors.New("enough")

// What a source may leave unknown, and what was done about it. They are counted, so that
// nobody takes a figure for more than it is.
const (
	entryUndated    = "entry_undated"        // deals: nobody knows when they came into their first step
	noOrganisation  = "without_organisation" // deals
	noValue         = "without_value"        // deals
	noReason        = "without_reason"       // deals that ended without being won
	noOwner         = "without_owner"        // deals: they go to who imports
	staysCut        = "stays_left_out"       // of deals, because a later one has no date
	currencyAssumed = "currency_assumed"     // amounts: the company's own currency
	amountRounded   = "amount_rounded"       // amounts: to what the currency can hold
	noEmail         = "without_email"        // members: they cannot be invited yet
)

// Report is what a trial or a run came to. Counts are by noun. Found are rows that name
// what was there already, Repeated those that name what an earlier row made; neither
// changes anything.
type Report struct {
	Import   string         `json:"import,omitempty"`
	Dry      bool           `json:"dry_run,omitempty"`
	Rows     int            `json:"rows"`
	Made     map[string]int `json:"made"`
	Found    map[string]int `json:"found,omitempty"`
	Repeated map[string]int `json:"repeated,omitempty"`
	Failed   map[string]int `json:"failed,omitempty"`
	Bad      int            `json:"bad_rows,omitempty"` // rows of which nothing could be read
	Problems []Problem      `json:"problems,omitempty"` // the first of them
	More     int            `json:"more_problems,omitempty"`
	Alike    []Twin         `json:"alike,omitempty"` // made, and perhaps there already; the first of them
	Unknown  map[string]int `json:"unknown,omitempty"`
	Fields   []Fed          `json:"fields"`
	Observed string         `json:"observed_from,omitempty"` // the day from which the source was watched
	Early    int            `json:"early,omitempty"`         // deals that began before it; of their like, those that ended early are missing
	Stopped  bool           `json:"stopped,omitempty"`       // it was cancelled on the way; running it again goes on
}

// Twin is an organisation or a person that was made although a likely duplicate is there
// under another writing. Merging the two is for a person to decide.
type Twin struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Noun  string `json:"noun"`
	ID    string `json:"id"`
	Name  string `json:"name"`
	Other string `json:"other"` // id of the likely duplicate
	Named string `json:"named"` // its name
}

func newReport() *Report {
	return &Report{Made: map[string]int{}, Found: map[string]int{}, Repeated: map[string]int{}, Failed: map[string]int{}, Unknown: map[string]int{}}
}

const problemLimit = 1000

func (r *Report) problem(p ...Problem) {
	room := min(len(p), problemLimit-len(r.Problems))
	r.Problems = append(r.Problems, p[:room]...)
	r.More += len(p) - room
}

// fields takes over how the fields were fed.
func (r *Report) take(b *builder) {
	r.Fields = r.Fields[:0]
	for _, f := range b.fed {
		r.Fields = append(r.Fields, *f)
	}
	maps.Copy(r.Unknown, b.unknown)
}
