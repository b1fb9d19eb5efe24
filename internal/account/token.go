package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"
)

// Token lets a program act for an account, in some operations only.
type Token struct {
	ID string
	// Name is what its owner calls it.
	Name          string
	Operations    []access.Operation
	Created, Ends time.Time
	Revoked       bool
}

// maxTokens bounds the tokens of an account that are neither ended nor revoked.
const maxTokens = 50

// NewToken makes a token, and its secret, which is not kept. It fails with
// [store.ErrInvalid] where an operation is not known, where it would outlast
// every permission, or where there are too many.
func (a *Accounts) NewToken(ctx context.Context, who Account, name string, operations []access.Operation, ends time.Time) (Token, string, error) {
	if len(operations) == 0 || !ends.After(a.Now()) || ends.After(access.LatestEnd(a.Now())) {
		return Token{}, "", fmt.Errorf("%w: a token for %d operations until %v", store.ErrInvalid, len(operations), ends)
	}
	for _, o := range operations {
		if !slices.Contains(access.Operations(), o) {
			return Token{}, "", fmt.Errorf("%w: operation %q", store.ErrInvalid, o)
		}
	}
	id, err := a.newID()
	if err != nil {
		return Token{}, "", err
	}
	secret, err := a.newSecret(tokenSecret)
	if err != nil {
		return Token{}, "", err
	}
	digest, _ := digestOf(tokenSecret, secret)
	t := Token{ID: id, Name: name, Operations: operations, Created: a.Now(), Ends: ends}
	return t, secret, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		var have int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM token WHERE account = $1 AND revoked = 0 AND ends > $2", string(who.ID), stamp(a.Now())).Scan(&have); err != nil {
			return nil, fmt.Errorf("count tokens: %w", err)
		}
		if have >= maxTokens {
			return nil, fmt.Errorf("%w: more than %d tokens", store.ErrInvalid, maxTokens)
		}
		return []store.AuditEntry{entry(who.Actor(), tokenCreated, who, "", id+" "+join(operations)+" until "+stamp(ends))},
			execute(ctx, tx, "INSERT INTO token (id, digest, account, name, operations, created, ends, revoked) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
				id, digest, string(who.ID), name, join(operations), stamp(t.Created), stamp(ends))
	})
}

func join(operations []access.Operation) string {
	words := make([]string, len(operations))
	for i, o := range operations {
		words[i] = string(o)
	}
	return strings.Join(words, " ")
}

func split(words string) []access.Operation {
	operations := []access.Operation{}
	for word := range strings.FieldsSeq(words) {
		operations = append(operations, access.Operation(word))
	}
	return operations
}

// Tokens lists the tokens of an account, the newest first.
func (a *Accounts) Tokens(ctx context.Context, who Account) ([]Token, error) {
	var list []Token
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, name, operations, created, ends, revoked FROM token WHERE account = $1 ORDER BY created DESC, id", string(who.ID))
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var t Token
			var operations, created, ends string
			var revoked int
			err := rows.Scan(&t.ID, &t.Name, &operations, &created, &ends, &revoked)
			t.Operations, t.Revoked = split(operations), revoked != 0
			err = errors.Join(err, parseTime(created, &t.Created), parseTime(ends, &t.Ends))
			list = append(list, t)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return list, nil
}

// RevokeToken ends a token of an account. It fails with [store.ErrNotFound].
func (a *Accounts) RevokeToken(ctx context.Context, who Account, id string) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return []store.AuditEntry{entry(who.Actor(), tokenRevoked, who, id, "")},
			change(ctx, tx, "UPDATE token SET revoked = 1 WHERE id = $1 AND account = $2", id, string(who.ID))
	})
}

// ByToken tells for whom a token acts. It fails with [ErrUnknown].
func (a *Accounts) ByToken(ctx context.Context, secret string) (Who, error) {
	digest, ok := digestOf(tokenSecret, secret)
	if !ok {
		return Who{}, ErrUnknown
	}
	var who Who
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		var operations string
		targets, finish := who.Account.into()
		err := tx.QueryRowContext(ctx, "SELECT t.operations, "+columns+` FROM token t JOIN account a ON a.id = t.account
			WHERE t.digest = $1 AND t.ends > $2 AND t.revoked = 0 AND a.disabled = 0`, digest, stamp(a.Now())).Scan(append([]any{&operations}, targets...)...)
		if err = known(err); err != nil {
			return err
		}
		if err := finish(); err != nil {
			return err
		}
		who.Subject.Only = split(operations)
		who.Subject.Grants, err = grants(ctx, tx, who.Account.ID)
		return err
	})
	return who, err
}
