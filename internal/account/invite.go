package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
)

// Program acts where nobody does, such as at the first start.
var program = store.Actor{ID: "sekisho", Name: "sekisho"}

// invitationLasts is how long a one-time link is good.
const invitationLasts = 72 * time.Hour

// FirstName is the name of the first administrator.
const FirstName = "admin"

// Begin gives the one-time link of the first administrator as long as nobody
// has a password or signs on by a provider; then it gives "". Each start makes a new link, and
// the one before is good no more.
func (a *Accounts) Begin(ctx context.Context) (secret string, err error) {
	id, err := a.newID()
	if err != nil {
		return "", err
	}
	if secret, err = a.newSecret(invitationSecret); err != nil {
		return "", err
	}
	begun := false
	err = a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		begun = false
		var accounts, ready int
		if err := tx.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(CASE WHEN password <> '' OR EXISTS (SELECT 1 FROM identity i WHERE i.account = account.id) THEN 1 ELSE 0 END), 0) FROM account").Scan(&accounts, &ready); err != nil {
			return nil, fmt.Errorf("read accounts: %w", err)
		}
		if ready > 0 {
			return nil, nil
		}
		begun = true
		if accounts > 0 {
			first, err := byName(ctx, tx, FirstName)
			return nil, errors.Join(err, a.invite(ctx, tx, first.ID, secret))
		}
		first := Account{ID: ID(id), Name: FirstName, Display: FirstName}
		entries, err := a.insert(ctx, tx, first, program)
		// The first has every role, since there is nobody else; later each can be
		// taken from them.
		for _, role := range access.Roles() {
			g := access.Grant{Role: role, Scope: access.Scope{Kind: access.Everything}}
			if role != access.Administrator {
				g.Until = access.LatestEnd(a.Now())
			}
			err = errors.Join(err, put(ctx, tx, first.ID, g))
			entries = append(entries, granted(program, first, g))
		}
		return entries, errors.Join(err, a.invite(ctx, tx, first.ID, secret))
	})
	if err != nil || !begun {
		return "", err
	}
	return secret, nil
}

func byName(ctx context.Context, tx *sql.Tx, name string) (Account, error) {
	var id ID
	if err := tx.QueryRowContext(ctx, "SELECT id FROM account WHERE name = $1", name).Scan(&id); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			err = store.ErrNotFound
		}
		return Account{}, fmt.Errorf("account %s: %w", name, err)
	}
	return find(ctx, tx, id)
}

// insert makes an account without a password.
func (a *Accounts) insert(ctx context.Context, tx *sql.Tx, who Account, by store.Actor) ([]store.AuditEntry, error) {
	err := execute(ctx, tx, `INSERT INTO account (id, name, display, password, totp, totp_used, created, disabled, failures, locked)
		VALUES ($1, $2, $3, '', '', 0, $4, 0, 0, '')`, string(who.ID), who.Name, who.Display, stamp(a.Now()))
	return []store.AuditEntry{entry(by, accountCreated, who, "", who.Display)}, err
}

// invite makes a secret the one and only invitation of an account.
func (a *Accounts) invite(ctx context.Context, tx *sql.Tx, id ID, secret string) error {
	digest, _ := digestOf(invitationSecret, secret)
	return errors.Join(
		execute(ctx, tx, "DELETE FROM invitation WHERE account = $1", string(id)),
		execute(ctx, tx, "INSERT INTO invitation (digest, account, ends) VALUES ($1, $2, $3)", digest, string(id), stamp(a.Now().Add(invitationLasts))))
}

// Invite makes an account, and a one-time link with which its owner sets a
// password. It fails with [store.ErrInvalid] where the name has not its form,
// and with [store.ErrExists].
func (a *Accounts) Invite(ctx context.Context, name, display string, by store.Actor) (Account, string, error) {
	if !ValidName(name) {
		return Account{}, "", fmt.Errorf("%w: name %q", store.ErrInvalid, name)
	}
	id, err := a.newID()
	if err != nil {
		return Account{}, "", err
	}
	secret, err := a.newSecret(invitationSecret)
	if err != nil {
		return Account{}, "", err
	}
	who := Account{ID: ID(id), Name: name, Display: display, Created: a.Now()}
	err = a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		switch _, err := byName(ctx, tx, name); {
		case err == nil:
			return nil, fmt.Errorf("account %s: %w", name, store.ErrExists)
		case !errors.Is(err, store.ErrNotFound):
			return nil, err
		}
		entries, err := a.insert(ctx, tx, who, by)
		return entries, errors.Join(err, a.invite(ctx, tx, who.ID, secret))
	})
	return who, secret, err
}

// Reset takes password, one-time codes, identities, passkeys and sessions from an account, and gives
// a new one-time link. It fails with [store.ErrNotFound].
func (a *Accounts) Reset(ctx context.Context, id ID, by store.Actor) (string, error) {
	secret, err := a.newSecret(invitationSecret)
	if err != nil {
		return "", err
	}
	err = a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		return []store.AuditEntry{entry(by, accountReset, who, "", "")}, errors.Join(
			change(ctx, tx, "UPDATE account SET password = '', totp = '', totp_used = 0, failures = 0, locked = '' WHERE id = $1", string(id)),
			execute(ctx, tx, "DELETE FROM identity WHERE account = $1", string(id)),
			execute(ctx, tx, "DELETE FROM passkey WHERE account = $1", string(id)),
			execute(ctx, tx, "DELETE FROM ceremony WHERE account = $1", string(id)),
			execute(ctx, tx, "DELETE FROM session WHERE account = $1", string(id)),
			a.invite(ctx, tx, id, secret))
	})
	return secret, err
}

// Accept sets the password of the account that a one-time link invites, and
// signs in. It fails with [ErrUnknown] and [ErrWeak]; after ErrWeak the link is
// still good.
func (a *Accounts) Accept(ctx context.Context, secret, password string) (session string, err error) {
	digest, ok := digestOf(invitationSecret, secret)
	if !ok {
		return "", ErrUnknown
	}
	var who Account
	if err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		who, err = a.invited(ctx, tx, digest)
		return err
	}); err != nil {
		return "", err
	}
	if !acceptable(password, who.Name) {
		return "", ErrWeak
	}
	hashed, err := a.hash(ctx, password)
	if err != nil {
		return "", err
	}
	if session, err = a.newSecret(sessionSecret); err != nil {
		return "", err
	}
	return session, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		// Somebody else may have been faster with the same link.
		if _, err := a.invited(ctx, tx, digest); err != nil {
			return nil, err
		}
		return []store.AuditEntry{entry(who.Actor(), passwordSet, who, "", "")}, errors.Join(
			execute(ctx, tx, "DELETE FROM invitation WHERE account = $1", string(who.ID)),
			change(ctx, tx, "UPDATE account SET password = $2, failures = 0, locked = '' WHERE id = $1", string(who.ID), hashed),
			a.open(ctx, tx, who.ID, session))
	})
}

// invited finds the account that an invitation is for.
func (a *Accounts) invited(ctx context.Context, tx *sql.Tx, digest string) (Account, error) {
	var id ID
	err := tx.QueryRowContext(ctx, `SELECT a.id FROM invitation i JOIN account a ON a.id = i.account WHERE i.digest = $1 AND i.ends > $2 AND a.disabled = 0`,
		digest, stamp(a.Now())).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, ErrUnknown
	}
	if err != nil {
		return Account{}, fmt.Errorf("read invitation: %w", err)
	}
	return find(ctx, tx, id)
}

// entry is an audit entry about an account. before and after are told where they
// are no secrets.
func entry(by store.Actor, action store.Action, who Account, before, after string) store.AuditEntry {
	return store.AuditEntry{By: by, Action: action, Record: "account/" + string(who.ID), Before: before, After: after, Reason: who.Name}
}
