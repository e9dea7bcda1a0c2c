package process

import (
	"strings"
	"testing"
)

// small is the least process of the frame that may be published: two steps, and the
// four checkpoints of its logic.
const small = `process: small
name: Small
frame: sale
jobs:
  - {key: qualifying, name: Qualifying}
  - {key: closing, name: Closing}
steps:
  - key: ask
    name: Ask
    job: qualifying
    covers: [leads, prospecting, qualifying]
    action: Ask them
    purpose: Know whether they need it.
    typical: 2
    late: 5
    chance: 10
    exit:
      - key: who
        question: Who is it?
        strength: impossible
        evidence: rule
        rule: deal.organisation
      - key: wants
        question: What do they want?
        strength: gate
        evidence: answer
        answer: text
  - key: sell
    name: Sell
    job: closing
    covers: [needs, proposing, objections, closing]
    action: Sell it
    purpose: Get the order.
    typical: 3
    late: 9
    chance: 40
    exit:
      - key: offered
        question: What have you offered?
        strength: impossible
        evidence: offer
        offer: delivered
      - key: settled
        question: Is nothing open?
        strength: impossible
        evidence: concerns
        concerns: none_open
      - key: taken
        question: Have they accepted?
        strength: impossible
        evidence: offer
        offer: accepted
win:
  name: Sold
  action: Sell
exits:
  - {key: lost, name: Lost}
  - {key: disqualified, name: Not for us, jobs: [qualifying]}
  - {key: parked, name: Parked, dated: true}
  - {key: withdrawn, name: Withdrawn}
`

// edit replaces one text by another, which must occur, once.
func edit(t testing.TB, text, old, new string) string {
	t.Helper()
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%q occurs %d times", old, n)
	}
	return strings.Replace(text, old, new, 1)
}

// publishable parses and checks a text that must be right.
func publishable(t testing.TB, text string) Definition {
	t.Helper()
	d, err := Publishable([]byte(text))
	if err != nil {
		t.Fatalf("not publishable:\n%v", err)
	}
	return d
}
