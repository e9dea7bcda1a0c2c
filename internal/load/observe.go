package load

import (
	"slices"

	"cairn/period"
)

// truncation finds the day from which a source was watched: the first day on which a deal
// in it ended, where deals had begun long before. Had the source held everything, some of
// those early deals would have ended earlier: as quickly as the later ones do, at least
// enough of them are expected that none at all is no chance. Ok is false where nothing
// points to such a day.
func truncation(spans []span) (first period.Day, early int, ok bool) {
	for _, s := range spans {
		if s.to != 0 && (first == 0 || s.to < first) {
			first = s.to
		}
	}
	if first == 0 {
		return 0, 0, false
	}
	var lengths []period.Day // of deals that began when everything was watched; open ones count as endless
	for _, s := range spans {
		switch {
		case s.from < first:
			early++
		case s.to == 0:
			lengths = append(lengths, 1<<30)
		default:
			lengths = append(lengths, s.to-s.from)
		}
	}
	if len(lengths) < enoughDeals {
		return 0, early, false
	}
	slices.Sort(lengths)
	expected := 0.0
	for _, s := range spans {
		if s.from < first {
			shorter, _ := slices.BinarySearch(lengths, first-s.from)
			expected += float64(shorter) / float64(len(lengths))
		}
	}
	return first, early, expected > surprising
}

// Where 5 ends are expected, none at all has a chance of less than one in a hundred.
const (
	surprising  = 5.0
	enoughDeals = 30
)

// observe settles from which day the source was watched.
func (s *survey) observe(told string) error {
	if told == "" {
		return nil
	}
	first, early, ok := truncation(s.spans)
	if told != detect {
		var err error
		if first, err = period.ParseDay(told); err != nil {
			return err
		}
		ok, early = true, 0
		for _, x := range s.spans {
			if x.from < first {
				early++
			}
		}
	}
	if ok {
		s.report.Observed, s.report.Early = first.String(), early
		s.observed = stamp(period.Calendar{Zone: s.w.zone}.Start(first))
	}
	return nil
}
