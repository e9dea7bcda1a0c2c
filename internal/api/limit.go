package api

import (
	"sync"

	"cairn/fault"
)

// crowd bounds how many requests of one person run at once, so that one script does not
// take the machine from everybody else.
type crowd struct {
	most int
	mu   sync.Mutex
	in   map[string]int
}

func newCrowd(most int) *crowd { return &crowd{most: most, in: map[string]int{}} }

// enter lets a request of a member in; free must be called when it is over.
func (c *crowd) enter(member string) (free func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in[member] >= c.most {
		return nil, &refusedRequest{why: fault.New(fault.Conflict, "api.busy", "", "to wait for one of them"), kind: kindTooMany}
	}
	c.in[member]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.in[member]--; c.in[member] == 0 {
			delete(c.in, member)
		}
	}, nil
}
