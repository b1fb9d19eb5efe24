package store

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound reports that there is no such study, branch or record.
var ErrNotFound = errors.New("not found")

// ErrExists reports that a study or branch of this name exists, or did.
var ErrExists = errors.New("exists already")

// ErrInvalid reports a request that no store can carry out, such as a name that
// is not in its form. It is a mistake of the program, not of a user.
var ErrInvalid = errors.New("invalid request")

// Conflict is a record that is not at the revision that its change names.
type Conflict struct {
	Name string
	// Base is what the author of the change saw.
	Base Revision
	// Now is the record as it is; its Revision is 0 where it does not exist.
	Now Record
}

// ConflictError refuses a commit because others changed some of its records
// meanwhile. It lists all of them.
type ConflictError struct{ Conflicts []Conflict }

// Error lists the records.
func (e *ConflictError) Error() string {
	names := make([]string, len(e.Conflicts))
	for i, c := range e.Conflicts {
		names[i] = fmt.Sprintf("%s (seen at %d, now at %d)", c.Name, c.Base, c.Now.Revision)
	}
	return "changed meanwhile: " + strings.Join(names, ", ")
}
