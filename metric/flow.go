package metric

// Books are the stock and the flow of a window: how many stays were open when it began,
// how many began and ended in it and in which way, and how many were open when it ended.
// What they count is true of any set of stays: of a step, an owner, a segment.
type Books struct {
	Start   int
	Entered [entries]int // by Entry
	Left    [exits]int   // by Exit; nothing leaves as Open
	End     int
}

// Flow keeps the books of the window [from, to), in microseconds UTC. A stay belongs to
// the stock of a moment when it began before it and did not end before it, so that what
// happens at the moment itself belongs to the window that begins with it. Stays that were
// not watched from their entry are entered when watching began.
func Flow(stays []Stay, from, to int64) Books {
	var b Books
	within := func(at int64) bool { return at >= from && at < to }
	stock := func(s Stay, at int64) bool { return s.Begin() < at && (s.How == Open || s.To >= at) }
	for _, s := range stays {
		if s.How != Open && s.To < s.Begin() {
			continue // it ended before anybody watched
		}
		if stock(s, from) {
			b.Start++
		}
		if stock(s, to) {
			b.End++
		}
		if within(s.Begin()) {
			b.Entered[s.Via]++
		}
		if s.How != Open && within(s.To) {
			b.Left[s.How]++
		}
	}
	return b
}

// In is how many entered, in any way.
func (b Books) In() int { return sum(b.Entered[:]) }

// Out is how many left, in any way.
func (b Books) Out() int { return sum(b.Left[:]) }

// Balance says whether the books balance: the stock at the end is the stock at the start
// and what entered, less what left. It is false only for a window that ends before it
// begins, or for stays that contradict themselves.
func (b Books) Balance() bool { return b.End == b.Start+b.In()-b.Out() }

// Add joins the books of two sets of stays for the same window.
func (b Books) Add(c Books) Books {
	b.Start, b.End = b.Start+c.Start, b.End+c.End
	for i, n := range c.Entered {
		b.Entered[i] += n
	}
	for i, n := range c.Left {
		b.Left[i] += n
	}
	return b
}

func sum(counts []int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
