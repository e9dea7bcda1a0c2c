package cairn_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

var wordRules = []rule{
	{
		name:  "no step is named outside the process",
		check: noStepNamed,
		sample: `
-- process/seven.yaml --
process: seven
jobs:
  - key: finding
steps:
  - key: aiming
    exit:
      - key: someone
  - key: asking
    exit: []
  # a remark
  - {key: closing, name: Closing}
win:
  needs: [accepted]
-- process/check.go --
package process

const first = "aiming"
-- deal/move.go --
package deal

const (
	a = "aiming"
	b = "someone"
	c = ` + "`asking`" + `
	d = "aiming high"
)

type e struct {
	asking int ` + "`json:\"asking\"`" + `
}
-- deal/move_test.go --
package deal

const a = "aiming"
-- ui/src/deal/page.tsx --
const a = 'asking';
const b = asking;
if (step === "closing") { go() }
go(); // to "closing"
/** A step, such as "closing". */
-- ui/src/deal/page.test.tsx --
const a = 'asking';
`,
		breaches: []string{"deal/move.go:4", "deal/move.go:6", "ui/src/deal/page.tsx:1", "ui/src/deal/page.tsx:3"},
	},
	{
		name:  "no text names a registry of packages",
		check: noRegistry,
		sample: `
-- ui/package-lock.json --
{ "packages": { "react": {
    "resolved": "anywhere",
    "integrity": "sha512"
} } }
-- ui/.npmrc --
omit-lockfile-registry-resolved=true
registry=anywhere
-- script/need --
apt-get install postgresql
GOPROXY=anywhere go build
curl https://` + "registry." + `npmjs.org/react
-- docs/operate.md --
See ` + "proxy." + `golang.org.
`,
		breaches: []string{"ui/package-lock.json:2", "ui/.npmrc:2", "script/need:2", "script/need:3", "docs/operate.md:1"},
	},
	{
		name:  "no text names a place on somebody's machine",
		check: noMachine,
		sample: `
-- docs/operate.md --
Data lies in /var/lib/cairn.
See ` + "/work" + `/notes.
(` + "/tmp" + `/out.log)
-- script/need --
cd "` + "/root" + `/x"
ls api/tmp/file $dir/work/file ./tmp/x https://example.org/work/a
-- .gitignore --
` + "/tmp" + `/
`,
		breaches: []string{"docs/operate.md:2", "docs/operate.md:3", "script/need:1"},
	},
	{
		name:  "nothing is left for later in the code",
		check: noLater,
		sample: `
-- deal/move.go --
package deal

// ` + "TO" + `DO: the other verbs.
const todo = "to do"
-- ui/src/deal/page.tsx --
const a = 1; /* ` + "FIX" + `ME */
-- docs/process.md --
A page may speak of a ` + "TO" + `DO list.
`,
		breaches: []string{"deal/move.go:3", "ui/src/deal/page.tsx:1"},
	},
	{
		name:  "what is cited can be looked up",
		check: citationsFollow,
		sample: `
-- deal/move.go --
package deal

// Move keeps P-7 (` + "settled" + ` 19), which is settled. On 3 January it settled 2 concerns.
func Move() {}

// Back is as in ` + "\u00a7" + ` 3.
func Back() {}
-- docs/process.md --
As ` + "\u00a7" + ` 3 above says.
`,
		breaches: []string{"deal/move.go:3", "deal/move.go:6"},
	},
}

// stepKey is the key of an entry of a list in YAML, with how deep the entry lies.
var stepKey = regexp.MustCompile(`^( *)- \{? *key: *["']?([\w-]+)`)

// stepKeys are the keys of the steps in the text of a process, read line by line, so
// that this rule does not depend on the package that it watches.
func stepKeys(text string) (keys []string) {
	_, steps, _ := strings.Cut("\n"+text, "\nsteps:\n")
	depth := -1
	for line := range strings.Lines(steps) {
		if line[0] != ' ' && line[0] != '-' && line[0] != '#' && line[0] != '\n' {
			break // the next part of the process
		}
		m := stepKey.FindStringSubmatch(line)
		if m != nil && (depth < 0 || len(m[1]) == depth) {
			depth = len(m[1])
			keys = append(keys, m[2])
		}
	}
	return keys
}

// remark is a comment of TypeScript that has its line or its end to itself.
var remark = regexp.MustCompile(`(?m)(?:^|\s)//.*$|^\s*/\*\*?[^\n]*$|^\s*\*[^\n]*$`)

func noStepNamed(h house) (breaches []string) {
	seven, ok := h.find("process/seven.yaml")
	if !ok {
		return nil
	}
	keys := stepKeys(seven.text)
	if len(keys) < 3 {
		return []string{seven.whole("the steps cannot be found in it: only %q", keys)}
	}
	quoted := regexp.MustCompile("[\"'`](" + strings.Join(keys, "|") + ")[\"'`]")
	for _, f := range h.files {
		switch {
		case f.test():
		case f.tree != nil && f.dir() != "process":
			for _, s := range stringsIn(f) {
				if slices.Contains(keys, s.text) {
					breaches = append(breaches, f.at(s.pos, "the step %q is named in code: it belongs in the process", s.text))
				}
			}
		case strings.HasPrefix(f.path, "ui/src/") && (path.Ext(f.path) == ".ts" || path.Ext(f.path) == ".tsx"):
			bare := remark.ReplaceAllStringFunc(f.text, func(s string) string { return strings.Repeat(" ", len(s)) })
			for _, m := range quoted.FindAllStringIndex(bare, -1) {
				breaches = append(breaches, f.atByte(m[0], "the step %s is named in a page: it belongs in the process", f.text[m[0]:m[1]]))
			}
		}
	}
	return breaches
}

// registries are the hosts that serve packages. The dots are in brackets so that this
// text does not name them either.
var registries = regexp.MustCompile(`(?i)\b(proxy|sum)[.]golang[.]org\b|\bregistry[.](npmjs[.]org|yarnpkg[.]com)\b|\bnpmmirror[.]com\b` +
	`|\b(deb|security|ftp)[.]debian[.]org\b|\bgoproxy[.](io|cn)\b|\b(pypi|pythonhosted)[.]org\b|\bcrates[.]io\b` +
	`|\b(docker|ghcr|quay)[.]io\b`)

// choices are the settings by which a lock file or a script chooses a registry.
var choices = regexp.MustCompile(`"resolved":|(?m:^\s*registry\s*=)|\bGOPROXY=\S|--registry\b`)

func noRegistry(h house) []string {
	const why = "which packages come from where is the machine's own affair: %q"
	return slices.Concat(h.without(registries, why), h.where(notGo).without(choices, why))
}

// machine are paths at which only the machine of whoever wrote them has anything.
var machine = regexp.MustCompile(`(?m)(?:^|[^\w.\-*$}/])/(?:work|tmp|root|Users)/\w`)

func noMachine(h house) []string {
	return h.without(machine, "a path of somebody's machine: %q")
}

// later are the marks of work put off. Code that is here is finished; what is not
// finished is not here.
var later = regexp.MustCompile(`\b(TO[D]O|FIX[M]E|HA[C]K)\b`)

func noLater(h house) []string {
	return h.where(code).without(later, "work put off: %q")
}

// adrift are citations by a number that no page of this repository has. Rules have
// theirs in docs/process.md; a chapter is named with its page, not by a sign.
var adrift = regexp.MustCompile(`[(,;] ?settled \d+|\b[Rr]ule \d+\b|\x{00A7}`)

func citationsFollow(h house) []string {
	return h.where(code).without(adrift, "nobody can look this up: %q")
}

func notGo(f file) bool { return f.tree == nil }

func code(f file) bool {
	return slices.Contains([]string{".go", ".ts", ".tsx", ".css", ".sql", ".sh", ".yaml"}, path.Ext(f.path))
}

// where is the part of h for which ok holds.
func (h house) where(ok func(file) bool) (part house) {
	for _, f := range h.files {
		if ok(f) {
			part.files = append(part.files, f)
		}
	}
	return part
}

// without returns a breach for every place at which the expression is found.
func (h house) without(bad *regexp.Regexp, format string) (breaches []string) {
	for _, f := range h.files {
		for _, m := range bad.FindAllStringIndex(f.text, -1) {
			breaches = append(breaches, f.atByte(m[0], format, f.text[m[0]:m[1]]))
		}
	}
	return breaches
}
