package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"cairn/fault"
)

// keyFile lies beside a database file. Whoever has both reads everything; a backup keeps
// them apart.
const keyFile = "cairn.key"

// KeyPath is where the master key of a database file lies.
func (c Config) KeyPath() string { return filepath.Join(filepath.Dir(c.Place()), keyFile) }

// Master is the master key, 32 bytes: the one that was given, or that of the file beside
// the database. At the very first start it makes that file, for its owner's eyes only. It
// never makes a second key for a database that is there already, because what the first
// one sealed would be lost.
func (c Config) Master() ([]byte, error) {
	if c.MasterKey != "" {
		return parseKey(c.MasterKey, "the 64 hexadecimal digits of the master key")
	}
	if c.Server() {
		return nil, fault.New(fault.Invalid, "config.key_missing", "key", "CAIRN_MASTER_KEY with 64 hexadecimal digits, the same on every node")
	}
	text, err := os.ReadFile(c.KeyPath())
	if err == nil {
		return parseKey(string(text), "64 hexadecimal digits in the file "+c.KeyPath())
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if info, err := os.Stat(c.Place()); err == nil && info.Size() > 0 {
		return nil, fault.New(fault.Conflict, "config.key_lost", "key", "the file "+c.KeyPath()+", which was made together with this database")
	}
	return c.newKey()
}

func parseKey(text, remedy string) ([]byte, error) {
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != 32 {
		return nil, fault.New(fault.Invalid, "config.key", "key", remedy)
	}
	return key, nil
}

// newKey makes the key file. Two programs that start at once end with one key: the file
// gets its name only when it is complete, and only where the name is free.
func (c Config) newKey() ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(c.KeyPath()), 0o700); err != nil {
		return nil, err
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	draft, err := os.CreateTemp(filepath.Dir(c.KeyPath()), keyFile+".*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString(hex.EncodeToString(key) + "\n")
	err = errors.Join(err, draft.Sync(), draft.Close())
	if err != nil {
		return nil, err
	}
	if err := os.Link(draft.Name(), c.KeyPath()); errors.Is(err, fs.ErrExist) {
		return c.Master()
	} else if err != nil {
		return nil, err
	}
	return key, nil
}
