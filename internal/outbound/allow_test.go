package outbound

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "172.15.255.255": true, "172.32.0.1": true, "100.63.255.255": true, "100.128.0.0": true,
		"192.167.1.1": true, "223.255.255.255": true, "2606:4700::1111": true, "2a00:1450::8": true, "2001:4860:4860::8888": true,

		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "100.100.100.200": false, "127.0.0.1": false,
		"127.255.255.254": false, "169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false, "192.0.0.192": false,
		"192.0.2.1": false, "192.88.99.1": false, "192.168.1.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.9": false,
		"224.0.0.1": false, "239.255.255.250": false, "240.0.0.1": false, "255.255.255.255": false, "168.63.129.16": false,

		"::": false, "::1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b::808:808": false, "64:ff9b:1::a00:1": false,
		"100::1": false, "2001::1": false, "2001:20::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "2002:a9fe:a9fe::1": false,
		"3fff::1": false, "5f00::1": false, "fc00::1": false, "fd00:ec2::254": false, "fe80::1": false, "fe80::1%eth0": false,
		"fec0::1": false, "ff02::1": false, "2606:4700::1111%eth0": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("public(%s) = %v", text, got)
		}
		if ip := netip.MustParseAddr(text); ip.Is4() { // the same, written as IPv6
			address := netip.AddrPortFrom(netip.AddrFrom16(ip.As16()), 80).String()
			if err := (Allow{}).check("tcp6", address, false); (err == nil) != want {
				t.Errorf("check(%s): %v", address, err)
			}
		}
	}
}

func TestAllow(t *testing.T) {
	a, err := ParseAllow([]string{" 10.7.0.0/16", "10.9.9.9", "fd00:7::/64", "SSO.Office.Example.:443", "127.0.0.1:9000", "[::1]:9000", "169.254.1.0/24"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		hostPort, dialled string
		want              bool
	}{
		{"a.example:80", "10.7.255.1:80", true},
		{"a.example:80", "[::ffff:10.7.255.1]:80", true},
		{"a.example:80", "10.8.0.1:80", false},
		{"a.example:80", "10.9.9.9:22", true},
		{"a.example:80", "10.9.9.8:22", false},
		{"a.example:80", "[fd00:7::9]:80", true},
		{"a.example:80", "[fd00:8::9]:80", false},
		{"a.example:80", "8.8.8.8:80", true},
		{"a.example:80", "169.254.1.1:80", true}, // a network is opened whole
		{"sso.office.example:443", "192.168.4.4:443", true},
		{"sso.office.example.:443", "192.168.4.4:443", true},
		{"SSO.office.EXAMPLE:443", "192.168.4.4:443", true},
		{"sso.office.example:80", "192.168.4.4:80", false},
		{"x.sso.office.example:443", "192.168.4.4:443", false},
		{"sso.office.example:443", "169.254.169.254:443", false}, // a name does not open these
		{"sso.office.example:443", "100.100.100.200:443", false},
		{"sso.office.example:443", "[fd00:ec2::254]:443", false},
		{"sso.office.example:443", "0.0.0.0:443", false},
		{"sso.office.example:443", "224.0.0.1:443", false},
		{"sso.office.example:443", "[64:ff9b::7f00:1]:443", false},
		{"127.0.0.1:9000", "127.0.0.1:9000", true},
		{"127.0.0.1:9001", "127.0.0.1:9001", false},
		{"127.1:9000", "127.0.0.1:9000", false}, // not the name that is listed
		{"[::1]:9000", "[::1]:9000", true},
	} {
		if err := a.check("tcp", tt.dialled, a.names(tt.hostPort)); err == nil {
			t.Errorf("a network without a family is dialled")
		}
		if err := a.check("tcp6", tt.dialled, a.names(tt.hostPort)); (err == nil) != tt.want {
			t.Errorf("%s at %s: %v", tt.hostPort, tt.dialled, err)
		}
	}
	for _, bad := range []string{"", "a.example", ":443", "a.example:0", "a.example:70000", "a.example:https", "10.0.0.0/33", "*.example:443",
		"https://a.example:443", "::ffff:10.0.0.0/104", "fe80::1%eth0"} {
		if _, err := ParseAllow([]string{bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if err := (Allow{}).check("unix", "/run/x.sock", true); err == nil {
		t.Error("a socket in the file system is dialled")
	}
}

func FuzzParseAllow(f *testing.F) {
	for _, s := range []string{"10.0.0.0/8", "a.example:443", "[::1]:80", "::ffff:1.2.3.4", "0.0.0.0/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAllow([]string{text})
		if err != nil {
			return
		}
		if len(a.networks)+len(a.hosts) != 1 {
			t.Errorf("%q is %d networks and %d hosts", text, len(a.networks), len(a.hosts))
		}
		for _, p := range a.networks {
			if b, err := ParseAllow([]string{p.String()}); err != nil || b.networks[0] != p {
				t.Errorf("%q prints as %s, which is read as %v, %v", text, p, b, err)
			}
		}
		for _, h := range a.hosts {
			if b, err := ParseAllow([]string{h}); err != nil || !b.names(h) {
				t.Errorf("%q prints as %s, which is read as %v, %v", text, h, b, err)
			}
			if a.check("tcp4", "169.254.169.254:80", a.names(h)) == nil {
				t.Errorf("the name %q opens the metadata address", h)
			}
		}
	})
}
