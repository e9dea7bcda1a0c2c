package metric

import (
	"math"
	"sort"
)

// Point is one age of a Curve at which a stay ended or was seen for the last time.
type Point struct {
	Age      int
	AtRisk   int     // stays that lasted to this age and were watched there
	Exits    int     // of those, stays that ended at it
	Censored int     // of those, stays last seen at it
	S        float64 // share still in the step after it
	Sum      float64 // Greenwood's sum of d/(n(n-d)); the variance of S is S² times it
	Hazard   float64 // Nelson and Aalen's sum of d/n
	HazVar   float64 // its variance, the sum of d/n²
}

// Curve is the share of stays that last longer than each age, after Kaplan and Meier
// (1958): S(a) is the product over the ages up to a of one minus those who left among
// those at risk. Open stays count for as long as they were seen. It takes every way to
// leave as an end; the share of one way among several is another question, for which one
// minus such a curve would be too high.
type Curve struct {
	Points []Point // by age, ascending
	N      int     // stays
	Events int     // of those, stays that ended
	Open   int     // of those, stays that still last
	Late   int     // of those, stays that were not watched from their entry
}

// Curve computes the curve. At equal ages, ends come before last sightings, but for age
// 0: who was only just seen to enter tells nothing.
func (c Counts) Curve() Curve {
	out := Curve{N: c.N(), Events: c.Events(), Open: c.Open, Late: c.N() - c.Begun}
	risk, p := c.Begun-at(c.Censored, 0), Point{S: 1}
	for age := range c.ages() {
		risk += at(c.Late, age-1) // who is watched from an age on is at risk after it
		d, last := 0, at(c.Censored, age)
		for e := range c.Exits {
			d += at(c.Exits[e], age)
		}
		if d == 0 && last == 0 {
			continue
		}
		p.Age, p.AtRisk, p.Exits, p.Censored = age, risk, d, last
		if d > 0 {
			n, k := float64(risk), float64(d)
			p.S *= 1 - k/n
			p.Hazard += k / n
			p.HazVar += k / (n * n)
			if d < risk {
				p.Sum += k / (n * (n - k))
			} else {
				p.S = 0
			}
		}
		out.Points = append(out.Points, p)
		if risk -= d; age > 0 {
			risk -= last
		}
	}
	return out
}

// point is the last point at or before an age; before the first, the whole share is left.
func (c Curve) point(age int) (Point, int) {
	i := sort.Search(len(c.Points), func(i int) bool { return c.Points[i].Age > age }) - 1
	if i < 0 {
		return Point{S: 1}, i
	}
	return c.Points[i], i
}

// At is the share still there after an age, and its standard error by Greenwood.
func (c Curve) At(age int) (share, se float64) {
	p, _ := c.point(age)
	return p.S, p.S * math.Sqrt(p.Sum)
}

// CumulativeHazard is Nelson and Aalen's estimate at an age, and its standard error.
func (c Curve) CumulativeHazard(age int) (hazard, se float64) {
	p, _ := c.point(age)
	return p.Hazard, math.Sqrt(p.HazVar)
}

// Last is the highest age that was seen, 0 for an empty curve.
func (c Curve) Last() int {
	if len(c.Points) == 0 {
		return 0
	}
	return c.Points[len(c.Points)-1].Age
}

// Band is the scale on which an interval around a curve is symmetric.
type Band int

// The bands. LogLog stays between 0 and 1 by itself and is the one that pages show; Log
// and Plain are cut off there.
const (
	LogLog Band = iota
	Log
	Plain
)

// z is the normal quantile of a two-sided interval of Level.
const (
	Level = 0.95
	z     = 1.959963984540054
)

// Band is the interval of Level around the share at an age. Where nobody is left the
// share has no variance by which to judge; the upper bound then stays where it was.
func (c Curve) Band(age int, band Band) (low, high float64) {
	p, i := c.point(age)
	for low, high = p.interval(band); math.IsNaN(high); low = 0 {
		if i--; i < 0 {
			return 0, 1
		}
		_, high = c.Points[i].interval(band)
	}
	return low, high
}

// together is the number of stays that must end all at once before one may tell from
// it how sure the share is.
const together = 5

// interval is the band at a point; NaN where nobody is left. There is one exception: where
// all have left at one age, the share left is one of ordinary trials.
func (p Point) interval(band Band) (low, high float64) {
	switch {
	case p.S == 1:
		return 1, 1
	case p.S == 0 && p.Hazard == 1 && p.Exits == p.AtRisk && p.Exits >= together:
		return Wilson(0, p.AtRisk)
	case p.S == 0:
		return math.NaN(), math.NaN()
	}
	se := z * math.Sqrt(p.Sum)
	switch band {
	case Log:
		return p.S * math.Exp(-se), math.Min(1, p.S*math.Exp(se))
	case Plain:
		return math.Max(0, p.S-p.S*se), math.Min(1, p.S+p.S*se)
	}
	// On the scale of log(-log S), where the error is that of log S over |log S|.
	bend := math.Exp(se / math.Abs(math.Log(p.S)))
	return math.Pow(p.S, bend), math.Pow(p.S, 1/bend)
}

// even is how near a share must be to one asked for to count as equal: products of
// fractions miss by their last digits.
const even = 1e-9

// Quantile is the age by which a share q of stays has ended, 0 < q < 1, with the interval
// where the band crosses the same height. A curve that lies at that height for a while
// gives the middle of the flat piece. What is not reached is +Inf. Should not even the
// lower bound be, it is the highest age seen, which it exceeds; or 0, where that is because
// too few have left too suddenly.
func (c Curve) Quantile(q float64, band Band) (age, low, high float64) {
	left := 1 - q
	age = c.crossing(left, func(p Point) float64 { return p.S })
	low = c.crossing(left, func(p Point) float64 { l, _ := p.interval(band); return l })
	high = c.crossing(left, func(p Point) float64 { _, h := p.interval(band); return h })
	if math.IsInf(low, 1) {
		if low = float64(c.Last()); !math.IsInf(age, 1) {
			low = 0
		}
	}
	return age, low, high
}

// Median is the Quantile of one half, with the LogLog band.
func (c Curve) Median() (age, low, high float64) { return c.Quantile(0.5, LogLog) }

// crossing is the first age at which a falling line has come down to a height. Points
// without a value (NaN) are left out.
func (c Curve) crossing(height float64, line func(Point) float64) float64 {
	for i, p := range c.Points {
		v := line(p)
		if math.IsNaN(v) || v > height+even {
			continue
		}
		if v < height-even {
			return float64(p.Age)
		}
		end := c.Last() // where the line never falls below, the flat piece lasts as far as was seen
		for _, later := range c.Points[i+1:] {
			if w := line(later); !math.IsNaN(w) && w < height-even {
				end = later.Age
				break
			}
		}
		return float64(p.Age+end) / 2
	}
	return math.Inf(1)
}

// Mean is the time spent on average within the first limit units of age (restricted mean),
// and its standard error. It answers where the median is not reached.
func (c Curve) Mean(limit int) (mean, se float64) {
	from, share := 0, 1.0
	var areas []float64 // between one point and the next
	var points []Point
	for _, p := range c.Points {
		if p.Age >= limit {
			break
		}
		areas = append(areas, share*float64(p.Age-from))
		points = append(points, p)
		from, share = p.Age, p.S
	}
	rest := share * float64(limit-from) // area to the right of the last point
	variance := 0.0
	for i := len(points) - 1; i >= 0; i-- {
		p := points[i]
		if n, d := float64(p.AtRisk), float64(p.Exits); d > 0 && d < n {
			variance += rest * rest * d / (n * (n - d))
		}
		rest += areas[i]
	}
	return rest, math.Sqrt(variance)
}
