package process

import (
	"embed"
	"slices"
	"strings"
)

//go:embed *.yaml
var texts embed.FS

// Frame is what processes of one sort have in common: steps in jobs, to which their own
// steps roll up so that reports stay comparable (P-3), ways out, and the logic that is
// true of all of them. A frame is a text too, frame_sale.yaml.
type Frame struct {
	Key    string      `yaml:"frame" json:"frame"`
	Name   string      `yaml:"name" json:"name"`
	Groups []Group     `yaml:"jobs" json:"jobs"`
	Steps  []FrameStep `yaml:"steps" json:"steps"`
	Exits  []FrameExit `yaml:"exits" json:"exits"`
	Logic  []Logic     `yaml:"logic" json:"logic"`
}

// FrameStep is one step of a frame. Question is what a manager asks about the deals in
// it. A Required one must be covered by every process.
type FrameStep struct {
	Key      string `yaml:"key" json:"key"`
	Name     string `yaml:"name" json:"name"`
	Job      string `yaml:"job" json:"job"`
	Question string `yaml:"question" json:"question"`
	Required bool   `yaml:"required,omitempty" json:"required,omitempty"`
}

// FrameExit is a way out that processes of the frame may have, or must have where it is
// Required; Jobs are the only ones that it may be open to.
type FrameExit struct {
	Key      string   `yaml:"key" json:"key"`
	Name     string   `yaml:"name" json:"name"`
	Jobs     []string `yaml:"jobs,omitempty" json:"jobs,omitempty"`
	Dated    bool     `yaml:"dated,omitempty" json:"dated,omitempty"`
	Required bool     `yaml:"required,omitempty" json:"required,omitempty"`
}

// Logic is what is true of everything in the frame: each process must have an
// impossible checkpoint that means it.
type Logic struct {
	Key      string   `yaml:"key" json:"key"`
	Name     string   `yaml:"name" json:"name"` // "somebody is identified"
	Evidence Evidence `yaml:"evidence" json:"evidence"`
	Offer    string   `yaml:"offer,omitempty" json:"offer,omitempty"`
	Concerns string   `yaml:"concerns,omitempty" json:"concerns,omitempty"`
	Rule     string   `yaml:"rule,omitempty" json:"rule,omitempty"`
}

// Frames lists the frames there are, by key.
func Frames() []Frame {
	var all []Frame
	for _, file := range files() {
		if strings.HasPrefix(file, framePrefix) {
			var f Frame
			s := read(text(file), &f)
			if err := s.errs.err(); err != nil {
				panic("process: " + file + ": " + err.Error())
			}
			all = append(all, f)
		}
	}
	return all
}

// FrameOf gives a frame by its key.
func FrameOf(key string) (Frame, bool) {
	for _, f := range Frames() {
		if f.Key == key {
			return f, true
		}
	}
	return Frame{}, false
}

// Index is the place of a step in the frame, from 0; -1 where it has none of that key.
func (f Frame) Index(step string) int {
	return slices.IndexFunc(f.Steps, func(s FrameStep) bool { return s.Key == step })
}

const framePrefix = "frame_"

// files are the names of the embedded texts, sorted.
func files() []string {
	entries, err := texts.ReadDir(".")
	if err != nil {
		panic(err) // the directory is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func text(file string) []byte {
	b, err := texts.ReadFile(file)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return b
}
