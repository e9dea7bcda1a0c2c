package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"

	"cairn/fault"
)

// A sealed file is a text, compressed and cut into pieces, each sealed under a key of the
// file's own, which lies in front of them wrapped with the master key. A piece opens only
// in its place, and the last only as the last: a file that was cut off, or put together
// from two, is found out.

// sealedMark is how such a file begins.
const sealedMark = "cairn sealed 1\n"

const (
	sealedPiece   = 64 << 10 // bytes of a piece before it is sealed
	sealedSubject = "sealed file"
)

// SealTo seals what is written under the master key. The file is whole only after Close,
// which does not close w.
func SealTo(w io.Writer, master []byte) (io.WriteCloser, error) {
	m, err := newSeal(master)
	if err != nil {
		return nil, err
	}
	key, wrapped, err := m.dataKey(sealedSubject)
	if err != nil {
		return nil, err
	}
	s := &sealer{to: w, key: key}
	head := binary.BigEndian.AppendUint16([]byte(sealedMark), uint16(len(wrapped)))
	if _, err := w.Write(append(head, wrapped...)); err != nil {
		return nil, err
	}
	return &sealedFile{gzip.NewWriter(s), s}, nil
}

// sealedFile is compressed first and sealed then.
type sealedFile struct {
	*gzip.Writer
	to *sealer
}

// Close writes what is left, and the end.
func (f *sealedFile) Close() error { return either(f.Writer.Close(), f.to.end()) }

// sealer seals a stream in pieces.
type sealer struct {
	to    io.Writer
	key   seal
	piece []byte
	n     uint64
}

// Write takes some more.
func (s *sealer) Write(text []byte) (n int, err error) {
	n = len(text)
	for len(s.piece)+len(text) > sealedPiece {
		room := sealedPiece - len(s.piece)
		s.piece = append(s.piece, text[:room]...)
		text = text[room:]
		if err := s.put(false); err != nil {
			return 0, err
		}
	}
	s.piece = append(s.piece, text...)
	return n, nil
}

func (s *sealer) end() error { return s.put(true) }

func (s *sealer) put(last bool) error {
	sealed := s.key.close(s.piece, piecePlace(s.n, last))
	s.piece, s.n = s.piece[:0], s.n+1
	_, err := s.to.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))), sealed...))
	return err
}

// piecePlace is where a piece of a sealed file belongs.
func piecePlace(n uint64, last bool) string {
	place := binary.BigEndian.AppendUint64(nil, n)
	if last {
		return string(append(place, 1))
	}
	return string(append(place, 0))
}

// Unseal reads a file that SealTo has written: fault.Invalid "backup.sealed" where it is cut
// off or changed, fault.Conflict "store.master" where it was sealed under another key. A
// file that is not sealed is read as it is.
func Unseal(r io.Reader, master []byte) (io.Reader, error) {
	in := bufio.NewReader(r)
	mark, err := in.Peek(len(sealedMark))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(mark, []byte(sealedMark)) {
		return in, nil
	}
	if _, err := in.Discard(len(sealedMark)); err != nil {
		return nil, err
	}
	m, err := newSeal(master)
	if err != nil {
		return nil, err
	}
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, errSealed(err)
	}
	wrapped := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(in, wrapped); err != nil {
		return nil, errSealed(err)
	}
	key, err := m.unwrap(sealedSubject, wrapped)
	if err != nil {
		return nil, fault.New(fault.Conflict, "store.master", "", "the master key of the database that it was made of").Because(err)
	}
	plain, err := gzip.NewReader(&opener{from: in, key: key})
	if err != nil {
		return nil, err
	}
	return plain, nil
}

func errSealed(err error) error {
	return fault.New(fault.Invalid, "backup.sealed", "", "the file as it was written").Because(err)
}

// opener opens a stream that was sealed in pieces.
type opener struct {
	from  io.Reader
	key   seal
	piece []byte
	n     uint64
	ended bool
}

// Read gives some more. The end is io.EOF only where it is the end that was written.
func (o *opener) Read(to []byte) (int, error) {
	for len(o.piece) == 0 {
		if o.ended {
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, errSealed(err)
		}
	}
	n := copy(to, o.piece)
	o.piece = o.piece[n:]
	return n, nil
}

func (o *opener) next() (err error) {
	var size [4]byte
	if _, err := io.ReadFull(o.from, size[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > sealedPiece+64 {
		return errors.New("a piece that is too long")
	}
	sealed := make([]byte, n)
	if _, err := io.ReadFull(o.from, sealed); err != nil {
		return err
	}
	if o.piece, err = o.key.open(sealed, piecePlace(o.n, false)); err != nil {
		o.piece, err = o.key.open(sealed, piecePlace(o.n, true))
		o.ended = true
	}
	o.n++
	return err
}
