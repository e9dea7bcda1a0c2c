package process

import (
	"strings"
	"testing"
)

// TestRefusals goes through everything that Parse and Check refuse: one edit of the
// small process, and the first line of what they say about it.
func TestRefusals(t *testing.T) {
	publishable(t, small)
	for _, tt := range refusals() {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Publishable([]byte(edit(t, small, tt.old, tt.new)))
			got := "<nil>"
			if err != nil {
				got, _, _ = strings.Cut(err.Error(), "\n")
			}
			if got != tt.want {
				t.Errorf("got\n\t%s\nwant\n\t%s", got, tt.want)
			}
		})
	}
}

type refusal struct{ name, old, new, want string }

func refusals() []refusal {
	return []refusal{
		{"unknown field", "question: Who is it?", "quesiton: Who is it?", `18:9: steps[0].exit[0].question: is missing; write it, in the words that people will read`},
		{"unknown top field", "win:", "wins: []\nwin:", `53:1: wins: "wins" is not a field here; did you mean win?`},
		{"field twice", "name: Ask\n", "name: Ask\n    name: Again\n", `10:5: steps[0].name: stands here for the second time; first on line 9; keep one of them`},
		{"no value", "purpose: Get the order.", "purpose:", `33:13: steps[1].purpose: has no value; write one or leave the line out`},
		{"text where a number is", "typical: 2", "typical: soon", `14:14: steps[0].typical: "soon" is not a whole number; write digits, as 14`},
		{"a fraction of a day", "typical: 2", "typical: 2.5", `14:14: steps[0].typical: "2.5" is not a whole number; write digits, as 14`},
		{"list where text is", "action: Ask them", "action: [Ask, them]", `12:13: steps[0].action: is a list where one value is expected; write the value on the same line`},
		{"text where a list is", "covers: [leads, prospecting, qualifying]", "covers: leads", "11:13: steps[0].covers: is one value where a list is expected; write its items on lines that begin with `- `"},
		{"text where fields are", "win:\n  name: Sold\n  action: Sell", "win: Sold", "53:6: win: is one value where fields are expected; write `field: value` lines"},
		{"neither true nor false", "dated: true", "dated: yes", `59:40: exits[2].dated: "yes" is neither true nor false; write true or false`},
		{"alias", "name: Small", "name: &n Small\nabout: *n", `3:8: about: refers to another part of the text; write it out`},
		{"other tag", "name: Small", "name: !!binary U21hbGw=", `2:7: name: has the YAML type !!binary; write plain text, a number, true or false`},
		{"second document", "  - {key: withdrawn, name: Withdrawn}\n", "  - {key: withdrawn, name: Withdrawn}\n---\nprocess: b\n", `61:1: a second document begins here; keep one process in a text`},
		{"not YAML", "    covers: [leads,", "   covers: [leads,", `7:1: did not find expected '-' indicator; mend the YAML here or in the lines after it`},
		{"unknown strength", "strength: gate", "strength: gaet", `25:19: steps[0].exit[1].strength: "gaet" is not known here; did you mean gate?`},
		{"forgotten strength", "        strength: gate\n", "", `23:9: steps[0].exit[1].strength: wants does not say who may pass it; write impossible, gate or advice`},
		{"bad key", "key: wants", "key: What they want", `23:14: steps[0].exit[1].key: "What they want" is not a key; write up to 40 lower-case letters, digits and _, beginning with a letter`},
		{"key twice", "key: wants", "key: who", `23:14: steps[0].exit[1].key: the key "who" is taken; choose another; a key once used keeps its meaning`},
		{"step twice", "key: sell", "key: ask", `28:10: steps[1].key: the key "ask" is taken; choose another; a key once used keeps its meaning`},
		{"no question", "question: What do they want?", "question: \"\"", `24:19: steps[0].exit[1].question: is missing; write it, in the words that people will read`},
		{"no frame", "frame: sale", "frame: sael", `3:8: frame: there is no frame "sael"; did you mean sale?`},
		{"jobs in another order", "  - {key: qualifying, name: Qualifying}\n  - {key: closing, name: Closing}", "  - {key: closing, name: Closing}\n  - {key: qualifying, name: Qualifying}", `5:3: jobs: the jobs are closing and qualifying; write those of the frame, in its order: qualifying and closing`},
		{"unknown job", "job: closing", "job: closed", `8:3: steps: no step in use does the job closing; add one, or bring one back`},
		{"over the border", "covers: [leads, prospecting, qualifying]", "covers: [leads, prospecting, qualifying, needs]", `11:46: steps[0].covers[3]: needs lies over the border, in the job closing; cover steps of one job; divide this step in two`},
		{"no neighbours", "covers: [leads, prospecting, qualifying]", "covers: [leads, qualifying]", `11:21: steps[0].covers[1]: qualifying does not follow leads; cover neighbours, in the order of the frame`},
		{"backwards", "covers: [needs, proposing, objections, closing]", "covers: [needs, objections, proposing]", `31:21: steps[1].covers[1]: objections does not follow needs; cover neighbours, in the order of the frame`},
		{"unknown frame step", "covers: [needs, proposing, objections, closing]", "covers: [need, proposing]", `31:14: steps[1].covers[0]: the frame has no step "need"; did you mean needs?`},
		{"nothing covered", "covers: [needs, proposing, objections, closing]", "covers: []", `31:13: steps[1].covers: nothing is covered; name the step of the frame that this one is counted under`},
		{"nothing qualifies", "covers: [leads, prospecting, qualifying]", "covers: [leads, prospecting]", `8:3: steps: no step in use covers qualifying; let one cover it: there is no process without it`},
		{"the qualifying step is skipped", "    typical: 2", "    skip: true\n    typical: 2", `8:3: steps: no step in use does the job qualifying; add one, or bring one back`},
		{"late before typical", "late: 5", "late: 1", `15:11: steps[0].late: a deal would be late after 1 days, before the usual 2 are over; write at least as many days as typical`},
		{"chance", "chance: 40", "chance: 140", `36:13: steps[1].chance: 140 is not a share; write per cent, 0 to 100`},
		{"negative days", "typical: 2", "typical: -2", `14:14: steps[0].typical: is negative; write the days that a deal usually stays, 0 for less than one`},
		{"repeat", "    typical: 2", "    repeat: people\n    typical: 2", `14:13: steps[0].repeat: "people" is not known here; write person`},
		{"return to a later step", "    typical: 2", "    returns: [sell]\n    typical: 2", `14:15: steps[0].returns[0]: "sell" is not an earlier step; name steps that stand before this one`},
		{"activity kind", "    typical: 2", "    activities: [{kind: A Call}]\n    typical: 2", `14:25: steps[0].activities[0].kind: "A Call" is not a key; write up to 40 lower-case letters, digits and _, beginning with a letter`},
		{"negative minutes", "    typical: 2", "    activities: [{kind: call, minutes: -1}]\n    typical: 2", `14:18: steps[0].activities[0]: count or minutes are negative; write how many a deal takes, and the minutes of one`},
		{"unknown evidence", "evidence: answer", "evidence: anwser", `26:19: steps[0].exit[1].evidence: "anwser" is not a kind of evidence; did you mean answer?`},
		{"answer of no kind", "        answer: text\n", "", `23:9: steps[0].exit[1].answer: evidence: answer does not say which; write answer or fact`},
		{"answer of unknown kind", "answer: text", "answer: texts", `27:17: steps[0].exit[1].answer: "texts" is not known here; did you mean text?`},
		{"answer and fact", "answer: text", "answer: text\n        fact: source", `28:15: steps[0].exit[1].fact: the question has two answers; keep answer or fact`},
		{"unknown fact", "answer: text", "fact: origin", `27:15: steps[0].exit[1].fact: "origin" is not known here; write source, method, value or close_date`},
		{"confirmed fact", "answer: text", "fact: source\n        confirmed: true", `28:20: steps[0].exit[1].confirmed: a fact of the deal is not confirmed by the customer; ask for an answer instead`},
		{"choice without choices", "answer: text", "answer: choice", `23:9: steps[0].exit[1].choices: there is nothing to choose from; list the choices, each with key and name`},
		{"choices without choice", "answer: text", "answer: text\n        choices: [{key: a, name: A}]", `28:18: steps[0].exit[1].choices: the answer is not a choice; write answer: choice, or drop them`},
		{"choice twice", "answer: text", "answer: choice\n        choices: [{key: a, name: A}, {key: a, name: B}]", `28:44: steps[0].exit[1].choices[1].key: the key "a" is taken; choose another; a key once used keeps its meaning`},
		{"foreign field", "answer: text", "answer: text\n        offer: accepted", `28:16: steps[0].exit[1].offer: does not belong to evidence: answer; drop it or change the kind of evidence`},
		{"activity without outcome", "evidence: answer\n        answer: text", "evidence: activity", `23:9: steps[0].exit[1].outcome: evidence: activity does not say which; write outcome`},
		{"unknown outcome", "evidence: answer\n        answer: text", "evidence: activity\n        outcome: done", `27:18: steps[0].exit[1].outcome: "done" is not known here; write attempted, planned, agreed or held`},
		{"unknown influence", "evidence: answer\n        answer: text", "evidence: person\n        influence: [decides, knows]", `27:30: steps[0].exit[1].influence[1]: "knows" is not known here; write decides, influences, uses or signs`},
		{"offer of no state", "evidence: answer\n        answer: text", "evidence: offer", `23:9: steps[0].exit[1].offer: evidence: offer does not say which; write offer`},
		{"offer of unknown state", "evidence: answer\n        answer: text", "evidence: offer\n        offer: sent", `27:16: steps[0].exit[1].offer: "sent" is not known here; write delivered, answers, decision or accepted`},
		{"concerns", "evidence: answer\n        answer: text", "evidence: concerns\n        concerns: none", `27:19: steps[0].exit[1].concerns: "none" is not known here; write none_open or raised`},
		{"rule without rule", "evidence: answer\n        answer: text", "evidence: rule", `23:9: steps[0].exit[1].rule: evidence: rule does not say which; write rule`},
		{"score without criteria", "evidence: answer\n        answer: text", "evidence: score\n        threshold: 1", `23:9: steps[0].exit[1].criteria: evidence: score does not say which; write criteria`},
		{"score out of reach", "evidence: answer\n        answer: text", "evidence: score\n        criteria: [{key: a, name: A, points: 2}]\n        threshold: 3", `28:20: steps[0].exit[1].threshold: 3 points cannot be reached: all criteria give 2; write 1 to 2`},
		{"score without points", "evidence: answer\n        answer: text", "evidence: score\n        criteria: [{key: a, name: A}, {key: b, name: B, points: 2}]\n        threshold: 1", `27:20: steps[0].exit[1].criteria[0].points: gives 0 points; write 1 to 1000`},
		{"validity", "answer: text", "answer: text\n        valid: 30 days", `28:16: steps[0].exit[1].valid: "30 days" is not a validity; write once, visit, or days from 1d to 3650d`},
		{"implied by nothing", "answer: text", "answer: text\n        implied_by: [nobody]", `28:22: steps[0].exit[1].implied_by[0]: there is no checkpoint "nobody"; name one of this process`},
		{"implied by itself", "answer: text", "answer: text\n        implied_by: [wants]", `28:22: steps[0].exit[1].implied_by[0]: wants and wants imply each other; break the circle`},
		{"implied in a circle", "answer: text\n", "answer: text\n        implied_by: [b]\n      - {key: b, question: B, strength: gate, evidence: document, implied_by: [wants]}\n", `28:22: steps[0].exit[1].implied_by[0]: wants and b imply each other; break the circle`},
		{"logic implied by a gate", "offer: accepted", "offer: accepted\n        implied_by: [wants]", `8:3: steps: no impossible checkpoint says that the offer is accepted; add one with evidence: offer and offer: accepted`},
		{"approver of advice", "strength: gate", "strength: advice\n        approver: owner", `26:19: steps[0].exit[1].approver: only a gate has somebody who lets pass; make it a gate, or drop this line`},
		{"impossible sometimes", "offer: accepted", "offer: accepted\n        when: deal.value > 5", `8:3: steps: no impossible checkpoint says that the offer is accepted; add one with evidence: offer and offer: accepted`},
		{"impossible that may be weakened", "offer: accepted", "offer: accepted\n        may_weaken: true", `53:21: steps[1].exit[2].may_weaken: what is impossible stays so in every layer; make it a gate, or drop this line`},
		{"impossible by judgement", "strength: gate\n        evidence: answer\n        answer: text", "strength: impossible\n        evidence: score\n        criteria: [{key: a, name: A, points: 2}]\n        threshold: 1", `25:19: steps[0].exit[1].strength: a score is a judgement, not logic; make it a gate or advice`},
		{"no acceptance", "offer: accepted", "offer: answers", `8:3: steps: no impossible checkpoint says that the offer is accepted; add one with evidence: offer and offer: accepted`},
		{"acceptance is a gate", "question: Have they accepted?\n        strength: impossible", "question: Have they accepted?\n        strength: gate", `8:3: steps: no impossible checkpoint says that the offer is accepted; add one with evidence: offer and offer: accepted`},
		{"acceptance is retired", "offer: accepted", "offer: accepted\n        retired: true", `8:3: steps: no impossible checkpoint says that the offer is accepted; add one with evidence: offer and offer: accepted`},
		{"concerns may be open", "concerns: none_open", "concerns: raised", `8:3: steps: no impossible checkpoint says that no concern is open; add one with evidence: concerns and concerns: none_open`},
		{"nobody identified", "rule: deal.organisation", "rule: deal.organisation || deal.value > 5", `8:3: steps: no impossible checkpoint says that somebody is identified; add one with evidence: rule and rule: deal.organisation || deal.person || deal.role, or a narrower one`},
		{"a last step not in use", "    typical: 3", "    retired: true\n    typical: 3", `8:3: steps: no step in use does the job closing; add one, or bring one back`},
		{"unknown exit", "key: parked", "key: paused", `59:11: exits[2].key: the frame has no exit "paused"; did you mean parked?`},
		{"exit twice", "key: parked", "key: lost", `59:11: exits[2].key: the key "lost" is taken; choose another; a key once used keeps its meaning`},
		{"disqualified everywhere", ", jobs: [qualifying]", "", `58:5: exits[1].jobs: disqualified would be open to every job; limit it to qualifying`},
		{"disqualified in closing", "jobs: [qualifying]", "jobs: [closing]", `58:50: exits[1].jobs[0]: disqualified is no way out of closing; keep it to qualifying`},
		{"exit for an unknown job", "jobs: [qualifying]", "jobs: [qualified]", `58:50: exits[1].jobs[0]: there is no job "qualified"; name a job of the process`},
		{"parked without a date", ", dated: true", "", `59:5: exits[2].dated: parked needs the date on which the deal comes back; write dated: true`},
		{"no exit lost", "  - {key: lost, name: Lost}\n", "", `57:3: exits: the exit lost is missing; add it: a deal must be able to leave that way`},
		{"reason twice", "{key: lost, name: Lost}", "{key: lost, name: Lost, reasons: [{key: a, name: A}, {key: a, name: B}]}", `57:64: exits[0].reasons[1].key: the key "a" is taken; choose another; a key once used keeps its meaning`},
		{"nameless source", "win:", "sources: [{key: fair, name: \"\"}]\nwin:", `53:29: sources[0].name: is missing; write it, in the words that people will read`},
		{"win without a name", "name: Sold", "name: \"\"", `54:9: win.name: is missing; write it, in the words that people will read`},
		{"misspelt fact", "rule: deal.organisation", "rule: deal.organization", `22:19: steps[0].exit[0].rule: there is no field "organization"; did you mean organisation?`},
		{"misspelt object", "rule: deal.organisation", "rule: del.organisation", `22:15: steps[0].exit[0].rule: there is nothing called "del"; did you mean deal?`},
		{"misspelt fact in quotes", "rule: deal.organisation", `rule: "deal.organisation || deal.kind == \"new\" && deal.vlaue > 1"`, `22:65: steps[0].exit[0].rule: there is no field "vlaue"; did you mean value?`},
		{"misspelt fact in a block", "rule: deal.organisation", "rule: |\n          deal.organisation &&\n          deal.vlaue > 1", `24:15: steps[0].exit[0].rule: there is no field "vlaue"; did you mean value?`},
		{"misspelt fact over two lines", "rule: deal.organisation", "rule: deal.organisation &&\n          deal.vlaue > 1", `23:15: steps[0].exit[0].rule: there is no field "vlaue"; did you mean value?`},
		{"misspelt condition", "answer: text", "answer: text\n        when: deal.people.exists(p, p.influense == \"signs\")", `28:38: steps[0].exit[1].when: there is no field "influense"; did you mean influence?`},
		{"rule of another type", "rule: deal.organisation", "rule: deal.value", `22:15: steps[0].exit[0].rule: gives number, not true or false; compare it with something, as deal.value > 50000`},
		{"rule over two types", "rule: deal.organisation", "rule: deal.value == \"5\"", `22:26: steps[0].exit[0].rule: compares or combines values of different types; compare texts with texts in quotes, and numbers with numbers`},
		{"half a rule", "rule: deal.organisation", "rule: deal.organisation &&", `22:34: steps[0].exit[0].rule: is not complete or has a sign too many here; mend it; brackets, quotes and && or || come in pairs or between two conditions`},
		{"clock", "answer: text", "answer: text\n        when: now() > today", `28:18: steps[0].exit[1].when: there is nothing called "now"; write deal, today, days or a function of the documentation of rules`},
		{"pattern", "answer: text", "answer: text\n        when: deal.kind.matches(\"x\")", `28:32: steps[0].exit[1].when: there is nothing called "matches"; write deal, today, days or a function of the documentation of rules`},
		{"list in a list", "answer: text", "answer: text\n        when: deal.people.all(p, deal.people.all(q, p.influence == q.influence))", `28:49: steps[0].exit[1].when: goes through a list inside of a list; go through the people once`},
		{"made object", "answer: text", "answer: text\n        when: Contact{influence:'signs'} in deal.people", `28:15: steps[0].exit[1].when: makes an object; compare fields of deal one by one`},
		{"costly rule", "answer: text", "answer: text\n        when: deal.answers.all(k, deal.answers[k].contains(deal.kind) && deal.answers[k].contains(deal.step))", `28:15: steps[0].exit[1].when: could cost too much to evaluate; go through the people once, and compare texts with == or in`},
	}
}
