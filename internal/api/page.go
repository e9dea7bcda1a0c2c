package api

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

//go:embed pages
var pageFiles embed.FS

// templates are the pages that a stranger meets. They are checked by the first test.
var templates = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(pageFiles, "pages/*.html")
})

// page is what every one of these pages says.
type page struct {
	Title    string
	Company  string
	Said     string // a sentence below the title
	Wrong    string // what kept it from being done
	Wide     bool
	Link     string
	LinkText string
	Next     string // of the sign-in page: where to go afterwards
	Email    string
	Token    string
	Path     string // of the form
}

// show answers with a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	all, err := templates()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var text bytes.Buffer
	if err := all.ExecuteTemplate(&text, name, data); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text.Bytes())
}

// serveStyle answers with the style of these pages, in the typeface of the others where
// they were built.
func (s *Server) serveStyle(w http.ResponseWriter, r *http.Request) {
	css, err := pageFiles.ReadFile("pages/page.css")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=3600")
	w.Write([]byte(face(s.files)))
	w.Write(css)
}

// face declares the typeface that was built with the pages, "" where there is none.
func face(files fs.FS) string {
	found, err := fs.Glob(files, "assets/inter-latin*.woff2")
	for _, name := range found {
		if err == nil && !strings.Contains(name, "-ext-") && !strings.Contains(name, "italic") {
			return `@font-face { font-family: "Inter"; src: url("/` + name + `") format("woff2"); font-weight: 100 900; font-display: swap; }` + "\n"
		}
	}
	return ""
}

// local is the path on this server that a text names, or the first page. A text that
// leads anywhere else is nobody's wish.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	switch u.Path {
	case "/sign-in", "/sign-in/second", "/sign-out", "/set-up", "/invitation", "/reset", "/reset/password":
		return "/"
	}
	return next
}
