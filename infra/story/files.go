package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// seedsOf reads "seed=7", "7" or "seed=1..20"; empty is one play without faults.
func seedsOf(s string) ([]uint64, error) {
	if s == "" {
		return []uint64{0}, nil
	}
	first, last, ranged := strings.Cut(strings.TrimPrefix(s, "seed="), "..")
	if !ranged {
		last = first
	}
	from, err1 := strconv.ParseUint(first, 10, 64)
	to, err2 := strconv.ParseUint(last, 10, 64)
	if err1 != nil || err2 != nil || from == 0 || to < from || to-from >= 1000 {
		return nil, fmt.Errorf("--faults %q: write seed=N or seed=N..M, N from 1 on", s)
	}
	var seeds []uint64
	for seed := from; seed <= to; seed++ {
		seeds = append(seeds, seed)
	}
	return seeds, nil
}

// storyFiles are the named files and all stories below the named folders.
func storyFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, _ os.DirEntry, err error) error {
			if strings.HasSuffix(path, ".yaml") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, errors.New("no story: name a file or a folder, for example events/stories")
	}
	sort.Strings(files)
	return files, nil
}
