package outbound

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ErrTooLarge is the root of errors about an answer of more bytes than the limit.
var ErrTooLarge = errors.New("the answer is too large")

// ReadAll reads the whole of an answer of at most limit bytes, and closes it. Of a longer
// one nothing is returned.
func ReadAll(resp *http.Response, limit int64) ([]byte, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("outbound.ReadAll: %w", err)
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("outbound.ReadAll: %w: at most %d bytes", ErrTooLarge, limit)
	}
	return body, nil
}

// counted is a body that fails when more is read of it than is left. It lies outside of
// what unpacks, so that a small answer cannot grow large.
type counted struct {
	body io.ReadCloser
	left int64
}

// Read reads, and fails where the limit is passed.
func (c *counted) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1] // one more than allowed, to see whether there is more
	}
	n, err := c.body.Read(p)
	if int64(n) > c.left {
		n, c.left = int(c.left), 0
		return n, fmt.Errorf("%w than was allowed", ErrTooLarge)
	}
	c.left -= int64(n)
	return n, err
}

// Close closes what is counted.
func (c *counted) Close() error { return c.body.Close() }
