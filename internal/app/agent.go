package app

import (
	"cmp"
	"strings"
)

// browserOf says in words what a browser calls itself: "Firefox on Linux". What is no
// browser is named by its first word.
func browserOf(agent string) string {
	browser := firstOf(agent, [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	})
	system := firstOf(agent, [][2]string{
		{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	})
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	}
	word, _, _ := strings.Cut(agent, " ")
	name, _, _ := strings.Cut(word, "/")
	name = strings.ToValidUTF8(name[:min(len(name), 40)], "")
	return cmp.Or(strings.TrimSpace(name), unknownPlace)
}

// unknownPlace stands for a browser or an address that does not say what it is.
const unknownPlace = "unknown"

func firstOf(text string, known [][2]string) string {
	for _, k := range known {
		if strings.Contains(text, k[0]) {
			return k[1]
		}
	}
	return ""
}
