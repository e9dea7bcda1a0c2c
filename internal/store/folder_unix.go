//go:build !windows

package store

import "os"

// syncFolder brings the names in a folder to the disk.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return either(dir.Sync(), dir.Close())
}
