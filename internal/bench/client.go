package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// client keeps one connection and asks over it, one request after the other. It is as
// small as can be, for it runs on the machine that is measured.
type client struct {
	token string
	conn  net.Conn
	in    *bufio.Reader
	out   *bufio.Writer
	body  bytes.Buffer
	bytes int64 // of the last answer, as they came
}

func dial(address, token string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{token: token, conn: conn, in: bufio.NewReaderSize(conn, 64<<10), out: bufio.NewWriter(conn)}, nil
}

// ask sends a request and reads the whole answer. A body makes it a POST. The answer is
// good until the next request.
func (c *client) ask(path string, body []byte, packed bool) (status int, answer []byte, err error) {
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	c.out.WriteString(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + c.token + "\r\n")
	if packed {
		c.out.WriteString("Accept-Encoding: gzip\r\n")
	}
	if body != nil {
		c.out.WriteString("Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	c.out.WriteString("\r\n")
	c.out.Write(body)
	if err := c.out.Flush(); err != nil {
		return 0, nil, err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	c.body.Reset()
	c.bytes, err = io.Copy(&c.body, res.Body)
	return res.StatusCode, c.body.Bytes(), err
}

// expect asks and fails where the answer has another status.
func (c *client) expect(status int, path string, body []byte) ([]byte, error) {
	got, answer, err := c.ask(path, body, false)
	if err == nil && got != status {
		err = fmt.Errorf("%s: %d instead of %d: %s", path, got, status, answer)
	}
	return answer, err
}
