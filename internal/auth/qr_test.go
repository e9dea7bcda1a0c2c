package auth

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestQR(t *testing.T) {
	address := TOTPAddress(NewTOTP(), "Northbeck", "ana.ruiz@northbeck.example.org")
	p, err := QR(address)
	if err != nil {
		t.Fatal(err)
	}
	code, _ := qr.Encode(address, qr.M)
	dark := map[[2]int]bool{}
	for bar := range strings.SplitSeq(strings.TrimSuffix(p.Path, "z"), "z") {
		var x, y, w, back int
		if _, err := fmt.Sscanf(bar, "M%d %dh%dv1h-%d", &x, &y, &w, &back); err != nil || w != back || w < 1 {
			t.Fatalf("%q: %v", bar, err)
		}
		for i := range w {
			dark[[2]int{x + i, y}] = true
		}
	}
	for y := range p.Size {
		for x := range p.Size {
			if dark[[2]int{x, y}] != code.Black(x-quiet, y-quiet) {
				t.Fatalf("the unit at %d, %d differs", x, y)
			}
		}
	}
	if p.Size != code.Size+8 {
		t.Errorf("%d units with the margin, %d without", p.Size, code.Size)
	}
	read := xml.NewDecoder(strings.NewReader(p.SVG()))
	for {
		if _, err := read.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := QR(strings.Repeat("x", 5000)); err == nil {
		t.Error("5,000 letters fit")
	}
}
