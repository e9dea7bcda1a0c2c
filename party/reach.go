package party

import (
	"strings"
)

// Domain reads the domain out of what people type into a field for web sites:
// "https://www.Example.org/about" becomes "example.org". The empty string stands for
// what is no domain.
func Domain(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	s, _, _ = strings.Cut(s, ":")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "www."), ".")
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > 253 {
		return ""
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || !hostLabel(l) {
			return ""
		}
	}
	return s
}

// hostLabel allows letters of any script: not everybody knows how their own domain is
// written on the wire.
func hostLabel(l string) bool {
	for _, r := range l {
		if r < 0x80 && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') || r == 0xfffd {
			return false
		}
	}
	return true
}

// EmailKey is what two spellings of an address have in common: small letters, without
// the part behind a plus.
func EmailKey(address string) string {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	if !ok || local == "" || domain == "" {
		return ""
	}
	if tag := strings.IndexByte(local, '+'); tag > 0 {
		local = local[:tag]
	}
	return local + "@" + strings.TrimSuffix(domain, ".")
}

// Shared says whether a domain belongs to a provider whose addresses anybody may have,
// so that it tells nothing about an organisation.
func Shared(domain string) bool {
	const providers = " gmail.com googlemail.com outlook.com hotmail.com hotmail.fr live.com msn.com yahoo.com " +
		"yahoo.de yahoo.fr yahoo.co.uk aol.com icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch web.de " +
		"t-online.de freenet.de proton.me protonmail.com posteo.de mailbox.org orange.fr free.fr laposte.net " +
		"libero.it mail.ru yandex.ru qq.com 163.com 126.com naver.com seznam.cz wp.pl o2.pl onet.pl bluewin.ch " +
		"linkedin.com facebook.com instagram.com "
	return listed(providers, domain)
}

// PhoneKey is what is left of a telephone number when the ways to write it are taken
// away: digits only, without the zeros that mean abroad or long-distance, without
// extension. "+49 (0)30 / 1234-56" is "4930123456", "030 123456" is "30123456": they are
// the same number, which SamePhone tells. Fewer than five digits are no number.
func PhoneKey(s string) string {
	s = strings.ToLower(s)
	for _, ext := range []string{"ext", "x", "dw", "poste", "#", ";"} {
		if i := strings.Index(s, ext); i > 0 {
			s = s[:i]
		}
	}
	s = strings.ReplaceAll(s, "(0)", "")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'a' && r <= 'z':
			return ""
		}
	}
	key := strings.TrimLeft(b.String(), "0")
	if len(key) < 5 || len(key) > 17 {
		return ""
	}
	return key
}

// SamePhone says whether two numbers reach the same telephone: equal, or one of them the
// end of the other with at most a country's code before it.
func SamePhone(a, b string) bool {
	a, b = PhoneKey(a), PhoneKey(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return a != "" && (a == b || len(a) >= 7 && len(b)-len(a) <= 3 && strings.HasSuffix(b, a))
}
