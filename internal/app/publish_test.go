package app_test

import (
	"context"
	"strings"
	"testing"

	"cairn/internal/app"
	"cairn/process"
)

// A dry run of publishing says in words what the text would change, and changes nothing.
func TestPublishingTellsWhatItChanges(t *testing.T) {
	x := newTeam(t)
	in := string(process.Templates()[0].Text)
	text := strings.Replace(in, "name: Generating leads", "name: Finding names", 1)
	if text == in {
		t.Fatal("the template has no such step any more")
	}
	before, err := x.db.StateHash(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	dry, err := x.Do(context.Background(), x.olga, &app.PublishProcess{Text: text, Default: true}, app.How{Dry: true})
	if err != nil {
		t.Fatal(err)
	}
	if !dry.Dry || len(dry.Changes) != 1 || !strings.Contains(dry.Changes[0], "Finding names") {
		t.Errorf("a dry run answers %+v", dry)
	}
	if after, _ := x.db.StateHash(context.Background()); after != before {
		t.Error("a dry run has changed something")
	}
	if done := x.must(x.olga, &app.PublishProcess{Text: text, Default: true}); strings.Join(done.Changes, "\n") != strings.Join(dry.Changes, "\n") {
		t.Errorf("published with %q, foretold %q", done.Changes, dry.Changes)
	}
	other := strings.Replace(in, "process: seven", "process: eight", 1)
	if done := x.must(x.olga, &app.PublishProcess{Text: other}); done.Changes != nil {
		t.Errorf("a process of its own changes %q", done.Changes)
	}
}
