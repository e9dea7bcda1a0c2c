package auth

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Picture is a QR code: a square of Size by Size units, margin included, on which Path,
// in the language of SVG's <path d="…">, covers what is dark. It has no colours, so that
// a page may give it its own; the ground has to be the lighter of the two.
type Picture struct {
	Size int
	Path string
}

// quiet is the margin that readers need, in units.
const quiet = 4

// QR draws a text of up to about 2,000 letters, such as the address of NewTOTP's secret,
// so that a camera reads it even where a seventh of it is hidden.
func QR(text string) (Picture, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return Picture{}, fmt.Errorf("auth.QR of %d bytes: %w", len(text), err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from { // one bar for each run of dark units
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return Picture{Size: code.Size + 2*quiet, Path: path.String()}, nil
}

// SVG is the picture as a document of its own, black on white, without style or script.
func (p Picture) SVG() string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, p.Size, p.Size, p.Size, p.Size, p.Path)
}
