package process

import "slices"

// kind is a kind of evidence: the fields of a checkpoint that say more about it. One of
// each group of needs must be there; what neither needs nor may lists does not belong.
type kind struct {
	evidence Evidence
	needs    [][]string
	may      []string
	means    string
}

// kinds is the one list of them (P-5); Check and the schema both read it.
func kinds() []kind {
	return []kind{
		{Answer, [][]string{{"answer", "fact"}}, []string{"choices", "confirmed"}, "an answer in the customer's words, or a fact of the deal"},
		{ActivityDone, [][]string{{"outcome"}}, nil, "an activity that came to this outcome"},
		{Person, nil, []string{"influence"}, "somebody on the customer's side with this influence"},
		{Offer, [][]string{{"offer"}}, nil, "an offer in this state"},
		{Concerns, [][]string{{"concerns"}}, nil, "the state of the customer's concerns"},
		{Document, nil, nil, "a document that is filed with the deal"},
		{Confirmation, nil, nil, "the customer acknowledged it"},
		{Score, [][]string{{"criteria"}, {"threshold"}}, nil, "a scorecard with at least threshold points"},
		{Rule, [][]string{{"rule"}}, nil, "an expression over the facts of the deal"},
	}
}

// kindOf gives the kind of evidence.
func kindOf(e Evidence) (kind, bool) {
	for _, k := range kinds() {
		if k.evidence == e {
			return k, true
		}
	}
	return kind{}, false
}

// details are all fields of a checkpoint that belong to some kind of evidence only.
func details() []string {
	var all []string
	for _, k := range kinds() {
		for _, name := range k.fields() {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// fields are those that belong to the kind.
func (k kind) fields() []string { return append(slices.Concat(k.needs...), k.may...) }

// words are the values that a field may have, by struct and field of the text; none
// where the field is free.
func words(of string) []string {
	switch of {
	case "Checkpoint.strength":
		return strengths()[1:]
	case "Checkpoint.evidence":
		var all []string
		for _, k := range kinds() {
			all = append(all, string(k.evidence))
		}
		return all
	case "Checkpoint.answer":
		return []string{"text", "number", "money", "date", "choice"}
	case "Checkpoint.fact":
		return []string{"source", "method", "value", "close_date"}
	case "Checkpoint.outcome":
		return []string{"attempted", "planned", "agreed", "held"}
	case "Checkpoint.influence":
		return []string{"decides", "influences", "uses", "signs"}
	case "Checkpoint.offer":
		return []string{"delivered", "answers", "decision", "accepted"}
	case "Checkpoint.concerns":
		return []string{"none_open", "raised"}
	case "Step.repeat":
		return []string{"person"}
	default:
		return nil
	}
}
