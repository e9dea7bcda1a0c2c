package store

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"cairn/fault"
)

func keyOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Key
	}
	return ""
}

func sealedText(t testing.TB, text, key []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := SealTo(&out, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unsealed(sealed, key []byte) ([]byte, error) {
	r, err := Unseal(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestSealed(t *testing.T) {
	key, r := bytes.Repeat([]byte{1}, 32), rand.New(rand.NewPCG(1, 1))
	for _, size := range []int{0, 1, 1000, sealedPiece, 3*sealedPiece + 7} {
		text := make([]byte, size) // noise, which does not compress
		for i := range text {
			text[i] = byte(r.Uint32())
		}
		if size == 1000 {
			text = bytes.Repeat([]byte("canary "), 143)
		}
		sealed := sealedText(t, text, key)
		if bytes.Contains(sealed, []byte("canary")) {
			t.Error("a word can be read in a sealed file")
		}
		if got, err := unsealed(sealed, key); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes came back as %d, %v", len(text), len(got), err)
		}
		if _, err := unsealed(sealed, bytes.Repeat([]byte{2}, 32)); keyOf(err) != "store.master" {
			t.Errorf("another key: %v", err)
		}
		for range 40 { // cut off anywhere, or changed anywhere after its mark
			cut := r.IntN(len(sealed)-len(sealedMark)) + len(sealedMark)
			if _, err := unsealed(sealed[:cut], key); err == nil {
				t.Errorf("cut off at %d of %d, it is taken", cut, len(sealed))
			}
			wrong := bytes.Clone(sealed)
			wrong[cut] ^= 1 << r.IntN(8)
			if got, err := unsealed(wrong, key); err == nil {
				t.Errorf("changed at %d, it is taken for %d bytes", cut, len(got))
			}
		}
	}
	plain := []byte(`{"format":"cairn log"}`)
	if got, err := unsealed(plain, key); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("a file that is not sealed: %s, %v", got, err)
	}
}

// Two pieces cannot change places, and the end of one file is not that of another.
func TestSealedOrder(t *testing.T) {
	key, err := newSeal(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := &sealer{to: &out, key: key}
	for _, piece := range []string{"one", "two"} {
		s.piece = append(s.piece, piece...)
		if err := s.put(false); err != nil {
			t.Fatal(err)
		}
	}
	n := out.Len() / 2
	whole := bytes.Clone(out.Bytes())
	if err := s.end(); err != nil {
		t.Fatal(err)
	}
	read := func(b []byte) (string, error) {
		got, err := io.ReadAll(&opener{from: bytes.NewReader(b), key: key})
		return string(got), err
	}
	if got, err := read(out.Bytes()); got != "onetwo" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := read(whole); keyOf(err) != "backup.sealed" {
		t.Errorf("without its end: %v", err)
	}
	if _, err := read(append(bytes.Clone(whole[n:]), whole[:n]...)); keyOf(err) != "backup.sealed" {
		t.Errorf("two pieces changed places: %v", err)
	}
}

func FuzzUnseal(f *testing.F) {
	key := bytes.Repeat([]byte{1}, 32)
	f.Add([]byte(sealedMark))
	f.Add(sealedText(f, []byte("a text"), key))
	f.Add([]byte("plain"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := unsealed(file, key)
		if err == nil && !bytes.HasPrefix(file, []byte(sealedMark)) && !bytes.Equal(got, file) {
			t.Error("a plain file was changed")
		}
	})
}

// A backup that was cut off, changed, or belongs to somebody else is found out by proving
// it, and none of it is touched.
func TestProveFindsOut(t *testing.T) {
	dir := t.TempDir()
	db := opened(t, filepath.Join(dir, "c.db"))
	if err := db.Copy(t.Context(), filepath.Join(dir, "good.db")); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(dir, "good.db"))
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(string) ([]byte, []byte){
		"cut off":   func(string) ([]byte, []byte) { return good[:len(good)/2], db.options.Master },
		"empty":     func(string) ([]byte, []byte) { return nil, db.options.Master },
		"no base":   func(string) ([]byte, []byte) { return []byte("something else"), db.options.Master },
		"other key": func(string) ([]byte, []byte) { return good, bytes.Repeat([]byte{9}, 32) },
	} {
		path := filepath.Join(dir, name)
		text, key := spoil(name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Prove(t.Context(), path, filepath.Join(t.TempDir(), "again.db"), key); err == nil {
			t.Errorf("%s: it is proved, %+v", name, s)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, text) {
			t.Errorf("%s: proving has changed it, %v", name, err)
		}
	}
	if _, err := Prove(t.Context(), filepath.Join(dir, "good.db"), filepath.Join(t.TempDir(), "again.db"), db.options.Master); err != nil {
		t.Errorf("the control: %v", err)
	}
}
