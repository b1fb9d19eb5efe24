// Package account keeps who may sign in: accounts with passwords, one-time
// codes and sessions, tokens for programs, links for respondents without an
// account, and the permissions that accounts hold. It proves who asks; what they
// may do is decided by package access alone.
//
// Of every secret that it hands out it keeps a digest only, and every change of
// an account or a permission stands in the audit log 監査ログ, without the secrets.
package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
)

// Database is where accounts are kept: package sqlstore's.
type Database interface {
	// Row reads the one row that a statement gives.
	Row(ctx context.Context, statement string, args ...any) *sql.Row
	Read(ctx context.Context, f func(*sql.Tx) error) error
	Write(ctx context.Context, f func(context.Context, *sql.Tx) ([]store.AuditEntry, error)) error
}

// Config says what accounts need of their surroundings.
type Config struct {
	Database Database
	Now      func() time.Time
	// Random is a source of unpredictable bytes.
	Random io.Reader
	Hash   Hash
}

// Accounts keeps accounts.
type Accounts struct {
	Config
	// hashing limits how many passwords are hashed at once, and with it the
	// memory that strangers can make us use.
	hashing   chan struct{}
	strangers strangers
	// nobody is a hash to compare with where a name is unknown, so that the time
	// of the answer does not tell which names there are.
	nobody string
}

// New makes the keeper of accounts.
func New(c Config) (*Accounts, error) {
	a := &Accounts{Config: c, hashing: make(chan struct{}, 4)}
	var err error
	a.nobody, err = a.hash(context.Background(), "nobody has this password")
	return a, err
}

// ID names an account. It never changes and is never used again.
type ID string

// Account is somebody who may sign in.
type Account struct {
	ID ID
	// Name is what is typed to sign in.
	Name string
	// Display is what others see.
	Display  string
	Created  time.Time
	Disabled bool
	// Password and TOTP tell whether they are set.
	Password, TOTP bool
}

// Actor gives the account as the audit log names it.
func (a Account) Actor() store.Actor { return store.Actor{ID: string(a.ID), Name: a.Display} }

// Who is somebody whose identity is proven.
type Who struct {
	Account Account
	// Subject is what access is decided by.
	Subject access.Subject
	// Link, where they came by one.
	Link Link
}

// Actor gives them as the audit log names them.
func (w Who) Actor() store.Actor {
	if w.Subject.Link != nil {
		return store.Actor{ID: "link:" + w.Link.ID, Name: w.Link.Respondent}
	}
	return w.Account.Actor()
}

// Errors of proving who somebody is. They tell nothing else about an account.
var (
	// ErrUnknown: the name and the password, or the secret, are not valid.
	ErrUnknown = errors.New("not known")
	// ErrCodeNeeded: the password is right, and a one-time code is needed too.
	ErrCodeNeeded = errors.New("a one-time code is needed")
	// ErrWeak: the password is too short or too simple.
	ErrWeak = errors.New("weak password")
)

// LockedError tells that too many attempts failed; later ones are looked at again.
type LockedError struct{ Until time.Time }

// Error tells until when.
func (e *LockedError) Error() string {
	return "locked until " + e.Until.UTC().Format(time.RFC3339)
}

// nameForm is the form of names.
var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,63}$`)

// ValidName reports whether a name has the form of those that are typed to sign in:
// up to 64 of a-z, 0-9 and ._@-, the first a letter or a digit.
func ValidName(name string) bool { return nameForm.MatchString(name) }

// columns of an account, as scan reads them.
const columns = "a.id, a.name, a.display, a.created, a.disabled, a.password <> '', a.totp <> ''"

// into gives where scanned columns go, and what must be done afterwards.
func (a *Account) into() (targets []any, finish func() error) {
	var created string
	var disabled int
	return []any{&a.ID, &a.Name, &a.Display, &created, &disabled, &a.Password, &a.TOTP}, func() error {
		a.Disabled = disabled != 0
		return parseTime(created, &a.Created)
	}
}

// find finds an account by its id.
func find(ctx context.Context, tx *sql.Tx, id ID) (Account, error) {
	var a Account
	targets, finish := a.into()
	err := tx.QueryRowContext(ctx, "SELECT "+columns+" FROM account a WHERE a.id = $1", string(id)).Scan(targets...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fmt.Errorf("account %s: %w", id, store.ErrNotFound)
	}
	if err = errors.Join(err, finish()); err != nil {
		return a, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// List lists the accounts by name, those of a page behind a name.
func (a *Accounts) List(ctx context.Context, after string, limit int) (page []Account, more bool, err error) {
	err = a.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+columns+" FROM account a WHERE a.name > $1 ORDER BY a.name LIMIT $2", after, limit+1)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var x Account
			targets, finish := x.into()
			err := errors.Join(rows.Scan(targets...), finish())
			page = append(page, x)
			return err
		})
	})
	if err != nil {
		return nil, false, fmt.Errorf("list accounts: %w", err)
	}
	if len(page) > limit {
		page, more = page[:limit], true
	}
	return page, more, nil
}

// Find finds an account. It fails with [store.ErrNotFound].
func (a *Accounts) Find(ctx context.Context, id ID) (Account, error) {
	var found Account
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		var err error
		found, err = find(ctx, tx, id)
		return err
	})
	return found, err
}

// stamp writes a time as the database keeps it, the zero time as "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(store.TimeForm)
}

func parseTime(text string, t *time.Time) error {
	if text == "" {
		return nil
	}
	var err error
	if *t, err = time.Parse(store.TimeForm, text); err != nil {
		return fmt.Errorf("time in the database: %w", err)
	}
	return nil
}

// each calls f for each row and closes rows.
func each(rows *sql.Rows, f func() error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := f(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// change runs statements that must change exactly one row each; where one does
// not, it fails with [store.ErrNotFound].
func change(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	result, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("write account: %w", store.ErrNotFound), err)
	}
	return nil
}

func execute(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	return nil
}
