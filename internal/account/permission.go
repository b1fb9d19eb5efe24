package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
)

// Grants lists the permissions of an account, those that have ended included.
func (a *Accounts) Grants(ctx context.Context, id ID) ([]access.Grant, error) {
	var list []access.Grant
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		if _, err := find(ctx, tx, id); err != nil {
			return err
		}
		var err error
		list, err = grants(ctx, tx, id)
		return err
	})
	return list, err
}

func grants(ctx context.Context, tx *sql.Tx, id ID) ([]access.Grant, error) {
	rows, err := tx.QueryContext(ctx, "SELECT role, kind, scope, until FROM permission WHERE account = $1 ORDER BY kind, scope, role", string(id))
	if err != nil {
		return nil, fmt.Errorf("read permissions: %w", err)
	}
	var list []access.Grant
	err = each(rows, func() error {
		var g access.Grant
		var until string
		if err := rows.Scan(&g.Role, &g.Scope.Kind, &g.Scope.ID, &until); err != nil {
			return err
		}
		err := parseTime(until, &g.Until)
		list = append(list, g)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read permissions: %w", err)
	}
	return list, nil
}

// put keeps a grant; one of the same role and scope gets its end.
func put(ctx context.Context, tx *sql.Tx, id ID, g access.Grant) error {
	return execute(ctx, tx, `INSERT INTO permission (account, role, kind, scope, until) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account, role, kind, scope) DO UPDATE SET until = excluded.until`, string(id), string(g.Role), string(g.Scope.Kind), g.Scope.ID, stamp(g.Until))
}

func granted(by store.Actor, who Account, g access.Grant) store.AuditEntry {
	return entry(by, permissionGranted, who, "", describe(g))
}

// describe writes a grant for the audit log.
func describe(g access.Grant) string {
	text := string(g.Role) + " " + string(g.Scope.Kind)
	if g.Scope.ID != "" {
		text += " " + g.Scope.ID
	}
	if !g.Until.IsZero() {
		text += " until " + stamp(g.Until)
	}
	return text
}

// Grant gives a role in a scope to an account. It fails with [store.ErrNotFound],
// and with [store.ErrInvalid] where the grant may not end when it does.
func (a *Accounts) Grant(ctx context.Context, id ID, g access.Grant, by store.Actor) error {
	if !g.Scope.Valid() || !g.MayEnd(a.Now()) {
		return fmt.Errorf("%w: permission %s", store.ErrInvalid, describe(g))
	}
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		return []store.AuditEntry{granted(by, who, g)}, put(ctx, tx, id, g)
	})
}

// ErrLast tells that nobody would be left who administers everything.
var ErrLast = errors.New("the last administrator")

// Revoke takes a role in a scope from an account. It fails with
// [store.ErrNotFound] and [ErrLast].
func (a *Accounts) Revoke(ctx context.Context, id ID, role access.Role, scope access.Scope, by store.Actor) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if err := take(ctx, tx, id, role, scope); err != nil {
			return nil, err
		}
		return []store.AuditEntry{entry(by, permissionRevoked, who, describe(access.Grant{Role: role, Scope: scope}), "")}, a.someoneLeft(ctx, tx)
	})
}

func take(ctx context.Context, tx *sql.Tx, id ID, role access.Role, scope access.Scope) error {
	return change(ctx, tx, "DELETE FROM permission WHERE account = $1 AND role = $2 AND kind = $3 AND scope = $4", string(id), string(role), string(scope.Kind), scope.ID)
}

// someoneLeft makes sure that somebody administers everything.
func (a *Accounts) someoneLeft(ctx context.Context, tx *sql.Tx) error {
	var left int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM permission p JOIN account a ON a.id = p.account
		WHERE p.role = $1 AND p.kind = $2 AND (p.until = '' OR p.until > $3) AND a.disabled = 0`, string(access.Administrator), string(access.Everything), stamp(a.Now())).Scan(&left); err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if left == 0 {
		return ErrLast
	}
	return nil
}

// HandOver 引継ぎ gives the permissions of an account that have not ended to the
// successor, until the end of the fiscal year for which grants can be given now,
// and takes them from the predecessor, together with sessions, tokens and links
// sent. It gives the permissions handed over, and fails with [store.ErrNotFound].
func (a *Accounts) HandOver(ctx context.Context, from, to ID, by store.Actor) ([]access.Grant, error) {
	if from == to {
		return nil, fmt.Errorf("%w: an account cannot hand over to itself", store.ErrInvalid)
	}
	var moved []access.Grant
	err := a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		moved = nil
		old, err := find(ctx, tx, from)
		if err != nil {
			return nil, err
		}
		successor, err := find(ctx, tx, to)
		if err != nil {
			return nil, err
		}
		if successor.Disabled {
			return nil, fmt.Errorf("account %s: %w", to, store.ErrNotFound)
		}
		held, err := grants(ctx, tx, from)
		if err != nil {
			return nil, err
		}
		entries := []store.AuditEntry{entry(by, handedOver, old, old.Name, successor.Name)}
		for _, g := range held {
			if err := take(ctx, tx, from, g.Role, g.Scope); err != nil {
				return nil, err
			}
			entries = append(entries, entry(by, permissionRevoked, old, describe(g), ""))
			if g.Ended(a.Now()) {
				continue
			}
			if !g.Until.IsZero() {
				g.Until = access.LatestEnd(a.Now())
			}
			if err := put(ctx, tx, to, g); err != nil {
				return nil, err
			}
			moved = append(moved, g)
			entries = append(entries, granted(by, successor, g))
		}
		return entries, errors.Join(
			execute(ctx, tx, "DELETE FROM session WHERE account = $1", string(from)),
			execute(ctx, tx, "UPDATE token SET revoked = 1 WHERE account = $1", string(from)),
			execute(ctx, tx, "UPDATE link SET account = $2 WHERE account = $1", string(from), string(to)))
	})
	return moved, err
}

// SetDisabled disables an account, which ends its sessions, or enables it again.
// It fails with [store.ErrNotFound] and [ErrLast].
func (a *Accounts) SetDisabled(ctx context.Context, id ID, disabled bool, by store.Actor) error {
	action, value := accountEnabled, 0
	if disabled {
		action, value = accountDisabled, 1
	}
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		who, err := find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		return []store.AuditEntry{entry(by, action, who, "", "")}, errors.Join(
			change(ctx, tx, "UPDATE account SET disabled = $2 WHERE id = $1", string(id), value),
			execute(ctx, tx, "DELETE FROM session WHERE account = $1", string(id)),
			execute(ctx, tx, "DELETE FROM invitation WHERE account = $1", string(id)),
			a.someoneLeft(ctx, tx))
	})
}
