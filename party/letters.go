package party

// jaroWinkler is the similarity of M. A. Jaro (1989) with W. E. Winkler's bonus (1990) of
// a tenth per letter of a common beginning of up to four: 1 for equal words, 0 where
// nothing agrees. It is made for names with a slip or two in them.
func jaroWinkler(s, t string) float64 {
	a, b := []rune(s), []rune(t)
	jaro := jaro(a, b)
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// jaro counts the letters that agree within half the longer word, and those of them that
// stand in another order.
func jaro(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a // so that the result does not depend on who is asked first
	}
	reach := max(len(b)/2-1, 0)
	taken := make([]bool, len(b))
	var agreed []rune
	for i, r := range a {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if !taken[j] && b[j] == r {
				taken[j] = true
				agreed = append(agreed, r)
				break
			}
		}
	}
	if len(agreed) == 0 {
		return 0
	}
	swapped, k := 0, 0
	for j, r := range b {
		if taken[j] {
			if r != agreed[k] {
				swapped++
			}
			k++
		}
	}
	m := float64(len(agreed))
	return (m/float64(len(a)) + m/float64(len(b)) + (m-float64(swapped/2))/m) / 3
}

// dice is twice the number of common pairs of neighbouring letters over the number of all
// pairs (Dice 1945). Words of one letter have no pair: they are equal or not.
func dice(s, t string) float64 {
	a, b := []rune(s), []rune(t)
	if len(a) < 2 || len(b) < 2 {
		if s == t {
			return 1
		}
		return 0
	}
	pairs := make(map[[2]rune]int, len(a))
	for i := range len(a) - 1 {
		pairs[[2]rune{a[i], a[i+1]}]++
	}
	common := 0
	for i := range len(b) - 1 {
		if p := [2]rune{b[i], b[i+1]}; pairs[p] > 0 {
			pairs[p]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b)-2)
}
