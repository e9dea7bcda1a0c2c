package party

import (
	"slices"
	"strings"
)

// legal lists, folded, the forms that the law puts behind a firm's name. They say
// nothing about whose name it is, and people leave them out.
const legal = " " +
	"ab abp ag ans aps as asa asbl bhd bv bvba c co company corp corporation cv cvba da dd dmcc doo " +
	"dooel eg eirl ek eood et eu eurl ev fz fzco fzllc gbr ges gesmbh gie gmbh haftungsbeschrankt hb " +
	"hf inc incorporated io jsc kb kd kda kft kg kgaa kk ks lc ld lda limited llc llp lp ltd ltda " +
	"ltee mbh nv nyrt oao ohg oo ooo ou oy oyj pao pc pjsc plc pllc private proprietary pt pte pty " +
	"pvt rl rt sa sab sae sarl sarlau sas sasu sc sca sccl scop scrl scs se sia sl sll slne slu snc " +
	"soparfi sp spa spj spk spol spolka spzoo sr srl srls sro ss std stg uab ug ui vof vzw xk yk z " +
	"zao zoo zrt "

// leading lists the forms that stand in front in their countries: "AB Volvo", "PT Astra".
const leading = " ab as ooo oao zao pao oy pt sc sia uab tov "

// joining words mean "and"; nobody remembers whether they stood there.
const joining = " and und et y e i og och en & "

// words are the folded words of a firm's name without its legal form and without
// joining words; where nothing else is left, all of them.
func words(name string) []string {
	all := strings.Fields(Fold(name))
	kept := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return len(all) > 2 && listed(joining, w) })
	if len(kept) == 0 {
		kept = all
	}
	for len(kept) > 1 && listed(legal, kept[len(kept)-1]) {
		kept = kept[:len(kept)-1]
	}
	for len(kept) > 1 && listed(leading, kept[0]) {
		kept = kept[1:]
	}
	return kept
}

func listed(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// Key is what two spellings of an organisation's name have in common: folded, without
// legal form, without spaces. Equal keys are a strong sign of the same organisation,
// different ones no proof of the opposite.
func Key(name string) string { return strings.Join(words(name), "") }

// PersonKey is the same for a person: folded, without academic and polite titles, the
// words sorted, so that "Smith, Dr. John" and "John Smith" are equal.
func PersonKey(name string) string { return strings.Join(personWords(name), " ") }

func personWords(name string) []string {
	const titles = " dr prof mr mrs ms miss mme mlle m herr frau hr fr ing mag dipl med jur phd mba msc bsc sir dame don dona "
	all := strings.Fields(Fold(name))
	kept := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return listed(titles, w) })
	if len(kept) == 0 {
		kept = all
	}
	slices.Sort(kept)
	return kept
}
