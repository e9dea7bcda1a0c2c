package metric

import (
	"encoding/json"
	"math"
)

// Estimate is a figure with all that one must know to believe it. Where it is not Known
// (nothing to count, or a median that has not been reached) Low may still be: "longer than
// 34 days" is an answer. High is +Inf where there is no upper bound.
type Estimate struct {
	Value      float64
	Low, High  float64 // interval of Level
	N          int     // what it rests on: stays or deals
	Events     int     // of those, the ones whose outcome is known, or which had the outcome
	Open       int     // of those, the ones that may still add to it
	Unit       string  // days, working_days, share
	Definition string  // id of a Definition
	AsOf       int64   // moment as which it was computed, microseconds UTC
	Warnings   []string
	Known      bool
}

// Warnings are keys of the catalogue.
const (
	NoData      = "no_data"      // nothing to count
	SmallSample = "small_sample" // fewer than SmallN outcomes
	NotReached  = "not_reached"  // fewer than half have left, so the median lies ahead
	MostlyOpen  = "mostly_open"  // more are open than have ended
	LateEntries = "late_entries" // some stays were not watched from their beginning
)

// SmallN is the number of known outcomes from which a figure may stand without its
// counts beside it.
const SmallN = 20

// wire is how an Estimate travels: what is not known is null, and so is a bound that is
// not there, because JSON has no infinity.
type wire struct {
	Value      *float64 `json:"value"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	N          int      `json:"n"`
	Events     int      `json:"events"`
	Open       int      `json:"open"`
	Unit       string   `json:"unit"`
	Definition string   `json:"definition"`
	AsOf       int64    `json:"as_of"`
	Warnings   []string `json:"warnings,omitempty"`
}

// MarshalJSON writes null for what is not known.
func (e Estimate) MarshalJSON() ([]byte, error) {
	w := wire{Low: finite(e.Low), High: finite(e.High), N: e.N, Events: e.Events, Open: e.Open, Unit: e.Unit,
		Definition: e.Definition, AsOf: e.AsOf, Warnings: e.Warnings}
	if e.Known {
		w.Value = finite(e.Value)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Estimate) UnmarshalJSON(b []byte) error {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*e = Estimate{Low: math.Inf(-1), High: math.Inf(1), N: w.N, Events: w.Events, Open: w.Open, Unit: w.Unit,
		Definition: w.Definition, AsOf: w.AsOf, Warnings: w.Warnings, Known: w.Value != nil}
	for into, from := range map[*float64]*float64{&e.Value: w.Value, &e.Low: w.Low, &e.High: w.High} {
		if from != nil {
			*into = *from
		}
	}
	return nil
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// Wilson is the interval of Level around a share of x out of n (E. B. Wilson 1927). It
// never has width zero and stays between 0 and 1; of nothing, it is everything.
func Wilson(x, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	k, m := float64(x), float64(n)
	middle := (k + z*z/2) / (m + z*z)
	half := z / (m + z*z) * math.Sqrt(k*(m-k)/m+z*z/4)
	low, high = math.Max(0, middle-half), math.Min(1, middle+half)
	if x <= 0 {
		low = 0 // exactly: the two terms cancel but for their last digits
	}
	if x >= n {
		high = 1
	}
	return low, high
}

// Share is the estimate of a share of x out of n known outcomes, beside which open ones
// may still come. From fewer than SmallN it is never 0 or 1: two deals that were both
// lost are no proof that all will be, so the middle of the interval stands there.
func Share(x, n, open int, definition string, asOf int64) Estimate {
	e := Estimate{N: n + open, Events: x, Open: open, Unit: "share", Definition: definition, AsOf: asOf}
	e.Low, e.High = Wilson(x, n)
	if n == 0 {
		e.Warnings = append(e.Warnings, NoData)
		return e
	}
	e.Known, e.Value = true, float64(x)/float64(n)
	if n < SmallN {
		e.Warnings = append(e.Warnings, SmallSample)
		if x == 0 || x == n {
			e.Value = (e.Low + e.High) / 2
		}
	}
	if open > n {
		e.Warnings = append(e.Warnings, MostlyOpen)
	}
	return e
}

// TimeInStep is the median time that deals spend in a step, whichever way they leave it,
// each visit by itself, as it looked at a moment (microseconds UTC).
func TimeInStep(stays []Stay, step string, clock Clock, asOf int64) Estimate {
	return Count(Step(stays, step), clock, asOf).Median(clock.Unit, asOf)
}

// Median is the estimate of the median time of counted stays.
func (c Counts) Median(unit string, asOf int64) Estimate {
	curve := c.Curve()
	e := curve.estimate(unit, "time_in_step", asOf)
	if e.N == 0 {
		return e
	}
	e.Value, e.Low, e.High = curve.Median()
	if e.Known = !math.IsInf(e.Value, 1); !e.Known {
		e.Value = 0
		e.Warnings = append(e.Warnings, NotReached)
	}
	return e
}

// MeanWithin is the estimate of the time that counted stays last on average within the
// first limit units of age.
func (c Counts) MeanWithin(limit int, unit string, asOf int64) Estimate {
	curve := c.Curve()
	e := curve.estimate(unit, "mean_time_in_step", asOf)
	if e.N == 0 {
		return e
	}
	mean, se := curve.Mean(limit)
	e.Known, e.Value = true, mean
	e.Low, e.High = math.Max(0, mean-z*se), math.Min(float64(limit), mean+z*se)
	return e
}

// estimate is what every estimate made from the curve says besides its value.
func (c Curve) estimate(unit, definition string, asOf int64) Estimate {
	e := Estimate{N: c.N, Events: c.Events, Open: c.Open, Unit: unit, Definition: definition, AsOf: asOf, High: math.Inf(1)}
	switch {
	case c.N == 0: // nothing seen says nothing, not even "longer than 0"
		e.Low = math.Inf(-1)
		e.Warnings = append(e.Warnings, NoData)
	case c.Events < SmallN:
		e.Warnings = append(e.Warnings, SmallSample)
	}
	if c.Open > c.Events {
		e.Warnings = append(e.Warnings, MostlyOpen)
	}
	if c.Late > 0 {
		e.Warnings = append(e.Warnings, LateEntries)
	}
	return e
}
