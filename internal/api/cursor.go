package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"

	"cairn/fault"
)

// box seals small texts that are given out and come back: places in the log, invitations.
// Nobody reads or makes one without the master key, and one made for one use does not
// serve for another.
type box struct{ aead cipher.AEAD }

// newBox derives a box for one use from the master key of 32 bytes.
func newBox(master []byte, use string) (box, error) {
	if len(master) != 32 {
		return box{}, fault.New(fault.Invalid, "store.master_size", "", "a master key of 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, master, nil, "cairn api: "+use, 32)
	if err != nil {
		return box{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return box{}, err
	}
	aead, err := cipher.NewGCM(block)
	return box{aead}, err
}

func (b box) seal(text []byte) string {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(text)+b.aead.Overhead())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(b.aead.Seal(nonce, nonce, text, nil))
}

func (b box) open(sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	n := b.aead.NonceSize()
	if len(raw) < n {
		return nil, errors.New("cut off")
	}
	return b.aead.Open(nil, raw[:n], raw[n:], nil)
}

// place seals a place in the log. Two seals of one place differ, so that nobody counts
// what others do.
func (b box) place(seq int64) string {
	return b.seal(binary.BigEndian.AppendUint64(nil, uint64(seq)))
}

// placeOf opens a place; field names the input that it came in.
func (b box) placeOf(sealed, field string) (int64, error) {
	raw, err := b.open(sealed)
	if err != nil || len(raw) != 8 {
		return 0, fault.New(fault.Invalid, "api.cursor", field, "one that an earlier answer gave")
	}
	return int64(binary.BigEndian.Uint64(raw)), nil
}
