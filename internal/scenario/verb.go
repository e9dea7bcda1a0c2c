package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// verb is a word of the language: the command that it stands for and how its arguments
// are read. An item of takes is
//
//	deal       a word in this place fills the field
//	+deal      a word in this place names the new one
//	to>step    the word after "to" fills the field step
//	">text     a quoted text fills the field
//
// and sets are fields that the verb itself fills. Any field can be given as field=value.
type verb struct {
	word, command, takes, sets string
}

// does is the verb of every command: ana does deal.trade deal=acme give="…" get="…".
const does = "does"

// returns is the verb of the schedule, which brings parked deals back.
const returns = "returns"

func verbs() []verb {
	return []verb{
		{"opens", "deal.open", `+deal`, ""},
		{"brings", "deal.bring", `+deal for>owner`, ""},
		{"changes", "deal.change", `deal because>why`, ""},
		{"moves", "deal.move", `deal to>to because>why`, ""},
		{"wins", "deal.win", `deal because>why`, ""},
		{"loses", "deal.close", `deal because>reason at>step ">note`, "as=lost"},
		{"gives_up", "deal.close", `deal because>reason ">note`, "as=no_decision"},
		{"disqualifies", "deal.close", `deal because>reason ">note`, "as=disqualified"},
		{"parks", "deal.close", `deal until>until because>reason ">note`, "as=parked"},
		{"withdraws", "deal.close", `deal because>reason ">note`, "as=withdrawn"},
		{"reopens", "deal.reopen", `deal into>to because>why`, ""},
		{"corrects", "deal.correct", `deal because>why`, ""},
		{"answers", "deal.give", `deal checkpoint ">text`, ""},
		{"confirms", "deal.confirm", `deal checkpoint by>person ">words`, ""},
		{"takes_back", "deal.take_back", `deal checkpoint because>why`, ""},
		{"logs", "deal.log", `deal ">text`, ""},
		{"calls", "deal.log", `deal ">text`, "kind=call outcome=attempted"},
		{"arranges", "deal.log", `deal on>agreed ">text`, "kind=call outcome=agreed"},
		{"meets", "deal.log", `deal ">text`, "kind=conversation outcome=held"},
		{"notes", "deal.log", `deal ">text`, "kind=note"},
		{"plans", "deal.schedule", `deal kind on>due at>time for>by ">text`, ""},
		{"replans", "deal.reschedule", `deal activity to>due because>why`, ""},
		{"cancels", "deal.cancel", `deal activity because>why`, ""},
		{"asks", "deal.ask", `deal checkpoint because>why`, ""},
		{"overrides", "deal.override", `deal checkpoint because>why`, ""},
		{"declines", "deal.decline", `deal checkpoint because>why`, ""},
		{"offers", "deal.offer", `deal to>to due>due ">what`, ""},
		{"decides", "deal.decide_offer", `deal state because>why`, ""},
		{"raises", "deal.raise", `deal ">text`, ""},
		{"settles", "deal.settle", `deal concern state ">answer`, ""},
		{"trades", "deal.trade", `deal`, ""},
		{"sets", "deal.plan", `deal due>due ">what`, ""},
		{"hands", "deal.hand", `deal to>to because>why`, ""},
		{"shares", "deal.share", `deal with>member`, ""},
		{"involves", "deal.involve", `deal person`, ""},
		{"merges", "deal.merge", `other into>deal`, ""},
		{"transfers", "deal.transfer", `deal to>process at>step because>why`, ""},
		{"adds_organisation", "organisation.add", `+organisation`, ""},
		{"adds_person", "person.add", `+person of>organisation`, ""},
		{"hires", "member.add", `+member under>manager in>team`, ""},
		{"dismisses", "member.change", `member`, "active=no"},
		{"publishes", "process.publish", `text ">note`, ""},
		{"saves", "view.save", `+view`, ""},
		{does, "", ``, ""},
		{returns, "", ``, ""},
	}
}

// Verbs are the words for what can be done, in the order of a deal's life.
func Verbs() []string {
	var words []string
	for _, v := range verbs() {
		words = append(words, v.word)
	}
	return words
}

func verbOf(word string) (verb, bool) {
	for _, v := range verbs() {
		if v.word == word {
			return v, true
		}
	}
	return verb{}, false
}

// wish is an act, read: a command with its fields, and how it is to be carried out.
type wish struct {
	command string
	fields  []token // key and value, in order
	news    string  // noun of what is made, where the verb names it
	name    string  // by which the script will call what is made
	key     string
	dry     bool
}

// read gives an act's arguments their fields.
func (a *Act) read() (w wish, err error) {
	v, _ := verbOf(a.Verb)
	args := a.Args
	w.command = v.command
	if v.word == does {
		if len(args) == 0 || !args[0].bare() {
			return w, fmt.Errorf("does what? name a command, such as deal.trade")
		}
		w.command, args = args[0].text, args[1:]
		w.news, _, _ = strings.Cut(w.command, ".")
	}
	for set := range strings.FieldsSeq(v.sets) {
		k, value, _ := strings.Cut(set, "=")
		w.fields = append(w.fields, token{key: k, text: value})
	}
	places := placesOf(v.takes)
	for i := 0; i < len(args); i++ {
		t := args[i]
		switch {
		case t.key != "":
			w.keyed(t)
		case t.is("as") && i+1 < len(args):
			w.name = args[i+1].text
			i++
		case t.quoted && places.quote != "":
			w.fields = append(w.fields, token{key: places.quote, text: t.text, quoted: true})
			places.quote = ""
		case t.bare() && places.after[t.text] != "" && i+1 < len(args):
			w.fields = append(w.fields, token{key: places.after[t.text], text: args[i+1].text, quoted: args[i+1].quoted})
			i++
		case t.bare() && len(places.next) > 0:
			w.place(places.next[0], t)
			places.next = places.next[1:]
		default:
			return w, fmt.Errorf("%q has no place after %s", t.text, a.Verb)
		}
	}
	if len(places.next) > 0 {
		return w, fmt.Errorf("%s needs its %s", a.Verb, strings.TrimPrefix(places.next[0], "+"))
	}
	return w, nil
}

// keyed takes a field=value: a few say how, the others what.
func (w *wish) keyed(t token) {
	switch t.key {
	case "key":
		w.key = t.text
	case "dry":
		w.dry = t.text == "yes"
	case "occurred", "saw", "line":
		t.key = map[string]string{"occurred": "occurred_at", "saw": "version", "line": "lines"}[t.key]
		fallthrough
	default:
		w.fields = append(w.fields, t)
	}
}

// place puts a word into a field, or makes it the name of what is made.
func (w *wish) place(field string, t token) {
	if noun, ok := strings.CutPrefix(field, "+"); ok {
		w.news, w.name = noun, t.text
		return
	}
	w.fields = append(w.fields, token{key: field, text: t.text})
}

// field is the value of a field that was given.
func (w wish) field(key string) (string, bool) {
	i := slices.IndexFunc(w.fields, func(t token) bool { return t.key == key })
	if i < 0 {
		return "", false
	}
	return w.fields[i].text, true
}

// places are where a verb's arguments go.
type places struct {
	next  []string
	after map[string]string
	quote string
}

func placesOf(takes string) places {
	p := places{after: map[string]string{}}
	for item := range strings.FieldsSeq(takes) {
		word, field, ok := strings.Cut(item, ">")
		switch {
		case !ok:
			p.next = append(p.next, item)
		case word == `"`:
			p.quote = field
		default:
			p.after[word] = field
		}
	}
	return p
}
