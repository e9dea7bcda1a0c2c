package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"cairn/fault"
)

// assets serves the pages as they were built. Everything below assets/ has a hash in its
// name and may be kept for ever; the rest has an entity tag. What compresses is compressed
// once.
type assets struct {
	files fs.FS
	mu    sync.Mutex
	known map[string]*asset
}

// asset is a file as it is sent.
type asset struct {
	kind, tag   string
	plain, gzip []byte // gzip is nil where it would not be smaller
}

func newAssets(files fs.FS) *assets { return &assets{files: files, known: map[string]*asset{}} }

// get reads a file, once. There are as many as were built, so all are kept.
func (a *assets) get(name string) (*asset, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f, ok := a.known[name]; ok {
		return f, nil
	}
	text, err := fs.ReadFile(a.files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	f := &asset{kind: kindOf(name), tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, plain: text}
	if strings.Contains(f.kind, "text") || strings.Contains(f.kind, "json") || strings.Contains(f.kind, "xml") {
		var small bytes.Buffer
		z, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := z.Write(text); err != nil {
			return nil, err
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		if small.Len() < len(text) {
			f.gzip = small.Bytes()
		}
	}
	a.known[name] = f
	return f, nil
}

// kindOf is the media type by the name: a machine's own table is not asked, because it may
// call a script something that a browser then refuses.
func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		if kind := mime.TypeByExtension(ext); kind != "" {
			return kind
		}
	}
	return "application/octet-stream"
}

// servePages answers with a built file; any other address of a page with the first page,
// which finds its way by itself, for who is signed in. Others sign in first.
func (s *Server) servePages(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.fail(w, r, at(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "api.method", "", "GET")))
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if strings.HasPrefix(name, "api/") || name == "api" {
		s.fail(w, r, fault.New(fault.NotFound, "api.route", "", ""))
		return
	}
	if name != "" && name != "index.html" && fs.ValidPath(name) {
		if f, err := s.assets.get(name); err == nil {
			s.send(w, r, f, strings.HasPrefix(name, "assets/"))
			return
		}
		if strings.HasPrefix(name, "assets/") || path.Ext(name) != "" {
			s.fail(w, r, fault.New(fault.NotFound, "api.route", "", ""))
			return
		}
	}
	if _, err := s.identify(r); err != nil {
		target := "/sign-in"
		if r.URL.RequestURI() != "/" {
			target += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r, target, http.StatusSeeOther)
		return
	}
	f, err := s.assets.get("index.html")
	if err != nil {
		f, err = s.assets.get("placeholder.html")
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.send(w, r, f, false)
}

// send answers with a file.
func (s *Server) send(w http.ResponseWriter, r *http.Request, f *asset, forEver bool) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if forEver {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set(gzhttp.HeaderNoCompression, "yes") // it is, already
	body := f.plain
	if f.gzip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		h.Set("ETag", strings.TrimSuffix(f.tag, `"`)+`-z"`)
		body = f.gzip
	}
	if match := r.Header.Get("If-None-Match"); match != "" && strings.Contains(match, h.Get("ETag")) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body)
}
