// Package config is all that a running Cairn is told from outside: one struct, in which
// a field, its flag and its environment variable have one name.
//
//	cairn serve --address 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem
//	CAIRN_ADDRESS=0.0.0.0:443 CAIRN_TLS_CERT=cert.pem CAIRN_TLS_KEY=key.pem cairn serve
//
// Everything has a value to begin with, so that the program runs without being told
// anything. What an administrator changes while it runs is data behind commands, and is
// not here.
package config

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"cairn/fault"
)

// Config is what the program is told. Durations are as in "30s"; an empty DB is
// cairn.db in the folder Data.
type Config struct {
	Data      string        `name:"data" env:"CAIRN_DATA" default:"data" help:"Folder of the database, its key and the files."`
	DB        string        `name:"db" env:"CAIRN_DB" help:"Path of a database file, or postgres://… ; cairn.db in the data folder, where empty."`
	MasterKey string        `name:"master-key" env:"CAIRN_MASTER_KEY" help:"Master key, 64 hexadecimal digits; else the file cairn.key beside the database file, made at the first start."`
	Address   string        `name:"address" env:"CAIRN_ADDRESS" default:"127.0.0.1:8080" help:"Address to listen on."`
	Public    string        `name:"public" env:"CAIRN_PUBLIC" help:"Address at which people reach it, such as https://crm.example.org."`
	TLSCert   string        `name:"tls-cert" env:"CAIRN_TLS_CERT" help:"Certificate chain, PEM; with --tls-key it serves https itself."`
	TLSKey    string        `name:"tls-key" env:"CAIRN_TLS_KEY" help:"Key of the certificate, PEM."`
	Proxies   []string      `name:"proxies" env:"CAIRN_PROXIES" help:"Addresses of proxies, such as 10.0.0.0/8, whose X-Forwarded-For is believed."`
	LogFormat string        `name:"log-format" env:"CAIRN_LOG_FORMAT" default:"text" enum:"text,json" help:"How the log is written: text or json."`
	LogLevel  string        `name:"log-level" env:"CAIRN_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"The least that is logged: debug, info, warn or error."`
	Drain     time.Duration `name:"drain" env:"CAIRN_DRAIN" default:"20s" help:"How long requests may go on once the program is told to stop."`
	Mail      string        `name:"mail" env:"CAIRN_MAIL" help:"Mail server, smtp://user:password@host:587 or smtps://…; outbox keeps letters for administrators to read; none are written where empty."`
	MailFrom  string        `name:"mail-from" env:"CAIRN_MAIL_FROM" help:"Whom letters are from, such as Cairn <cairn@example.org>."`
	Backup    string        `name:"backup" env:"CAIRN_BACKUP" help:"Folder of the nightly backups; backup beside the database, or in the data folder for a server, where empty; none makes none."`
}

// Place is where the database lies: the path of a file, or the URL of a server.
func (c Config) Place() string {
	if c.DB == "" {
		return filepath.Join(c.Data, "cairn.db")
	}
	return c.DB
}

// Server says whether the database is a server, and not a file.
func (c Config) Server() bool { return strings.Contains(c.Place(), "://") }

// BackupFolder is where backups are made, "" where none are.
func (c Config) BackupFolder() string {
	switch {
	case c.Backup == "none":
		return ""
	case c.Backup != "":
		return c.Backup
	case c.Server():
		return filepath.Join(c.Data, "backup")
	}
	return filepath.Join(filepath.Dir(c.Place()), "backup")
}

// TLS says whether the program itself speaks https.
func (c Config) TLS() bool { return c.TLSCert != "" }

// URL is the address at which people reach the program; where nobody said, it is made of
// the address that it listens on.
func (c Config) URL() (*url.URL, error) {
	text := c.Public
	if text == "" {
		scheme := "http"
		if c.TLS() {
			scheme = "https"
		}
		host, port, err := net.SplitHostPort(c.Address)
		if err != nil {
			return nil, fault.New(fault.Invalid, "config.address", "address", "an address such as 127.0.0.1:8080").Because(err)
		}
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			host = "localhost"
		}
		text = scheme + "://" + net.JoinHostPort(host, port)
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, fault.New(fault.Invalid, "config.public", "public", "an address such as https://crm.example.org")
	}
	u.Path = ""
	return u, nil
}

// Trusted are the networks of proxies whose word about the sender is believed.
func (c Config) Trusted() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range c.Proxies {
		text = strings.TrimSpace(text)
		if ip, err := netip.ParseAddr(text); err == nil {
			all = append(all, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "config.proxies", "proxies", "addresses such as 127.0.0.1 or 10.0.0.0/8").Because(err)
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// Level is the least that is logged.
func (c Config) Level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return slog.LevelInfo
	}
	return level
}

// Check says what does not go together, before anything is opened.
func (c Config) Check() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return fault.New(fault.Invalid, "config.tls", "tls-key", "a certificate and its key, or neither")
	}
	if _, err := c.Trusted(); err != nil {
		return err
	}
	_, err := c.URL()
	return err
}
