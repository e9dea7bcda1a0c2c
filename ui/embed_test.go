package ui_test

import (
	"io/fs"
	"strings"
	"testing"

	"cairn/ui"
)

func TestFilesHoldsTheWayOut(t *testing.T) {
	page, err := fs.ReadFile(ui.Files(), "placeholder.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "npm run build") {
		t.Error("the placeholder does not say how to build the pages")
	}
}

func TestABuiltPageNamesOnlyFilesThatExist(t *testing.T) {
	page, err := fs.ReadFile(ui.Files(), "index.html")
	if err != nil {
		t.Skip("the pages are not built")
	}
	for part := range strings.SplitSeq(string(page), `"`) {
		if !strings.HasPrefix(part, "/assets/") {
			continue
		}
		if _, err := fs.Stat(ui.Files(), strings.TrimPrefix(part, "/")); err != nil {
			t.Errorf("index.html names %s: %v", part, err)
		}
	}
}
