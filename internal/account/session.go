package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// SessionLasts is how long a session is good: a working day.
const SessionLasts = 12 * time.Hour

// Lock-out: after some failures each further one locks for twice as long.
const (
	freeFailures = 5
	firstLock    = time.Minute
	longestLock  = 15 * time.Minute
)

// signIn is what is kept of an account to prove who signs in.
type signIn struct {
	id            ID
	hashed, codes string
	used          int64
	locked        time.Time
	know          bool
}

// SignIn opens a session for an account. code may be empty where no one-time
// codes are set. It fails with [ErrUnknown], [ErrCodeNeeded] and [LockedError].
func (a *Accounts) SignIn(ctx context.Context, name, password, code string) (session string, err error) {
	s, err := a.signIn(ctx, name)
	if err != nil {
		return "", err
	}
	if !s.know {
		s.locked = a.strangers.locked(name)
	}
	if s.locked.After(a.Now()) {
		return "", &LockedError{s.locked}
	}
	// A name that is not known costs the same time.
	hashed := a.nobody
	if s.know {
		hashed = s.hashed
	}
	fits, err := a.matches(ctx, password, hashed)
	if err != nil {
		return "", err
	}
	if !fits || !s.know {
		return "", errors.Join(ErrUnknown, a.failed(ctx, name, s))
	}
	used := s.used
	if s.codes != "" {
		secret, err := base32Form.DecodeString(s.codes)
		if err != nil {
			return "", fmt.Errorf("secret in the database: %w", err)
		}
		if code == "" {
			return "", ErrCodeNeeded
		}
		if used = checkCode(secret, code, a.Now(), s.used); used == 0 {
			return "", errors.Join(ErrUnknown, a.failed(ctx, name, s))
		}
	}
	if session, err = a.newSecret(sessionSecret); err != nil {
		return "", err
	}
	return session, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		// The same code may have come twice at once, or the password have changed.
		if err := change(ctx, tx, "UPDATE account SET failures = 0, locked = '', totp_used = $2 WHERE id = $1 AND totp_used = $3 AND password = $4 AND disabled = 0",
			string(s.id), used, s.used, s.hashed); err != nil {
			return nil, errors.Join(ErrUnknown, err)
		}
		if err := execute(ctx, tx, "DELETE FROM session WHERE account = $1 AND ends <= $2", string(s.id), stamp(a.Now())); err != nil {
			return nil, err
		}
		return nil, a.open(ctx, tx, s.id, session)
	})
}

// signIn reads what is kept of an account; know tells whether somebody can sign
// in by it.
func (a *Accounts) signIn(ctx context.Context, name string) (s signIn, err error) {
	err = a.Database.Read(ctx, func(tx *sql.Tx) error {
		var locked string
		var disabled int
		err := tx.QueryRowContext(ctx, "SELECT id, password, totp, totp_used, locked, disabled FROM account WHERE name = $1", name).
			Scan(&s.id, &s.hashed, &s.codes, &s.used, &locked, &disabled)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		s.know = s.hashed != "" && disabled == 0
		return errors.Join(err, parseTime(locked, &s.locked))
	})
	if err != nil {
		return s, fmt.Errorf("read account: %w", err)
	}
	return s, nil
}

// failed counts a failure, and locks the account after too many.
func (a *Accounts) failed(ctx context.Context, name string, s signIn) error {
	if !s.know {
		a.strangers.failed(name, a.Now())
		return nil
	}
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		var failures int
		if err := tx.QueryRowContext(ctx, "UPDATE account SET failures = failures + 1 WHERE id = $1 RETURNING failures", string(s.id)).Scan(&failures); err != nil {
			return nil, fmt.Errorf("count failures: %w", err)
		}
		lock := lockFor(failures)
		if lock == 0 {
			return nil, nil
		}
		who, err := find(ctx, tx, s.id)
		until := stamp(a.Now().Add(lock))
		return []store.AuditEntry{entry(program, accountLocked, who, "", until)}, errors.Join(err,
			change(ctx, tx, "UPDATE account SET locked = $2 WHERE id = $1", string(s.id), until))
	})
}

// lockFor gives how long an account is locked after some failures.
func lockFor(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	lock := firstLock
	for range failures - freeFailures {
		if lock *= 2; lock >= longestLock {
			return longestLock
		}
	}
	return lock
}

// open begins a session. Its secret is always new, so that nobody can have put
// it into a browser before (session fixation).
func (a *Accounts) open(ctx context.Context, tx *sql.Tx, id ID, secret string) error {
	digest, _ := digestOf(sessionSecret, secret)
	return execute(ctx, tx, "INSERT INTO session (digest, account, created, ends) VALUES ($1, $2, $3, $4)",
		digest, string(id), stamp(a.Now()), stamp(a.Now().Add(SessionLasts)))
}

// BySession tells who a session belongs to. It fails with [ErrUnknown].
func (a *Accounts) BySession(ctx context.Context, secret string) (Who, error) {
	digest, ok := digestOf(sessionSecret, secret)
	if !ok {
		return Who{}, ErrUnknown
	}
	var who Who
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		targets, finish := who.Account.into()
		err := tx.QueryRowContext(ctx, "SELECT "+columns+" FROM session s JOIN account a ON a.id = s.account WHERE s.digest = $1 AND s.ends > $2 AND a.disabled = 0",
			digest, stamp(a.Now())).Scan(targets...)
		if err = known(err); err != nil {
			return err
		}
		if err := finish(); err != nil {
			return err
		}
		who.Subject.Grants, err = grants(ctx, tx, who.Account.ID)
		return err
	})
	return who, err
}

// known turns "no row" into [ErrUnknown].
func known(err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrUnknown
	case err != nil:
		return fmt.Errorf("read account: %w", err)
	}
	return nil
}

// SignOut ends a session; one that is not known has ended already.
func (a *Accounts) SignOut(ctx context.Context, secret string) error {
	digest, ok := digestOf(sessionSecret, secret)
	if !ok {
		return nil
	}
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return nil, execute(ctx, tx, "DELETE FROM session WHERE digest = $1", digest)
	})
}
