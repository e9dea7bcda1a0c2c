package app

import (
	"context"
	"slices"

	"cairn/access"
	"cairn/company"
	"cairn/internal/store"
	"cairn/metric"
	"cairn/process"
)

// WhoAmI asks who is signed in.
type WhoAmI struct{}

func (q WhoAmI) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, "")
	if err != nil {
		return nil, err
	}
	co, err := k.db.Company(ctx)
	if err != nil {
		return nil, err
	}
	me := Me{Member: k.who.Member, Company: co, Today: now.Today, Manages: len(k.who.Directory.Below(k.who.ID)) > 0}
	for _, c := range access.Capabilities() {
		if k.who.May(c) {
			me.Can = append(me.Can, c)
		}
	}
	return me, nil
}

// ProcessShown asks for a published process.
type ProcessShown struct {
	ID string `json:"id" doc:"A version, a key, or current."`
}

func (q ProcessShown) ask(ctx context.Context, k *asked) (any, error) {
	g, err := k.ground(ctx, q.ID, "")
	if err != nil {
		return nil, err
	}
	p, co := g.p, g.co
	out := ProcessPage{Version: p.Version(), Process: p, Text: string(process.Print(p)), Default: co.Process == p.Version(), Versions: []ProcessVersion{}}
	all, err := k.published(ctx, co)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if v.Version == p.Version() {
			out.Published = v.Published
		}
		if v.Key == p.Key {
			out.Versions = append(out.Versions, v)
		}
	}
	out.Figures, err = k.stepFigures(ctx, g)
	return out, err
}

// stepFigures are each step's own numbers, of the deals of those whom the reader sees: they
// follow ownership, and taking part in a deal changes none.
func (k *asked) stepFigures(ctx context.Context, g ground) ([]StepFigures, error) {
	versions, err := k.versions(ctx, g.p.Key)
	if err != nil {
		return nil, err
	}
	open, err := k.db.OpenBySteps(ctx, store.See{Scope: k.see.Scope}, versions)
	if err != nil {
		return nil, err
	}
	cal, now := k.calendar(g.co), g.now.At
	figures := []StepFigures{}
	for _, s := range g.p.Steps {
		figures = append(figures, StepFigures{Step: s.Key, Open: open[s.Key], Median: k.book.median(g.p.Key, s.Key, k.see.Scope, cal, now)})
	}
	return figures, nil
}

// published lists all versions, the latest first, each with what it changed.
func (k *asked) published(ctx context.Context, co company.Company) ([]ProcessVersion, error) {
	all, err := k.db.Processes(ctx)
	if err != nil {
		return nil, err
	}
	before := map[string]process.Definition{}
	var out []ProcessVersion
	for _, v := range all { // in order of publication
		p, err := k.db.Process(ctx, v.Version)
		if err != nil {
			return nil, err
		}
		x := ProcessVersion{Version: v.Version, Key: p.Key, Name: p.Name, Published: v.Published, Default: co.Process == v.Version}
		if old, ok := before[p.Key]; ok {
			for _, c := range process.Diff(old, p) {
				x.Changes = append(x.Changes, c.String())
			}
		}
		before[p.Key] = p
		out = append(out, x)
	}
	slices.Reverse(out)
	return out, nil
}

// Processes asks for the published processes.
type Processes struct{}

func (q Processes) ask(ctx context.Context, k *asked) (any, error) {
	co, err := k.db.Company(ctx)
	if err != nil {
		return nil, err
	}
	all, err := k.published(ctx, co)
	return ProcessList{Processes: append([]ProcessVersion{}, all...)}, err
}

// Templates asks for the processes that ship with the program.
type Templates struct{}

func (q Templates) ask(context.Context, *asked) (any, error) {
	out := TemplateList{Templates: []Template{}}
	for _, t := range process.Templates() {
		out.Templates = append(out.Templates, Template{Key: t.Key, Name: t.Name, About: t.About, Text: string(t.Text)})
	}
	return out, nil
}

// Views asks for saved views.
type Views struct{}

func (q Views) ask(ctx context.Context, k *asked) (any, error) {
	views, err := k.db.Views(ctx, k.who.ID)
	return ViewList{Views: append([]company.View{}, views...)}, err
}

// Definitions asks what each figure means.
type Definitions struct{}

func (q Definitions) ask(context.Context, *asked) (any, error) {
	return DefinitionList{Definitions: metric.Definitions()}, nil
}
