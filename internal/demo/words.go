package demo

import (
	_ "embed" // words.yaml
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed words.yaml
var wordsText string

// words are what the demo is made of; the text beside this file says what each means.
type words struct {
	Company, Zone, Currency, Mail, Template, Owner string
	Teams                                          []team
	Steps                                          map[string]pace
	Season                                         []float64
	Sources, Methods                               map[string]float64
	Reasons                                        map[string]map[string]float64
	Products                                       []product
	Names, Expansion, Renewal                      []string
	Organisations                                  struct {
		Roots, Trades, Forms []string
		Sectors              map[string]string
	}
	Cities [][2]string
	People struct {
		First, Last []string
		Titles      map[string][]string
	}
	Answers                                            map[string][]string
	Confirmations                                      []string
	Concerns                                           struct{ Early, Late []string }
	Resolutions                                        []string
	Trades                                             [][2]string
	Milestones                                         []string
	Activities                                         struct{ Attempted, Agreed, Held, Sent, Note []string }
	Next, Offers, Deviations, Asks, Grants, Refusals   []string
	Returns, Reopenings, Withdrawals, Handovers, Slips []string
	Ends, Losses                                       []string
}

type team struct {
	Name, Manager string
	Sellers       []seller
}

// seller is somebody who sells, with their habits.
type seller struct {
	Name                 string
	Speed, Volume, Care  float64
	Modest, Eager, Large bool
	Left, Joined         int // months before today; 0 for not
	Skill                map[string]float64
	id, boss             string
}

// pace is how deals fare in a step.
type pace struct {
	Go, Days float64
	Touches  int
	Ends     map[string]float64
}

type product struct {
	Name  string
	Price int64 // in whole units
}

func readWords() (w words, err error) {
	if err = yaml.Unmarshal([]byte(wordsText), &w); err != nil {
		return w, fmt.Errorf("the words of the demo: %w", err)
	}
	return w, nil
}

// pick takes one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// weigh takes one key by weight.
func weigh(r *rand.Rand, weights map[string]float64) string {
	sum := 0.0
	keys := slices.Sorted(maps.Keys(weights))
	for _, k := range keys {
		sum += weights[k]
	}
	at := r.Float64() * sum
	for _, k := range keys {
		if at -= weights[k]; at < 0 {
			return k
		}
	}
	return ""
}

// say takes one of a list and fills in its words.
func (j *job) say(list []string) string {
	r := j.w.r
	months := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	p := j.contact()
	first, _, _ := strings.Cut(p.name, " ")
	return strings.NewReplacer(
		"{person}", p.name, "{first}", first, "{product}", j.product.Name, "{city}", j.org.city,
		"{n}", fmt.Sprint(2+r.IntN(7)), "{pct}", fmt.Sprint(6+r.IntN(20)),
		"{amount}", fmt.Sprintf("%d,000", 5*(1+r.IntN(12))), "{month}", pick(r, months),
	).Replace(pick(r, list))
}
