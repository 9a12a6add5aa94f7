// Package objects stands in for Amazon S3: buckets whose objects are files under a folder and survive a restart.
package objects

import (
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3afero"
	"github.com/spf13/afero"
)

// Open makes the buckets that are missing under dir and gives the handler that speaks S3 (path-style addresses). The buckets
// are private: whoever has no credentials needs a link that was signed with those of the local stack and lives by the clock.
func Open(dir string, buckets []string, now func() time.Time) (http.Handler, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("open the object store: %w", err)
	}
	return open(afero.NewBasePathFs(afero.NewOsFs(), dir), buckets, now)
}

// InMemory is Open for a store that nobody needs afterwards.
func InMemory(buckets []string, now func() time.Time) (http.Handler, error) {
	return open(afero.NewMemMapFs(), buckets, now)
}

func open(files afero.Fs, buckets []string, now func() time.Time) (http.Handler, error) {
	backend, err := s3afero.MultiBucket(files)
	if err != nil {
		return nil, fmt.Errorf("open the object store: %w", err)
	}
	for _, name := range buckets {
		exists, err := backend.BucketExists(name)
		if err == nil && !exists {
			err = backend.CreateBucket(name)
		}
		if err != nil {
			return nil, fmt.Errorf("make bucket %s: %w", name, err)
		}
	}
	return private(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server(), now), nil
}
