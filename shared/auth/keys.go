package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// How long keys are kept. A new key is found when a token first names it, but no more often than every refreshPause, so that
// made-up key names cannot turn into load on the issuer. A withdrawn key is forgotten within keyAge, or within keyLimit while
// the issuer cannot be reached.
const (
	keyAge       = time.Hour
	keyLimit     = 24 * time.Hour
	refreshPause = 30 * time.Second
	failurePause = 2 * time.Second
)

// maxKeySet bounds the key set, in bytes.
const maxKeySet = 256 << 10

// keySet holds the issuer's published keys. They are read when first needed; one read serves all who wait for it.
type keySet struct {
	url    string
	client *http.Client

	mu      sync.Mutex
	keys    keyfunc.Keyfunc // nil until a read has succeeded
	readAt  time.Time       // the last success
	triedAt time.Time       // the last attempt
	failure error           // what came of it
}

// key returns the public key that the token names. It fails with errUnknownKey when the issuer does not publish it, and with
// ErrKeysUnavailable when that cannot be known.
func (k *keySet) key(ctx context.Context, token *jwt.Token, now time.Time) (any, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	id, _ := token.Header["kid"].(string)
	if !k.holds(ctx, id) || now.Sub(k.readAt).Abs() >= keyAge {
		k.refresh(ctx, now)
	}
	if k.keys == nil || now.Sub(k.readAt).Abs() >= keyLimit {
		return nil, fmt.Errorf("%w: %w", ErrKeysUnavailable, k.failure)
	}
	if !k.holds(ctx, id) {
		if k.failure != nil { // it may be a new key
			return nil, fmt.Errorf("%w: %w", ErrKeysUnavailable, k.failure)
		}
		return nil, errUnknownKey
	}
	return k.keys.KeyfuncCtx(ctx)(token)
}

func (k *keySet) holds(ctx context.Context, id string) bool {
	if k.keys == nil {
		return false
	}
	_, err := k.keys.Storage().KeyRead(ctx, id)
	return err == nil
}

// refresh reads the keys anew, unless that was tried a moment ago. The distances are absolute, so that a clock that was set
// back does not stop reading.
func (k *keySet) refresh(ctx context.Context, now time.Time) {
	pause := refreshPause
	if k.failure != nil {
		pause = failurePause
	}
	if !k.triedAt.IsZero() && now.Sub(k.triedAt).Abs() < pause {
		return
	}
	k.triedAt = now
	keys, err := k.fetch(ctx)
	k.failure = err
	if err == nil {
		k.keys, k.readAt = keys, now
	}
}

// fetch reads and parses the key set. Only keys for signatures, or without a stated use, verify anything; keys of kinds that
// are not understood are left out.
func (k *keySet) fetch(ctx context.Context) (keyfunc.Keyfunc, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	resp, err := k.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxKeySet+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read key set: %w", err)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("read key set: the issuer answered %d", resp.StatusCode)
	case len(body) > maxKeySet:
		return nil, errors.New("read key set: it is too large")
	}
	return parseKeys(ctx, body)
}

func parseKeys(ctx context.Context, body []byte) (keyfunc.Keyfunc, error) {
	var set jwkset.JWKSMarshal
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, fmt.Errorf("parse key set: %w", err)
	}
	storage := jwkset.NewMemoryStorage()
	count := 0
	for _, published := range set.Keys {
		key, err := jwkset.NewJWKFromMarshal(published, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{})
		if err != nil || published.KID == "" || published.KTY == jwkset.KtyOct {
			continue
		}
		if err := storage.KeyWrite(ctx, key); err != nil {
			return nil, fmt.Errorf("keep key set: %w", err)
		}
		count++
	}
	if count == 0 {
		return nil, errors.New("parse key set: it holds no usable key")
	}
	return keyfunc.New(keyfunc.Options{Storage: storage, UseWhitelist: []jwkset.USE{jwkset.UseSig, ""}})
}
