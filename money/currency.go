package money

import "strings"

// The codes of ISO 4217, four bytes each, by the number of digits of the minor unit.
// Funds, metals and test codes are left out: nobody sells in them. Codes withdrawn
// since 2018 stay known, because the history that people bring along still holds them.
const (
	digits0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF "
	digits3 = "BHD IQD JOD KWD LYD OMR TND "
	digits2 = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN " +
		"BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP " +
		"GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
		"KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN " +
		"NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG " +
		"SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
		"USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG "
	withdrawn = "ANG BGN CUC HRK MRO SLL STD VEF ZWL "
)

// Known says whether a code, in capitals, is a currency that amounts may have.
func Known(currency string) bool {
	return in(digits2, currency) || in(digits0, currency) || in(digits3, currency) || in(withdrawn, currency)
}

// Digits is the number of decimals of a currency: 2, but 0 for JPY and 3 for BHD. An
// unknown code has 2.
func Digits(currency string) int {
	switch {
	case in(digits0, currency):
		return 0
	case in(digits3, currency):
		return 3
	}
	return 2
}

// Currencies lists the codes in use today, sorted by the alphabet within each number of
// digits: those with two first.
func Currencies() []string {
	return strings.Fields(digits2 + digits0 + digits3)
}

// in looks a code up in a table of cells of four bytes.
func in(table, code string) bool {
	if len(code) != 3 {
		return false
	}
	i := strings.Index(table, code+" ")
	return i >= 0 && i%4 == 0
}
