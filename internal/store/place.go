package store

import (
	"encoding/base64"
	"encoding/binary"

	"cairn/fault"
)

// logPlace is where a sealed sequence belongs.
const logPlace = "log"

// Place is a sequence of the log for people outside: sealed, because how much happens here
// is nobody's business.
func (db *DB) Place(seq int64) string {
	return base64.RawURLEncoding.EncodeToString(db.master.close(binary.BigEndian.AppendUint64(nil, uint64(seq)), logPlace))
}

// SeqOf reads a place again; fault.Invalid "place" where it is none of this database.
func (db *DB) SeqOf(place string) (int64, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(place)
	if err == nil {
		var raw []byte
		if raw, err = db.master.open(sealed, logPlace); err == nil && len(raw) == 8 {
			return int64(binary.BigEndian.Uint64(raw)), nil
		}
	}
	return 0, fault.New(fault.Invalid, "place", "", "a place in the log as an answer named it").Because(err)
}
