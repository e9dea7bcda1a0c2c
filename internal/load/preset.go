package load

import (
	"embed"
	"path"
	"strings"

	"cairn/fault"
)

//go:embed preset
var presets embed.FS

// Presets are the names of the mappings that come with the program.
func Presets() []string {
	entries, err := presets.ReadDir("preset")
	if err != nil {
		panic("load: " + err.Error()) // the directory is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return names
}

// Preset gives the mapping for the files of a known source. The error is fault.NotFound.
func Preset(name string) (Mapping, error) {
	b, err := presets.ReadFile("preset/" + path.Base(name) + ".yaml")
	if err != nil {
		return Mapping{}, fault.New(fault.NotFound, "load.preset", "preset", "one of "+strings.Join(Presets(), ", "))
	}
	return Parse(b)
}
