package load

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"cairn/process"
)

//go:embed words.yaml
var wordsText string

// words are what other programs call things.
type words struct {
	Files   map[string][]string            `yaml:"files"`
	Columns map[string]map[string][]string `yaml:"columns"`
	Stages  struct {
		Ends  map[string][]string `yaml:"ends"`
		Steps map[string][]string `yaml:"steps"`
	} `yaml:"stages"`
}

func readWords() words {
	var w words
	if err := yaml.Unmarshal([]byte(wordsText), &w); err != nil {
		panic("load: " + err.Error()) // the file is part of the program
	}
	return w
}

// Guess is a column that a suggestion uses, and how sure it is, from 0 to 1.
type Guess struct {
	File   string  `json:"file"`
	Noun   string  `json:"noun"`
	Field  string  `json:"field"`
	Column string  `json:"column"`
	Sure   float64 `json:"sure"`
}

// Suggest proposes a mapping for tables that nobody has described, by the names of files
// and columns and by what is in them, for the steps of a process. It is a draft: what it
// could not find is missing, and a Plan asks about stages that it did not understand.
func Suggest(tables []*Table, p process.Definition) (Mapping, []Guess) {
	s := suggester{words: readWords(), process: p, made: map[string]bool{}}
	nouns := make([]string, len(tables))
	found := make([]map[string]match, len(tables))
	for i, t := range tables {
		nouns[i], found[i] = s.noun(t)
		s.made[nouns[i]] = true
	}
	m := Mapping{Version: 1, Name: "Import", Process: p.Key, Complete: false, Observed: detect}
	for i, t := range tables {
		m.Sheets = append(m.Sheets, Sheet{File: t.Name, Makes: s.makes(t, nouns[i], found[i])})
	}
	return m, s.guesses
}

type suggester struct {
	words   words
	process process.Definition
	made    map[string]bool // nouns that have a file of their own
	guesses []Guess
}

// match is the column that fits a field best.
type match struct {
	column int
	sure   float64
}

// noun finds what the rows of a table are: the noun most of whose fields have a column,
// where the name of the file counts as much as three.
func (s *suggester) noun(t *Table) (string, map[string]match) {
	best, bestScore, bestFound := "", 0.0, map[string]match(nil)
	for _, n := range Nouns() {
		found := s.match(t, n)
		score := 0.0
		for _, m := range found {
			score += m.sure
		}
		score = score * min(1, score/2) // one column in common is no evidence
		for _, w := range wordsOf(strings.TrimSuffix(t.Name, extension(t.Name))) {
			if slices.Contains(s.words.Files[n], w) {
				score += 3
				break
			}
		}
		if !s.can(n, found) {
			score = 0
		}
		if score > bestScore {
			best, bestScore, bestFound = n, score, found
		}
	}
	return best, bestFound
}

// can says whether the fields without which there is no such noun have a column.
func (s *suggester) can(noun string, found map[string]match) bool {
	has := func(field string) bool { _, ok := found[field]; return ok }
	switch noun {
	case Deal:
		return (has("key") || has("name")) && has("stage")
	case Person:
		return has("name") || has("last")
	case Stay:
		return has("deal") && has("at") && has("stage") && s.made[Deal]
	case Activity:
		return has("deal") && has("at")
	}
	return has("name")
}

// match finds the best column of each field of a noun; each column serves once.
func (s *suggester) match(t *Table, noun string) map[string]match {
	type pair struct {
		field string
		match
	}
	var pairs []pair
	for _, field := range sortedKeys(s.words.Columns[noun]) {
		for i, c := range t.Columns {
			if sure := s.fit(field, s.words.Columns[noun][field], c); sure > 0 {
				pairs = append(pairs, pair{field, match{i, sure}})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		switch {
		case a.sure > b.sure:
			return -1
		case a.sure < b.sure:
			return 1
		}
		return a.column - b.column
	})
	found, taken := map[string]match{}, map[int]bool{}
	for _, p := range pairs {
		if _, has := found[p.field]; !has && !taken[p.column] {
			found[p.field], taken[p.column] = p.match, true
		}
	}
	return found
}

// fit says how well a column fits a field: by its name, where the more usual name counts
// more, and not at all where its content is of another kind.
func (s *suggester) fit(field string, names []string, c Column) float64 {
	name := strings.Join(wordsOf(c.Name), " ")
	sure := 0.0
	if i := slices.Index(names, name); i >= 0 {
		sure = 1 - float64(i)/100
	} else if i := slices.IndexFunc(names, func(n string) bool { return len(n) > 4 && strings.Contains(" "+name+" ", " "+n+" ") }); i >= 0 {
		sure = 0.5 - float64(i)/100
	}
	if sure == 0 || c.Filled == 0 {
		return sure / 2
	}
	part := func(n int) bool { return n*10 >= c.Filled*9 }
	switch field {
	case "created", "changed", "closed", "close_date", "at", "next_due":
		if !part(c.Dates) {
			return 0
		}
	case "value", "won_value", "employees", "revenue", "minutes":
		if !part(c.Numbers) || part(c.Dates) {
			return 0
		}
	case "emails", "email":
		if !part(c.Emails) {
			return 0
		}
	case "name", "organisation", "owner", "manager", "sector", "last", "first":
		if part(c.Numbers) || part(c.Dates) {
			return 0
		}
	}
	return sure
}

// wordsOf parts a name into its words, in lower case: "dealStage_ID" is deal, stage, id.
func wordsOf(name string) []string {
	var b strings.Builder
	last := ' '
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
		case unicode.IsUpper(r) && unicode.IsLower(last):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		last = r
	}
	return strings.Fields(b.String())
}

func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}

// makes builds what a table makes, and what else it must make because no other file does:
// the organisations and people that its deals name.
func (s *suggester) makes(t *Table, noun string, found map[string]match) []Make {
	if noun == "" {
		return nil
	}
	column := func(field string) string {
		m, ok := found[field]
		if !ok {
			return ""
		}
		s.guesses = append(s.guesses, Guess{t.Name, noun, field, t.Columns[m.column].Name, m.sure})
		return t.Columns[m.column].Name
	}
	k := Make{Noun: noun, From: map[string]Field{}}
	for _, target := range Targets(noun) {
		if c := column(target.Name); c != "" {
			k.From[target.Name] = Field{Column: c}
		}
	}
	var before []Make
	switch noun {
	case Person:
		if _, ok := k.From["name"]; !ok {
			k.From["name"] = Field{Text: strings.TrimSpace(brace(column("first")) + " " + brace(column("last")))}
		}
	case Deal:
		if v, ok := k.From["value"]; ok {
			v.Currency = brace(column("currency"))
			k.From["value"] = v
		}
		if _, ok := k.From["name"]; !ok {
			k.From["name"] = Field{Text: strings.TrimSpace("[" + brace(k.From["organisation"].Column) + " ]" + brace(k.From["key"].Column))}
		}
		k.Stage = s.stage(t, column)
		before = s.parties(t, k)
	case Stay:
		k.Stage = &Stage{Column: column("stage"), Map: map[string]Rule{}}
		for v, step := range s.stepsOf(t, k.Stage.Column) {
			k.Stage.Map[v] = Rule{Steps: []Entry{{Step: step}}}
		}
	case Member:
		before = s.managers(t, k)
	}
	return append(before, k)
}

func brace(column string) string {
	if column == "" {
		return ""
	}
	return "{" + column + "}"
}

// parties makes what deals refer to and no file has.
func (s *suggester) parties(t *Table, k Make) (all []Make) {
	for _, of := range []struct{ field, noun string }{{"owner", Member}, {"organisation", Organisation}, {"person", Person}} {
		f, ok := k.From[of.field]
		if !ok || s.made[of.noun] || f.Column == "" {
			continue
		}
		m := Make{Noun: of.noun, From: map[string]Field{"name": f}}
		if o, ok := k.From["organisation"]; ok && of.noun == Person {
			m.From["organisation"] = o
		}
		all = append(all, m)
	}
	return all
}

// managers makes the managers that a list of members names in a column of its own only.
func (s *suggester) managers(t *Table, k Make) []Make {
	above, ok := k.From["manager"]
	name := k.From["name"]
	if !ok {
		return nil
	}
	a, b := t.Columns[t.column(above.Column)], t.Columns[t.column(name.Column)]
	for _, v := range a.Values {
		if slices.Contains(b.Values, v) || b.Many {
			return nil
		}
	}
	m := Make{Noun: Member, From: map[string]Field{"name": above, "role": {Value: "manager"}}}
	if team, ok := k.From["team"]; ok {
		m.From["team"] = team
	}
	return []Make{m}
}

// stage guesses what the stages are. What a deal went through before the stage that it is
// in, a list of deals does not tell; so an open deal stands in its step since nobody knows
// when, unless a column says so, and an ended one has run from its beginning to its end.
func (s *suggester) stage(t *Table, column func(string) string) *Stage {
	st := &Stage{Column: column("stage"), Map: map[string]Rule{}}
	created, changed, closed, won := column("created"), column("changed"), column("closed"), column("won_value")
	first := ""
	for _, x := range s.process.Steps {
		if first == "" && !x.Skip && !x.Retired {
			first = x.Key
		}
	}
	steps := s.stepsOf(t, st.Column)
	for _, v := range t.Columns[t.column(st.Column)].Values {
		if end := s.endOf(v); end != "" {
			r := Rule{Steps: []Entry{{Step: first, At: Field{Column: created}}}, End: end, At: Field{Column: closed}}
			if end == ends()[0] {
				r.Value = Field{Column: won}
			}
			if closed != "" {
				st.Map[v] = r
			}
		} else if step := steps[v]; step != "" {
			r := Rule{Steps: []Entry{{Step: step, At: Field{Column: changed}}}}
			if step == first && changed == "" {
				r.Steps[0].At.Column = created
			} else if step != first && changed != "" && created != "" {
				r.Steps = append([]Entry{{Step: first, At: Field{Column: created}, IfDated: true}}, r.Steps...)
			}
			st.Map[v] = r
		}
	}
	return st
}

// endOf says which end a stage of another system is; empty where it is none that the
// process has.
func (s *suggester) endOf(stage string) string {
	name := strings.Join(wordsOf(stage), " ")
	for _, end := range ends() {
		if slices.Contains(s.words.Stages.Ends[end], name) {
			if _, ok := s.process.Exit(end); ok || end == ends()[0] {
				return end
			}
		}
	}
	return ""
}

// stepsOf finds the steps that the values of a column mean: by key or name of the step, or
// by what others call the part of the frame that it covers.
func (s *suggester) stepsOf(t *Table, column string) map[string]string {
	all := map[string]string{}
	i := t.column(column)
	if i < 0 {
		return all
	}
	for _, v := range t.Columns[i].Values {
		name := strings.Join(wordsOf(v), " ")
		for _, x := range s.process.Steps {
			if x.Skip || x.Retired || all[v] != "" {
				continue
			}
			if name == x.Key || name == folded(x.Name) || slices.ContainsFunc(x.Covers, func(c string) bool { return slices.Contains(s.words.Stages.Steps[c], name) }) {
				all[v] = x.Key
			}
		}
	}
	return all
}
