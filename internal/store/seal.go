package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"

	"cairn/fault"
)

// seal encrypts with one key: AES-256 in Galois counter mode, a fresh nonce before each
// text.
type seal struct{ aead cipher.AEAD }

func newSeal(key []byte) (seal, error) {
	if len(key) != 32 {
		return seal{}, fault.New(fault.Invalid, "store.master_size", "", "a master key of 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, err
	}
	aead, err := cipher.NewGCM(block)
	return seal{aead}, err
}

// close seals a text. Only who names the same place opens it, so that no sealed text can
// be moved to where it would mean something else.
func (s seal) close(text []byte, place string) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(text)+s.aead.Overhead())
	rand.Read(nonce)
	return s.aead.Seal(nonce, nonce, text, []byte(place))
}

func (s seal) open(sealed []byte, place string) ([]byte, error) {
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("the sealed text is cut off")
	}
	return s.aead.Open(nil, sealed[:n], sealed[n:], []byte(place))
}

// place is where the private part of an event belongs.
func place(subject string, n int64) string {
	return string(binary.BigEndian.AppendUint64([]byte(subject+"\x00"), uint64(n)))
}

// dataKey makes a key for a subject, and the same wrapped with the master key.
func (s seal) dataKey(subject string) (key seal, wrapped []byte, err error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	key, err = newSeal(raw)
	return key, s.close(raw, subject), err
}

// unwrap opens a data key.
func (s seal) unwrap(subject string, wrapped []byte) (seal, error) {
	raw, err := s.open(wrapped, subject)
	if err != nil {
		return seal{}, err
	}
	return newSeal(raw)
}

const (
	sqlSeal    = `SELECT wrapped FROM seal WHERE subject = $1`
	sqlSealAdd = `INSERT INTO seal (subject, wrapped) VALUES ($1, $2) ON CONFLICT (subject) DO NOTHING`
	sqlSealEnd = `DELETE FROM seal WHERE subject = $1`
	// masterSubject is the subject of a key that seals nothing: whoever opens it has the
	// master key of this database.
	masterSubject = "master:1"
)

// beginMaster keeps what tells the right master key, where a database has nothing yet.
func (db *DB) beginMaster(ctx context.Context) error {
	if err := db.checkMaster(ctx, db.write); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, fresh, err := db.master.dataKey(masterSubject)
	if err != nil {
		return err
	}
	if _, err := db.write.ExecContext(ctx, sqlSealAdd, masterSubject, fresh); err != nil {
		return err
	}
	return db.checkMaster(ctx, db.write) // another node may have been quicker
}

// checkMaster refuses a master key that is not the one this database was begun with. It is
// sql.ErrNoRows where nothing was ever sealed.
func (db *DB) checkMaster(ctx context.Context, pool *sql.DB) error {
	var wrapped []byte
	if err := pool.QueryRowContext(ctx, sqlSeal, masterSubject).Scan(&wrapped); err != nil {
		return err
	}
	if _, err := db.master.unwrap(masterSubject, wrapped); err != nil {
		return fault.New(fault.Conflict, "store.master", "", "the master key that this database was begun with")
	}
	return nil
}
