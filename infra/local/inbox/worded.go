package inbox

import (
	"fmt"
	"net"

	"github.com/emersion/go-smtp"
)

// librarys is the answer that the library gives by itself to a mail whose size was named beforehand and is too large.
const librarys = "552 5.3.4 Max message size exceeded\r\n"

// worded is a listener on whose connections that answer is ours: it says what else to do.
type worded struct {
	net.Listener
	answer *smtp.SMTPError
}

// Accept gives the next connection.
func (w worded) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	e := w.answer.EnhancedCode
	return wordedConn{c, fmt.Sprintf("%d %d.%d.%d %s\r\n", w.answer.Code, e[0], e[1], e[2], w.answer.Message)}, nil
}

type wordedConn struct {
	net.Conn
	answer string
}

// Write writes an answer; the library writes each at once.
func (c wordedConn) Write(b []byte) (int, error) {
	if string(b) != librarys {
		return c.Conn.Write(b)
	}
	if _, err := c.Conn.Write([]byte(c.answer)); err != nil {
		return 0, err
	}
	return len(b), nil
}
