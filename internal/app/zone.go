package app

import (
	"sync"
	"time"
)

// zones keeps the time zones that were asked for: loading one reads files, and every
// command needs the company's.
type zones struct {
	sync.Mutex
	known map[string]*time.Location
}

// location is a time zone by its name, UTC where this machine does not know it.
func (z *zones) location(name string) *time.Location {
	z.Lock()
	defer z.Unlock()
	if loc, ok := z.known[name]; ok {
		return loc
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = time.UTC
	}
	if z.known == nil {
		z.known = map[string]*time.Location{}
	}
	z.known[name] = loc
	return loc
}

// day is the day of a moment in a zone.
func day(micros int64, loc *time.Location) string {
	return time.UnixMicro(micros).In(loc).Format(time.DateOnly)
}
