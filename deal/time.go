package deal

import (
	"time"

	"cairn/fault"
)

// stamp writes a moment as people's programs read it.
func stamp(micros int64) string {
	return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
}

// checkDate refuses what is neither empty nor a day.
func checkDate(field, day string) error {
	if day == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return fault.New(fault.Invalid, "date", field, "a day such as 2026-03-31")
	}
	return nil
}

// needDate refuses what is not a day.
func needDate(field, day string) error {
	if day == "" {
		return fault.New(fault.Invalid, "date.missing", field, "a day such as 2026-03-31")
	}
	return checkDate(field, day)
}

// checkTime refuses what is neither empty nor a time of day.
func checkTime(field, at string) error {
	if at == "" {
		return nil
	}
	if _, err := time.Parse("15:04", at); err != nil {
		return fault.New(fault.Invalid, "time", field, "a time of day such as 14:00")
	}
	return nil
}
