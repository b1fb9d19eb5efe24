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

// Link lets a respondent without an account answer one questionnaire.
type Link struct {
	ID                               string
	Study, Questionnaire, Respondent string
	Created, Ends                    time.Time
	Revoked                          bool
}

// SendLink makes a link, and its secret, which is not kept. It fails with
// [store.ErrInvalid] where the link would outlast the fiscal year, and with
// [store.ErrNotFound] where the study does not exist.
func (a *Accounts) SendLink(ctx context.Context, l Link, by Account) (Link, string, error) {
	if !l.Ends.After(a.Now()) || l.Ends.After(access.LatestEnd(a.Now())) {
		return Link{}, "", fmt.Errorf("%w: a link until %v", store.ErrInvalid, l.Ends)
	}
	secret, err := a.newSecret(linkSecret)
	if err != nil {
		return Link{}, "", err
	}
	if l.ID, err = a.newID(); err != nil {
		return Link{}, "", err
	}
	l.Created = a.Now()
	digest, _ := digestOf(linkSecret, secret)
	return l, secret, a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		var there int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM study WHERE id = $1", l.Study).Scan(&there); err != nil || there == 0 {
			return nil, errors.Join(fmt.Errorf("study %s: %w", l.Study, store.ErrNotFound), err)
		}
		return []store.AuditEntry{l.entry(by.Actor(), linkSent, l.Questionnaire+" "+l.Respondent+" until "+stamp(l.Ends))},
			execute(ctx, tx, "INSERT INTO link (id, digest, study, questionnaire, respondent, account, created, ends, revoked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
				l.ID, digest, l.Study, l.Questionnaire, l.Respondent, string(by.ID), stamp(l.Created), stamp(l.Ends))
	})
}

func (l Link) entry(by store.Actor, action store.Action, after string) store.AuditEntry {
	return store.AuditEntry{By: by, Action: action, Line: store.Line{Study: store.StudyID(l.Study)}, Record: "link/" + l.ID, After: after}
}

// Links lists the links to questionnaires of a study, the newest first.
func (a *Accounts) Links(ctx context.Context, study string) ([]Link, error) {
	var list []Link
	err := a.Database.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+linkColumns+" FROM link l WHERE l.study = $1 ORDER BY l.created DESC, l.id", study)
		if err != nil {
			return err
		}
		return each(rows, func() error {
			var l Link
			err := l.scan(rows)
			list = append(list, l)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	return list, nil
}

const linkColumns = "l.id, l.study, l.questionnaire, l.respondent, l.created, l.ends, l.revoked"

func (l *Link) scan(row interface{ Scan(...any) error }) error {
	var created, ends string
	var revoked int
	if err := row.Scan(&l.ID, &l.Study, &l.Questionnaire, &l.Respondent, &created, &ends, &revoked); err != nil {
		return err
	}
	l.Revoked = revoked != 0
	return errors.Join(parseTime(created, &l.Created), parseTime(ends, &l.Ends))
}

// RevokeLink ends a link of a study. It fails with [store.ErrNotFound].
func (a *Accounts) RevokeLink(ctx context.Context, study, id string, by store.Actor) error {
	return a.Database.Write(ctx, func(ctx context.Context, tx *sql.Tx) ([]store.AuditEntry, error) {
		return []store.AuditEntry{Link{ID: id, Study: study}.entry(by, linkRevoked, "")},
			change(ctx, tx, "UPDATE link SET revoked = 1 WHERE id = $1 AND study = $2", id, study)
	})
}

// ByLink tells which questionnaire a link leads to. It fails with [ErrUnknown].
func (a *Accounts) ByLink(ctx context.Context, secret string) (Who, error) {
	digest, ok := digestOf(linkSecret, secret)
	if !ok {
		return Who{}, ErrUnknown
	}
	var who Who
	// One statement sees one moment, and costs less than a transaction.
	err := known(who.Link.scan(a.Database.Row(ctx, "SELECT "+linkColumns+" FROM link l WHERE l.digest = $1 AND l.ends > $2 AND l.revoked = 0", digest, stamp(a.Now()))))
	who.Subject.Link = &access.Questionnaire{Study: who.Link.Study, ID: who.Link.Questionnaire, Respondent: who.Link.Respondent}
	if err != nil {
		return Who{}, err
	}
	return who, nil
}

// BySecret tells who a secret for programs or respondents belongs to: a token or
// a link. It fails with [ErrUnknown].
func (a *Accounts) BySecret(ctx context.Context, secret string) (Who, error) {
	who, err := a.ByToken(ctx, secret)
	if errors.Is(err, ErrUnknown) {
		return a.ByLink(ctx, secret)
	}
	return who, err
}
