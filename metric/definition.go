package metric

// Definition says what a figure means. Every Estimate names one, and every page shows it
// on demand.
type Definition struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Text   string `json:"text"` // one or two sentences for a salesperson
	Unit   string `json:"unit"`
	Source string `json:"source"` // where the formula comes from
}

// Definitions lists the definitions in the order in which a glossary shows them.
func Definitions() []Definition {
	return []Definition{
		{"time_in_step", "Time in step",
			"Half of the visits to the step are over after this many days, in whichever way they end. " +
				"Open visits count with the days that they have lasted so far.",
			"days", "Kaplan and Meier 1958; interval from the log-log band with Greenwood's variance, crossed at one half (Brookmeyer and Crowley 1982)"},
		{"mean_time_in_step", "Mean time in step within a limit",
			"The days that a visit lasts on average, where visits longer than the limit count as the limit. " +
				"It has an answer even while most visits are open.",
			"days", "area under the Kaplan-Meier curve up to the limit (Irwin 1949), variance after Kaplan and Meier 1958"},
		{"share", "Share",
			"So many of those whose outcome is known. With fewer than twenty, look at the two numbers and the range, not at the percentage.",
			"share", "Wilson 1927"},
		{"books", "Stock and flow",
			"Open at the start, and what came in, less what left in each way, is open at the end.",
			"visits", "an identity"},
		{"slips", "Slips of the hand",
			"Steps forward that were taken back within five minutes without anything found out. " +
				"They are kept in the log and left out of every other figure.",
			"visits", "a rule of this program"},
	}
}

// Define finds a definition by its id.
func Define(id string) (Definition, bool) {
	for _, d := range Definitions() {
		if d.ID == id {
			return d, true
		}
	}
	return Definition{}, false
}
