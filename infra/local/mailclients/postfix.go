package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// postfix is a Postfix of our own: its configuration, queue and log lie in one folder, and it relays everything.
type postfix struct {
	tools  tools
	config string
	log    string
}

// mainCF leaves out the network but for the relay: nothing is looked up, nobody is listened to.
const mainCF = `compatibility_level = 3.6
queue_directory = DIR/queue
data_directory = DIR/data
maillog_file = DIR/log
maillog_file_prefixes = DIR
myhostname = mail.volga.example
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtp_host_lookup = native
smtp_tls_security_level = none
relayhost = [HOST]:PORT
`

// masterCF has no server but those that hand a mail on.
const masterCF = `pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
`

// startPostfix starts it under dir, relaying to the address.
func startPostfix(ctx context.Context, t tools, dir, relay string) (postfix, error) {
	host, port, _ := strings.Cut(relay, ":")
	p := postfix{tools: t, config: filepath.Join(dir, "config"), log: filepath.Join(dir, "log")}
	for _, folder := range []string{filepath.Dir(dir), dir, p.config, filepath.Join(dir, "queue")} {
		if err := os.MkdirAll(folder, 0o755); err != nil { // the daemons run as a user of their own
			return p, fmt.Errorf("make a folder for Postfix: %w", err)
		}
		if err := os.Chmod(folder, 0o755); err != nil {
			return p, fmt.Errorf("open a folder for Postfix: %w", err)
		}
	}
	write := strings.NewReplacer("DIR", dir, "HOST", host, "PORT", port)
	for name, text := range map[string]string{"main.cf": mainCF, "master.cf": masterCF} {
		if err := os.WriteFile(filepath.Join(p.config, name), []byte(write.Replace(text)), 0o644); err != nil {
			return p, fmt.Errorf("configure Postfix: %w", err)
		}
	}
	if _, err := output(ctx, nil, t.postfix, "-c", p.config, "start"); err != nil {
		return p, errors.Join(err, p.told(), p.stop())
	}
	return p, nil
}

// send hands a mail over, as any program of the machine does.
func (p postfix) send(ctx context.Context, from, to, subject, text string) error {
	mail := fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\n\n%s\n", from, to, subject, text)
	_, err := output(ctx, strings.NewReader(mail), p.tools.sendmail, "-C", p.config, "-i", "-f", from, to)
	return err
}

// told is what Postfix has written down, for whoever has to find out why a mail did not arrive.
func (p postfix) told() error {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return fmt.Errorf("postfix has told nothing: %w", err)
	}
	return fmt.Errorf("postfix says:\n%s", text)
}

// stop ends it, also when everything else was told to stop, and waits until it has gone.
func (p postfix) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, err := output(ctx, nil, p.tools.postfix, "-c", p.config, "stop")
	return err
}
