package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// hold is the mark that a stack works on a data folder. The kernel takes it away when the process dies.
type hold struct{ file *os.File }

// holdData marks the folder. Errors: ErrInUse.
func holdData(dir string) (hold, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return hold{}, fmt.Errorf("make the data folder: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return hold{}, fmt.Errorf("mark the data folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return hold{file}, nil
	}
	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return hold{}, fmt.Errorf("%w: another local stack works on %s; stop it first, or name another folder by --data", ErrInUse, dir)
	}
	return hold{}, fmt.Errorf("mark the data folder: %w", err)
}

func (h hold) release() {
	if h.file != nil {
		_ = h.file.Close()
	}
}
