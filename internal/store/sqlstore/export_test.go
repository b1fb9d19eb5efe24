package sqlstore

import "database/sql"

// Writing gives tests the connection of the writer.
func (s *Store) Writing() *sql.DB { return s.writing }

// Queued tells how many writes wait.
func (s *Store) Queued() int { return len(s.writer.queue) }

// ViewQuery gives tests the statement of View.
func ViewQuery(contents, heads int) string { return viewQuery(contents, heads) }

// Fault and DiskFault tell tests what is made of errors of the system.
func Fault(err error) error { return fault(err) }

func DiskFault(err error) error { return diskFault(err) }
