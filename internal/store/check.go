package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a commit. They bound what one request may cost; callers tell users
// about theirs, which are lower.
const (
	MaxRecord  = 64 << 20 // bytes of one record
	MaxChanges = 10_000   // records changed by one commit
	MaxText    = 10_000   // characters of a title or reason
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// Check reports what is wrong with the form of a commit, wrapped around
// [ErrInvalid].
func (c Commit) Check() error {
	switch {
	case !idForm.MatchString(string(c.Study)):
		return fmt.Errorf("%w: study id %q", ErrInvalid, c.Study)
	case !idForm.MatchString(string(c.Branch)):
		return fmt.Errorf("%w: branch %q", ErrInvalid, c.Branch)
	case len(c.Changes) > MaxChanges:
		return fmt.Errorf("%w: %d changes, at most %d", ErrInvalid, len(c.Changes), MaxChanges)
	case c.By.ID == "":
		return fmt.Errorf("%w: nobody commits", ErrInvalid)
	}
	for _, text := range []struct{ what, text string }{{"reason", c.Reason}, {"actor", c.By.ID}, {"actor", c.By.Name}, {"name of the commit", c.Once}} {
		if err := checkText(text.what, text.text); err != nil {
			return err
		}
	}
	names := map[string]bool{}
	for _, x := range c.Changes {
		if err := x.check(); err != nil {
			return err
		}
		if names[x.Name] {
			return fmt.Errorf("%w: record %q changes twice", ErrInvalid, x.Name)
		}
		names[x.Name] = true
	}
	return nil
}

func (x Change) check() error {
	switch {
	case !RecordName(x.Name):
		return fmt.Errorf("%w: record name %q", ErrInvalid, x.Name)
	case len(x.Data) > MaxRecord:
		return fmt.Errorf("%w: record %q has %d bytes, at most %d", ErrInvalid, x.Name, len(x.Data), MaxRecord)
	case x.Delete && x.Data != nil:
		return fmt.Errorf("%w: record %q is deleted and written", ErrInvalid, x.Name)
	}
	return nil
}

// RecordName reports whether a name is in its form: parts between slashes, none
// empty, "." or "..", of at most 512 bytes of UTF-8 without control characters.
func RecordName(name string) bool {
	if name == "" || len(name) > 512 || !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return part == "" || part == "." || part == ".." })
}

// checkText reports whether a text for people can be kept.
func checkText(what, s string) error {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || utf8.RuneCountInString(s) > MaxText {
		return fmt.Errorf("%w: %s is not UTF-8, holds a NUL or is longer than %d characters", ErrInvalid, what, MaxText)
	}
	return nil
}

// Check reports what is wrong with the form of a study's id, title and owner,
// wrapped around [ErrInvalid].
func (s Study) Check() error {
	if !idForm.MatchString(string(s.ID)) {
		return fmt.Errorf("%w: study id %q", ErrInvalid, s.ID)
	}
	if s.Owner != "" && !idForm.MatchString(s.Owner) {
		return fmt.Errorf("%w: owner %q", ErrInvalid, s.Owner)
	}
	return checkText("title", s.Title)
}
