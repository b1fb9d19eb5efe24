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

// ErrBackup reports a file that is no whole backup of a form that this program
// reads. Nothing was restored.
var ErrBackup = errors.New("not a whole backup")

// ErrNotEmpty reports a database that holds studies already. Nothing was
// restored.
var ErrNotEmpty = errors.New("the database is not empty")

// What can be wrong with a database. A write that fails with one of them was not
// made, and everything that was there before still is.
var (
	ErrFull        = errors.New("there is no room left for the database")
	ErrReadOnly    = errors.New("the database cannot be written")
	ErrUnreachable = errors.New("the database cannot be reached")
	ErrDamaged     = errors.New("the file is damaged, or no database")
)

// MigrationError reports a database that this program must not touch.
type MigrationError struct {
	// Number of the migration.
	Number int
	// Newer tells that the database has a migration that the program does not
	// know: it was written by a newer one. Otherwise the migration was made from
	// another text than the program's.
	Newer bool
}

// Error tells what is wrong.
func (e *MigrationError) Error() string {
	if e.Newer {
		return fmt.Sprintf("the database has migration %d, of a newer program", e.Number)
	}
	return fmt.Sprintf("migration %d of the database is not the one of this program", e.Number)
}

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
