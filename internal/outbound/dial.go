package outbound

import (
	"context"
	"net"
)

// Dial connects to one of the addresses of a host for what is no HTTP, each of which has to
// be allowed. Of the options only Allow and Resolver count.
func (o Options) Dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	return o.dial(ctx, network, hostPort)
}
