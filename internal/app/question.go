package app

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/store"
)

// Question is a wish to know something. The list is closed, as that of commands is.
type Question interface {
	ask(context.Context, *asked) (any, error)
}

// asked is one question on its way: who asks, and what they may see.
type asked struct {
	*App
	who access.Actor
	see store.See
}

// Query is what is known about a question besides its input.
type Query struct {
	Name       string // "deal.list"; the noun is the page's, the verb is what is shown
	Path       string // below /api: "/deals/{id}"; {id} fills the field named id
	Doc        string
	Capability access.Capability
	New        func() Question
	Answer     reflect.Type
}

// Noun is the first half of the name.
func (q Query) Noun() string { n, _, _ := strings.Cut(q.Name, "."); return n }

// query makes a Query for the question type T, answered by a value of type A.
func query[A, T any, Q interface {
	*T
	Question
}](name, path string, doc string) Query {
	return Query{
		Name: name, Path: path, Doc: doc, Capability: access.Read,
		New: func() Question { return Q(new(T)) }, Answer: reflect.TypeFor[A](),
	}
}

// Questions is the closed list.
func Questions() []Query {
	return append([]Query{
		query[Me, WhoAmI]("session.show", "/session", "Who is signed in, what they may do, and the company's manners."),
		query[BoardPage, Board]("board.show", "/board", "The open deals by step: columns with their figures, and cards."),
		query[DealList, Deals]("deal.list", "/deals", "Deals as a list: filtered, sorted, page by page."),
		query[DealPage, DealShown]("deal.show", "/deals/{id}", "A deal with its path, its checkpoints and all that belongs to it; as of any moment."),
		query[Timeline, DealEvents]("deal.events", "/deals/{id}/events", "What happened to a deal, the latest first."),
		query[Moves, DealMoves]("deal.moves", "/deals/{id}/moves", "What each move of a deal would meet."),
		query[OrganisationList, Organisations]("organisation.list", "/organisations", "Organisations, page by page."),
		query[OrganisationPage, OrganisationShown]("organisation.show", "/organisations/{id}", "An organisation with its people and deals."),
		query[PersonList, People]("person.list", "/people", "People, page by page."),
		query[PersonPage, PersonShown]("person.show", "/people/{id}", "A person with their deals."),
		query[Alike, FindAlike]("party.alike", "/alike", "Organisations and people that may be the same as the one being entered."),
		query[Found, Search]("search.find", "/search", "Deals, organisations and people by words."),
		query[ProcessPage, ProcessShown]("process.show", "/processes/{id}", "A published process; id is a version, a key, or current."),
		query[ProcessList, Processes]("process.list", "/processes", "The published processes and their versions."),
		query[TemplateList, Templates]("process.templates", "/templates", "The process templates that ship with the program."),
		query[Members, MemberList]("member.list", "/members", "Everybody who may sign in, with their place in the line and their absences."),
		query[Rights, MemberRights]("member.rights", "/members/{id}/rights", "What a member may see and do today, and why: for themselves, those above them, and administrators."),
		query[ViewList, Views]("view.list", "/views", "Saved views: one's own and everybody's."),
		query[RequestList, Requests]("override.list", "/overrides", "Requests for overrides that await an answer: mine to give, and mine to get."),
		query[PipelineFigures, Pipeline]("figure.pipeline", "/pipeline", "What the open deals come to: how many, worth what, and how many too long in their step; by step and in all."),
		query[DefinitionList, Definitions]("figure.definitions", "/figures", "What each figure means."),
	}, upkeepQuestions()...)
}

// capabilities are those of the questions, by their types.
var capabilities = sync.OnceValue(func() map[reflect.Type]access.Capability {
	all := map[reflect.Type]access.Capability{}
	for _, q := range Questions() {
		all[reflect.TypeOf(q.New())] = q.Capability
	}
	return all
})

// Ask answers a question for somebody, within what they may see.
func (a *App) Ask(ctx context.Context, who access.Actor, q Question) (any, error) {
	may, ok := capabilities()[reflect.TypeOf(q)]
	if !ok {
		return nil, fault.New(fault.NotFound, "question", "question", "one of the listed questions")
	}
	if !who.May(may) {
		return nil, fault.New(fault.Forbidden, "capability", "", "a role that may "+string(may))
	}
	if err := checkText(q); err != nil {
		return nil, err
	}
	return q.ask(a.db.Instant(ctx), &asked{App: a, who: who, see: store.SeeAs(who)})
}
