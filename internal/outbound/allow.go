package outbound

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Allow is a list of places that are not on the public network and may be asked all the
// same. The zero value is the empty list.
type Allow struct {
	networks []netip.Prefix
	hosts    []string // host:port, in small letters
}

// ParseAllow reads a list of networks (10.7.0.0/16, fd00:7::/64, 10.7.0.9) and of hosts
// with their port (sso.office.example:443, 127.0.0.1:9000, [::1]:9000).
//
// A network opens all of its addresses, whatever they are. A host with its port opens
// this one, where it lies on the machine itself or in a private network; if its name
// leads to a link-local or metadata address, that needs a network, because those answer
// to nobody on purpose.
func ParseAllow(list []string) (Allow, error) {
	var a Allow
	for _, text := range list {
		text = strings.ToLower(strings.TrimSpace(text))
		if p, err := netip.ParsePrefix(text); err == nil {
			if p.Addr().Is4In6() {
				return Allow{}, fmt.Errorf("outbound: %q: write a network of IPv4 as such", text)
			}
			a.networks = append(a.networks, p.Masked())
			continue
		}
		if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
			ip = ip.Unmap()
			a.networks = append(a.networks, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		host, port, err := net.SplitHostPort(text)
		n, err2 := strconv.ParseUint(port, 10, 16)
		host = strings.TrimSuffix(host, ".")
		if err != nil || err2 != nil || n == 0 || host == "" || strings.Contains(host+".", "..") || strings.ContainsAny(host, "/%*@ ") {
			return Allow{}, fmt.Errorf("outbound: %q is neither a network such as 10.7.0.0/16 nor a host with its port such as sso.office.example:443", text)
		}
		a.hosts = append(a.hosts, net.JoinHostPort(host, strconv.FormatUint(n, 10)))
	}
	return a, nil
}

// names says whether the list has this host and port, as they stand in a request.
func (a Allow) names(hostPort string) bool {
	host, port, err := net.SplitHostPort(strings.ToLower(hostPort))
	return err == nil && slices.Contains(a.hosts, net.JoinHostPort(strings.TrimSuffix(host, "."), port))
}

// contains says whether one of the networks holds an address.
func (a Allow) contains(ip netip.Addr) bool {
	return slices.ContainsFunc(a.networks, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// special4 are the networks of IPv4 that are not public, after the registry of addresses
// for special purposes, and one in the public part by which a cloud speaks to its guests.
const special4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
	192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16
	192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 168.63.129.16/32`

// special6 are those inside 2000::/3, which is all that is public of IPv6. Teredo
// (in 2001::/23) and 6to4 (2002::/16) carry an address of IPv4 inside; so does NAT64,
// outside of 2000::/3.
const special6 = `2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20`

// public says whether an address belongs to a machine that anybody can ask. Of IPv6 it
// says no to everything that it does not know to be public.
func public(ip netip.Addr) bool {
	switch {
	case ip.Zone() != "":
		return false
	case ip.Is4():
		return !in(special4, ip)
	}
	return in("2000::/3", ip) && !in(special6, ip)
}

// private says whether an address belongs to this machine or a network of its owner.
func private(ip netip.Addr) bool {
	return (ip.IsLoopback() || ip.IsPrivate() || in("100.64.0.0/10", ip)) && !in(metadata, ip)
}

// metadata are the addresses inside private networks at which clouds hand out keys; the
// others are link-local or special.
const metadata = "100.100.100.200/32 fd00:ec2::254/128 fd20:ce::254/128"

func in(networks string, ip netip.Addr) bool {
	for text := range strings.FieldsSeq(networks) {
		if netip.MustParsePrefix(text).Contains(ip) {
			return true
		}
	}
	return false
}
