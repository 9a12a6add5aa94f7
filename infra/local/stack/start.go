package stack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
	_ "time/tzdata" // Moscow time on machines without a zone database too

	"flatsupport/infra/local/door"
	"flatsupport/infra/local/function"
	"flatsupport/infra/local/issuer"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/queues"
	"flatsupport/infra/local/running"
	"flatsupport/infra/local/schedules"
)

// Start starts the whole stack and returns when it answers requests. What was begun is ended again when something does
// not start. The context bounds the start only; Stop ends the stack.
//
// Errors, each one sentence: ErrPortTaken, ErrInUse, ErrBuild, template.ErrBroken, function.ErrInit, and those of package
// parts, parts.ErrJava among them.
func Start(ctx context.Context, options Options) (*Stack, error) {
	options, err := options.filled()
	if err != nil {
		return nil, err
	}
	s := &Stack{options: options, failed: make(chan error, 2)}
	if err := s.start(ctx, newProgress(options.Progress)); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// start goes from what fails quickly to what takes long, and opens the doors last.
func (s *Stack) start(ctx context.Context, say *progress) (err error) {
	if s.held, err = holdData(s.options.Data); err != nil {
		return err
	}
	listener, err := listen(s.options.Port, "--port")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = listener.Close()
		}
	}()
	s.url = "http://localhost:" + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	if s.template, err = readTemplate(s.options.Template, s.url); err != nil {
		return err
	}
	if err := s.listenForMail(); err != nil {
		return err
	}
	if err := s.openFiles(); err != nil {
		return err
	}
	log := s.logWriter()
	if err := s.fetchParts(ctx, say); err != nil {
		return err
	}
	binaries, err := build(ctx, s.options.Root, s.options.bin(), s.template.Functions, say)
	if err != nil {
		return err
	}
	if err := say.step("start DynamoDB and the queues", func() error { return s.startParts(ctx) }); err != nil {
		return err
	}
	if err := s.loadDemo(ctx, say); err != nil {
		return err
	}
	endpoints, err := s.serveInternals()
	if err != nil {
		return err
	}
	s.objects = objects.Client(endpoints["AWS_ENDPOINT_URL_S3"])
	if err := s.loadFiles(ctx); err != nil {
		return err
	}
	if err := say.step("start the functions", func() error { return s.runFunctions(ctx, binaries, endpoints, log) }); err != nil {
		return err
	}
	if err := s.serveGateway(listener, log); err != nil {
		return err
	}
	s.pollers = queues.Poll(s.sqs, s.mappings(), s.host.Invoke, log)
	s.clock = schedules.Run(timetable(s.template), s.host.Invoke, s.door.Now, log)
	s.serveMail(log)
	if err := running.Write(s.options.Data, running.Stack{
		URL: s.url, DynamoDB: s.dynamoDBEndpoint, Table: s.table, SQS: s.sqsEndpoint, S3: endpoints["AWS_ENDPOINT_URL_S3"],
		Mails: bucketName("MailBucket"),
	}); err != nil {
		return err
	}
	say.say("the stack is up: %s", s.url)
	return nil
}

// listen takes a port on the loopback interface only: the stack signs anybody in, and takes mail in anybody's name.
func listen(port int, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%w: another program listens on port %d; stop it, or choose another by %s", ErrPortTaken, port, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return listener, nil
}

// openFiles opens what lives in the data folder and needs no process.
func (s *Stack) openFiles() (err error) {
	if err := os.MkdirAll(s.options.in("logs"), 0o750); err != nil {
		return fmt.Errorf("make the folder of logs: %w", err)
	}
	if s.log, err = os.Create(s.options.in("logs", "stack.log")); err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	if s.door, err = door.Open(s.options.in(running.ClockFile)); err != nil {
		return err
	}
	if s.issuer, err = issuer.Open(s.options.Data, s.url, audience); err != nil {
		return err
	}
	if s.outbox, err = outbox.Open(s.options.in("outbox.jsonl"), s.door.Now); err != nil {
		return err
	}
	return s.readDemo()
}

func (s *Stack) logWriter() io.Writer {
	if s.options.Log == nil {
		return s.log
	}
	return io.MultiWriter(s.log, s.options.Log)
}

// runFunctions starts one process of each function and waits until all have asked for work.
func (s *Stack) runFunctions(ctx context.Context, binaries, endpoints map[string]string, log io.Writer) (err error) {
	if s.host, err = function.NewHost(); err != nil {
		return err
	}
	for _, f := range s.template.Functions {
		env, err := s.environment(f, endpoints)
		if err != nil {
			return err
		}
		output, err := os.Create(s.options.in("logs", f.ID+".log"))
		if err != nil {
			return fmt.Errorf("open the log of %s: %w", f.ID, err)
		}
		s.outputs = append(s.outputs, output)
		err = s.host.Run(ctx, function.Spec{
			Name: f.ID, Binary: binaries[f.ID], Env: env, Timeout: f.Timeout, MemoryMB: f.Memory,
			Processes: s.options.Processes, Log: output, Trouble: log,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Stack) serve(listener net.Listener, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	s.servers = append(s.servers, server)
	go func() { _ = server.Serve(listener) }() // ends with Stop
}
