package sqlstore

import "database/sql"

// Writing gives tests the connection of the writer.
func (s *Store) Writing() *sql.DB { return s.writing }

// Queued tells how many writes wait.
func (s *Store) Queued() int { return len(s.writer.queue) }

// ViewQuery gives tests the statement of View.
func ViewQuery(contents, heads int) string { return viewQuery(contents, heads) }
