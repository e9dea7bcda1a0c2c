// Package ui holds the pages that a browser loads, as they were built into dist.
//
//	http.FileServerFS(ui.Files())
//
// The program builds without Node as well: dist then holds placeholder.html only,
// which says how to build the pages.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the folder that the pages were built into: index.html at its root, scripts,
// styles and fonts with a hash in their names below assets/ (so they may be cached for
// ever), and placeholder.html, the page to serve where index.html is missing.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path, the only thing that Sub can object to
	}
	return files
}
