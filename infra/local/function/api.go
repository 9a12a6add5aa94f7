package function

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answerLimit is somewhat above Lambda's 6 MB, so that the difference shows as a refusal and not as a cut.
const answerLimit = payloadLimit + 100<<10

// api serves the Runtime API, one prefix per process: /{function}/{process}/2018-06-01/runtime/...
func (h *Host) api() http.Handler {
	const prefix = "/{function}/{process}/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"invocation/next", h.forProcess(next))
	mux.HandleFunc("POST "+prefix+"invocation/{id}/response", h.forProcess(response))
	mux.HandleFunc("POST "+prefix+"invocation/{id}/error", h.forProcess(failure))
	mux.HandleFunc("POST "+prefix+"init/error", h.forProcess(initError))
	return mux
}

type call func(http.ResponseWriter, *http.Request, *function, *process)

func (h *Host) forProcess(serve call) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := h.find(r.PathValue("function"))
		if err != nil {
			refuse(w, http.StatusForbidden, err.Error())
			return
		}
		p := f.process(r.PathValue("process"))
		if p == nil {
			refuse(w, http.StatusForbidden, "no such process")
			return
		}
		serve(w, r, f, p)
	}
}

// next waits until there is work. The connection stays open for as long as that takes.
func next(w http.ResponseWriter, r *http.Request, f *function, p *process) {
	p.mu.Lock()
	p.asked = true
	p.mu.Unlock()
	f.tellReady(nil)

	i := f.await(r, p)
	if i == nil {
		return // the process has gone, or the stack stops: nobody reads an answer
	}
	deadline := time.Now().Add(f.spec.Timeout)
	if !p.begin(i, f.spec.Timeout) {
		i.finish(nil, ErrKilled)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Lambda-Runtime-Aws-Request-Id", i.id)
	w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline.UnixMilli(), 10))
	w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local:000000000000:function:"+f.spec.Name)
	w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0")
	_, _ = w.Write(i.event) // a process that does not read it is dying, and that fails the invocation
}

// await gives the oldest invocation that somebody still waits for.
func (f *function) await(r *http.Request, p *process) *invocation {
	f.mu.Lock()
	f.waiting++
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.waiting--
		f.mu.Unlock()
		f.growIfShort()
	}()
	for {
		select {
		case i := <-f.pending:
			if i.ctx.Err() == nil {
				return i
			}
		case <-r.Context().Done():
			return nil
		case <-p.child.Done():
			return nil
		case <-f.stopped:
			return nil
		}
	}
}

func response(w http.ResponseWriter, r *http.Request, f *function, p *process) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, answerLimit))
	i := p.take(r.PathValue("id"))
	if i == nil {
		refuse(w, http.StatusBadRequest, "no such invocation")
		return
	}
	if err != nil || len(body) > payloadLimit {
		i.finish(nil, &Error{Function: f.spec.Name, Type: "Function.ResponseSizeTooLarge", Message: "the response is larger than 6 MB"})
		refuse(w, http.StatusRequestEntityTooLarge, "the response is larger than 6 MB")
		return
	}
	i.finish(body, nil)
	p.served.Add(1)
	accept(w)
}

func failure(w http.ResponseWriter, r *http.Request, f *function, p *process) {
	said := readError(r)
	i := p.take(r.PathValue("id"))
	if i == nil {
		refuse(w, http.StatusBadRequest, "no such invocation")
		return
	}
	said.Function = f.spec.Name
	i.finish(nil, &said)
	p.served.Add(1)
	accept(w)
}

func initError(w http.ResponseWriter, r *http.Request, _ *function, p *process) {
	said := readError(r)
	p.mu.Lock()
	p.initErr = said.Message
	p.mu.Unlock()
	accept(w)
}

// readError takes whatever the function sent: an error that cannot be read is still an error.
func readError(r *http.Request) Error {
	said := Error{Type: "Runtime.Unknown", Message: "the function reported an error"}
	body, err := io.ReadAll(io.LimitReader(r.Body, 256<<10))
	if err == nil {
		_ = json.Unmarshal(body, &said)
	}
	return said
}

func accept(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`)
}

func refuse(w http.ResponseWriter, status int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"errorType": "Runtime.Refused", "errorMessage": reason})
}
