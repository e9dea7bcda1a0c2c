package config

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cairn/fault"
)

func key(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// One name for field, flag and variable; at most twenty of them, each with its sentence.
func TestNames(t *testing.T) {
	typ := reflect.TypeFor[Config]()
	if typ.NumField() > 20 {
		t.Errorf("%d fields, more than 20", typ.NumField())
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		name := f.Tag.Get("name")
		if want := "CAIRN_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")); f.Tag.Get("env") != want {
			t.Errorf("%s has the variable %s, not %s", f.Name, f.Tag.Get("env"), want)
		}
		if !strings.EqualFold(f.Name, strings.ReplaceAll(name, "-", "")) {
			t.Errorf("%s has the flag %s", f.Name, name)
		}
		if help := f.Tag.Get("help"); !strings.HasSuffix(help, ".") {
			t.Errorf("%s is not explained in a sentence: %q", f.Name, help)
		}
	}
}

func TestURL(t *testing.T) {
	for _, tt := range []struct{ address, public, cert, want, fault string }{
		{"127.0.0.1:8080", "", "", "http://127.0.0.1:8080", ""},
		{":8080", "", "", "http://localhost:8080", ""},
		{"0.0.0.0:443", "", "c", "https://localhost:443", ""},
		{"[::]:80", "", "", "http://localhost:80", ""},
		{":80", "https://crm.example.org/", "", "https://crm.example.org", ""},
		{":80", "crm.example.org", "", "", "config.public"},
		{":80", "ftp://crm.example.org", "", "", "config.public"},
		{":80", "https://crm.example.org/sales", "", "", "config.public"},
		{"nonsense", "", "", "", "config.address"},
	} {
		u, err := Config{Address: tt.address, Public: tt.public, TLSCert: tt.cert}.URL()
		if key(err) != tt.fault || err == nil && u.String() != tt.want {
			t.Errorf("%+v: got %v, %v", tt, u, err)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		c    Config
		want string
	}{
		{Config{Address: ":1"}, ""},
		{Config{Address: ":1", TLSCert: "c"}, "config.tls"},
		{Config{Address: ":1", TLSKey: "k"}, "config.tls"},
		{Config{Address: ":1", Proxies: []string{"10.0.0.0/8", "::1"}}, ""},
		{Config{Address: ":1", Proxies: []string{"proxy"}}, "config.proxies"},
	} {
		if got := key(tt.c.Check()); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.c, got, tt.want)
		}
	}
}

func TestMaster(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	c := Config{Data: dir}
	first, err := c.Master()
	if err != nil || len(first) != 32 {
		t.Fatal(first, err)
	}
	info, err := os.Stat(c.KeyPath())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info, err)
	}
	again, err := c.Master()
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("another key the second time: %v", err)
	}
	if err := os.WriteFile(c.Place(), []byte("SQLite"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(c.KeyPath()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Master(); key(err) != "config.key_lost" {
		t.Errorf("a database without its key: %v", err)
	}
	if err := os.WriteFile(c.KeyPath(), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Master(); key(err) != "config.key" {
		t.Errorf("half a key: %v", err)
	}
	c.DB = "postgres://localhost/cairn"
	if _, err := c.Master(); key(err) != "config.key_missing" {
		t.Errorf("a server without a key: %v", err)
	}
	c.MasterKey = strings.Repeat("0f", 32)
	if k, err := c.Master(); err != nil || k[0] != 15 {
		t.Errorf("a key given: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, keyFile+".*"))
	if left != nil {
		t.Errorf("drafts of the key were left: %v", left)
	}
}
