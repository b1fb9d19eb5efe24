package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sekisho/sekisho/internal/store"
)

// Passkey is a key on a device by which the owner of an account signs in; package
// passkey makes and checks it.
type Passkey struct {
	// ID is how devices call it.
	ID string
	// Name is what its owner calls it.
	Name string
	// Data is what checks proofs by it. It holds no secret.
	Data []byte
	// Used is when it was last used, the zero time if never.
	Created, Used time.Time
}

const (
	// maxPasskeys bounds the passkeys of an account.
	maxPasskeys = 20
	// ceremonyLasts is how long somebody may take with their device.
	ceremonyLasts = 5 * time.Minute
	// maxCeremonies bounds what strangers can make us keep.
	maxCeremonies = 10_000
)

// KeepCeremony keeps what a browser has begun, to make a passkey for an account or,
// where id is empty, to sign in, and gives the secret that takes it.
func (a *Accounts) KeepCeremony(ctx context.Context, id ID, data []byte) (secret string, err error) {
	if secret, err = a.newSecret(ceremonySecret); err != nil {
		return "", err
	}
	digest, _ := digestOf(ceremonySecret, secret)
	return secret, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return nil, errors.Join(
			execute(ctx, tx, "DELETE FROM ceremony WHERE ends <= $1", stamp(a.Now())),
			execute(ctx, tx, "DELETE FROM ceremony WHERE ends <= (SELECT ends FROM ceremony ORDER BY ends DESC LIMIT 1 OFFSET $1)", maxCeremonies-1),
			execute(ctx, tx, "INSERT INTO ceremony (digest, account, data, ends) VALUES ($1, $2, $3, $4)", digest, string(id), string(data), stamp(a.Now().Add(ceremonyLasts))))
	})
}

// TakeCeremony gives what was kept for an account, or for signing in where id is
// empty; it is given once. It fails with [ErrUnknown].
func (a *Accounts) TakeCeremony(ctx context.Context, id ID, secret string) ([]byte, error) {
	digest, ok := digestOf(ceremonySecret, secret)
	if !ok {
		return nil, ErrUnknown
	}
	var data string
	err := a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return nil, known(tx.QueryRowContext(ctx, "DELETE FROM ceremony WHERE digest = $1 AND account = $2 AND ends > $3 RETURNING data", digest, string(id), stamp(a.Now())).Scan(&data))
	})
	return []byte(data), err
}

// AddPasskey gives an account a passkey. It fails with [store.ErrExists], and with
// [store.ErrInvalid] where there are too many.
func (a *Accounts) AddPasskey(ctx context.Context, who Account, p Passkey) (Passkey, error) {
	p.Created, p.Used = a.Now(), time.Time{}
	return p, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		var have, same int
		if err := tx.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM passkey WHERE account = $1), (SELECT count(*) FROM passkey WHERE id = $2)", string(who.ID), p.ID).Scan(&have, &same); err != nil {
			return nil, fmt.Errorf("count passkeys: %w", err)
		}
		if same > 0 {
			return nil, fmt.Errorf("passkey: %w", store.ErrExists)
		}
		if have >= maxPasskeys {
			return nil, fmt.Errorf("%w: more than %d passkeys", store.ErrInvalid, maxPasskeys)
		}
		return []store.AuditEntry{entry(who.Actor(), passkeyAdded, who, "", p.ID)},
			execute(ctx, tx, "INSERT INTO passkey (id, account, name, data, created, used) VALUES ($1, $2, $3, $4, $5, '')", p.ID, string(who.ID), p.Name, string(p.Data), stamp(p.Created))
	})
}

// Passkeys lists the passkeys of an account, the oldest first.
func (a *Accounts) Passkeys(ctx context.Context, who Account) ([]Passkey, error) {
	var list []Passkey
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, name, data, created, used FROM passkey WHERE account = $1 ORDER BY created, id", string(who.ID))
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var p Passkey
			err := p.scan(rows)
			list = append(list, p)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	return list, nil
}

func (p *Passkey) scan(row interface{ Scan(...any) error }) error {
	var data, created, used string
	if err := row.Scan(&p.ID, &p.Name, &data, &created, &used); err != nil {
		return err
	}
	p.Data = []byte(data)
	return errors.Join(parseTime(created, &p.Created), parseTime(used, &p.Used))
}

// Passkey finds a passkey of an account that may sign in. It fails with [ErrUnknown].
func (a *Accounts) Passkey(ctx context.Context, owner ID, id string) (Passkey, error) {
	var p Passkey
	err := known(p.scan(a.Database.Row(ctx, `SELECT p.id, p.name, p.data, p.created, p.used FROM passkey p JOIN account a ON a.id = p.account
		WHERE p.id = $1 AND p.account = $2 AND a.disabled = 0`, id, string(owner))))
	return p, err
}

// RemovePasskey takes a passkey from an account. It fails with [store.ErrNotFound].
func (a *Accounts) RemovePasskey(ctx context.Context, who Account, id string) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return []store.AuditEntry{entry(who.Actor(), passkeyRemoved, who, id, "")},
			change(ctx, tx, "DELETE FROM passkey WHERE id = $1 AND account = $2", id, string(who.ID))
	})
}

// SignInByPasskey opens a session for the owner of a proven passkey, and keeps next of
// it. The device has asked for a PIN, a finger or a face, so that no one-time code is
// asked for, and guesses of a password lock nobody out who has a passkey. It fails with
// [ErrUnknown] where the passkey was used or removed meanwhile, or is copied.
func (a *Accounts) SignInByPasskey(ctx context.Context, owner ID, was Passkey, next []byte, copied bool) (session string, err error) {
	if copied {
		return "", errors.Join(ErrUnknown, a.suspect(ctx, owner, was))
	}
	if session, err = a.newSecret(sessionSecret); err != nil {
		return "", err
	}
	return session, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		if err := change(ctx, tx, "UPDATE passkey SET data = $4, used = $5 WHERE id = $1 AND account = $2 AND data = $3 AND EXISTS (SELECT 1 FROM account a WHERE a.id = $2 AND a.disabled = 0)",
			was.ID, string(owner), string(was.Data), string(next), stamp(a.Now())); err != nil {
			return nil, errors.Join(ErrUnknown, err)
		}
		if err := execute(ctx, tx, "DELETE FROM session WHERE account = $1 AND ends <= $2", string(owner), stamp(a.Now())); err != nil {
			return nil, err
		}
		return nil, a.open(ctx, tx, owner, session)
	})
}

// suspect notes that a passkey seems to be copied: its device counts uses, and the
// count went back.
func (a *Accounts) suspect(ctx context.Context, owner ID, p Passkey) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := find(ctx, tx, owner)
		return []store.AuditEntry{entry(program, passkeySuspect, who, "", p.ID)}, err
	})
}
