package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sekisho/sekisho/internal/store"
)

// Identity is whom an identity provider knows: its address, and its name for
// them, which it never gives to somebody else.
type Identity struct{ Issuer, Subject string }

// SignOn opens a session for the account to which an identity belongs, or to
// which an invitation now joins it. It fails with [ErrUnknown].
func (a *Accounts) SignOn(ctx context.Context, i Identity, invitation string) (session string, err error) {
	if session, err = a.newSecret(sessionSecret); err != nil {
		return "", err
	}
	return session, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := byIdentity(ctx, tx, i)
		if err == nil && who.Disabled {
			return nil, ErrUnknown
		}
		if !errors.Is(err, ErrUnknown) {
			return nil, errors.Join(err, a.open(ctx, tx, who.ID, session))
		}
		digest, ok := digestOf(invitationSecret, invitation)
		if !ok {
			return nil, ErrUnknown
		}
		if who, err = a.invited(ctx, tx, digest); err != nil {
			return nil, err
		}
		return []store.AuditEntry{entry(who.Actor(), identityBound, who, "", i.Issuer)}, errors.Join(
			execute(ctx, tx, "DELETE FROM invitation WHERE account = $1", string(who.ID)),
			adopt(ctx, tx, who.ID, i),
			a.open(ctx, tx, who.ID, session))
	})
}

// Connect joins an identity to an account whose owner is signed in. It fails
// with [store.ErrExists] where it belongs to an account already.
func (a *Accounts) Connect(ctx context.Context, who Account, i Identity) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		switch _, err := byIdentity(ctx, tx, i); {
		case err == nil:
			return nil, fmt.Errorf("identity: %w", store.ErrExists)
		case !errors.Is(err, ErrUnknown):
			return nil, err
		}
		return []store.AuditEntry{entry(who.Actor(), identityBound, who, "", i.Issuer)}, adopt(ctx, tx, who.ID, i)
	})
}

func adopt(ctx context.Context, tx *sql.Tx, id ID, i Identity) error {
	return execute(ctx, tx, "INSERT INTO identity (issuer, subject, account) VALUES ($1, $2, $3)", i.Issuer, i.Subject, string(id))
}

func byIdentity(ctx context.Context, tx *sql.Tx, i Identity) (Account, error) {
	var id ID
	if err := known(tx.QueryRowContext(ctx, "SELECT account FROM identity WHERE issuer = $1 AND subject = $2", i.Issuer, i.Subject).Scan(&id)); err != nil {
		return Account{}, err
	}
	return find(ctx, tx, id)
}
