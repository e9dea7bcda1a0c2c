package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"cairn/internal/app"
)

// BenchmarkEdge measures whole requests without the network: rights, checking, decision,
// log and answer, by eight clients with a token.
func BenchmarkEdge(b *testing.B) {
	w := newWorld(b)
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = w.deal("ana", fmt.Sprint("deal ", i))
	}
	var n atomic.Int64
	for _, bb := range []struct {
		name    string
		request func() (method, path, body string)
	}{
		{"session", func() (string, string, string) { return "GET", "/api/session", "" }},
		{"open", func() (string, string, string) { return "POST", "/api/deals", `{"name":"renewal of stones"}` }},
		{"change", func() (string, string, string) {
			i := n.Add(1)
			return "POST", "/api/deals/" + ids[int(i)%len(ids)] + "/change", fmt.Sprintf(`{"name":"renewal %d"}`, i)
		}},
		{"list", func() (string, string, string) { return "GET", "/api/deals?limit=50&sort=-changed", "" }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetParallelism(4)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					method, path, body := bb.request()
					r := httptest.NewRequest(method, path, strings.NewReader(body))
					r.Header.Set("Authorization", "Bearer "+w.token["ana"])
					r.Header.Set("Content-Type", "application/json")
					rec := httptest.NewRecorder()
					w.api.ServeHTTP(rec, r)
					if rec.Code != http.StatusOK {
						b.Errorf("%s %s: %d %s", method, path, rec.Code, rec.Body)
						return
					}
				}
			})
		})
	}
}

// BenchmarkDecode measures reading and checking the input of a command.
func BenchmarkDecode(b *testing.B) {
	_, endpoints, _ := document()
	body, err := json.Marshal(map[string]any{"to": "x", "why": "because", "reasons": map[string]string{"a": "b"}, "version": 3})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range endpoints {
		if e.Name != "deal.move" {
			continue
		}
		for b.Loop() {
			cmd := &app.MoveDeal{}
			if err := fill(e.registry, e.body, body, cmd); err != nil {
				b.Fatal(err)
			}
		}
	}
}
