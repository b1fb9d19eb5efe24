package account_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/store/sqlstore"
	"github.com/sekisho/sekisho/internal/testing/long"
	"github.com/sekisho/sekisho/internal/testing/pg"
)

// shared is the PostgreSQL server of all tests.
var shared pg.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m, os.Stderr)) }

// house is a database of accounts with a clock that tests set.
type house struct {
	*account.Accounts
	store *sqlstore.Store
	now   time.Time
}

const password = "correct horse battery"

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return h.now }
	var err error
	database := filepath.Join(t.TempDir(), "s.db")
	if strings.HasPrefix(t.Name(), "TestPostgreSQL/") {
		database = shared.Server(t).Database(t)
	}
	if h.store, err = sqlstore.Open(t.Context(), database, sqlstore.Config{Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.wantActsNamed(t)
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	// Hashing is made cheap: its strength is not what these tests are about.
	h.Accounts, err = account.New(account.Config{Database: h.store, Now: now, Random: rand.Reader, Hash: account.Hash{KiB: 8, Passes: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// wantActsNamed wants a name of every act in the audit log, and no reason that nobody
// gave.
func (h *house) wantActsNamed(t *testing.T) {
	t.Helper()
	for e, err := range h.store.Audit(context.Background(), 0) { // that of the test has ended
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lang.All {
			if !locale.Has(l, "name.audit_action."+string(e.Action)) {
				t.Errorf("%s has no name in %s", e.Action, l)
			}
		}
		if strings.HasPrefix(e.Record, "link/") && e.Reason != "" {
			t.Errorf("%s of %s has the reason %q", e.Action, e.Record, e.Reason)
		}
	}
}

// TestPostgreSQL runs tests with all statements but the plainest on the other
// database.
func TestPostgreSQL(t *testing.T) {
	long.Test(t)
	for name, run := range map[string]func(*testing.T){
		"FirstAdministrator": TestFirstAdministrator, "LockOut": TestLockOut, "Permissions": TestPermissions, "HandOver": TestHandOver, "Links": TestLinks,
	} {
		t.Run(name, run)
	}
}

// invited makes an account with a password, and gives it with a session.
func (h *house) invited(t *testing.T, name string) (account.Account, string) {
	t.Helper()
	who, secret, err := h.Invite(t.Context(), name, "係 "+name, store.Actor{ID: "test", Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	session, err := h.Accept(t.Context(), secret, password)
	if err != nil {
		t.Fatal(err)
	}
	return who, session
}

// begun makes the first administrator.
func (h *house) begun(t *testing.T) account.Who {
	t.Helper()
	secret, err := h.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	session, err := h.Accept(t.Context(), secret, password)
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.BySession(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestFirstAdministrator begins an empty server by a one-time link, which is
// good once, and after which there is none any more.
func TestFirstAdministrator(t *testing.T) {
	h := newHouse(t)
	old, err := h.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	secret, err := h.Begin(t.Context())
	if err != nil || secret == old {
		t.Fatalf("the second start: %v", err)
	}
	_, err = h.Accept(t.Context(), old, password)
	wantErr(t, "the link of the start before", err, account.ErrUnknown)
	for _, weak := range []string{"short", "aaaaaaaaaaaaaaaa", "the admin's word", strings.Repeat("long", 100), "\xff\xfe bad utf-8 bytes"} {
		_, err = h.Accept(t.Context(), secret, weak)
		wantErr(t, weak, err, account.ErrWeak)
	}
	session, err := h.Accept(t.Context(), secret, password)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Accept(t.Context(), secret, password)
	wantErr(t, "the link again", err, account.ErrUnknown)
	if secret, err = h.Begin(t.Context()); err != nil || secret != "" {
		t.Errorf("a start with an administrator: %q, %v", secret, err)
	}
	who, err := h.BySession(t.Context(), session)
	if err != nil || who.Account.Name != account.FirstName {
		t.Fatalf("%v, %v", who, err)
	}
	for _, o := range access.Operations() {
		if ok, why := access.Decide(who.Subject, o, access.Resource{}, h.now); !ok {
			t.Errorf("the first administrator may not %s: %s", o, why)
		}
	}
	// After the year the administration is left, and the other roles have ended.
	h.now = h.now.AddDate(1, 0, 0)
	if ok, _ := access.Decide(who.Subject, access.KeepAccounts, access.Resource{}, h.now); !ok {
		t.Error("nobody can administer after a year")
	}
	if ok, why := access.Decide(who.Subject, access.EditStudy, access.Resource{}, h.now); ok || why != access.Expired {
		t.Errorf("the other roles outlast the year: %s", why)
	}
}

func TestInvitationEnds(t *testing.T) {
	h := newHouse(t)
	_, secret, err := h.Invite(t.Context(), "sato", "佐藤", store.Actor{ID: "x", Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = h.Invite(t.Context(), "sato", "砂糖", store.Actor{ID: "x", Name: "x"})
	wantErr(t, "the name again", err, store.ErrExists)
	_, _, err = h.Invite(t.Context(), "佐藤", "佐藤", store.Actor{ID: "x", Name: "x"})
	wantErr(t, "a name out of form", err, store.ErrInvalid)
	h.now = h.now.AddDate(0, 0, 4)
	_, err = h.Accept(t.Context(), secret, password)
	wantErr(t, "after its end", err, account.ErrUnknown)
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	who, first := h.invited(t, "sato")
	session, err := h.SignIn(t.Context(), "sato", password, "")
	if err != nil || session == first {
		t.Fatalf("%v", err)
	}
	got, err := h.BySession(t.Context(), session)
	if err != nil || got.Account.ID != who.ID || !got.Account.Password {
		t.Errorf("%v, %v", got, err)
	}
	_, err = h.SignIn(t.Context(), "sato", password+"!", "")
	wantErr(t, "a wrong password", err, account.ErrUnknown)
	_, err = h.SignIn(t.Context(), "suzuki", password, "")
	wantErr(t, "a wrong name", err, account.ErrUnknown)
	for _, secret := range []string{"", "x", "sekisho_s_", strings.Replace(session, "_s_", "_t_", 1), session + "x", strings.Repeat("a", 1000)} {
		_, err = h.BySession(t.Context(), secret)
		wantErr(t, secret, err, account.ErrUnknown)
	}
	if err := h.SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	_, err = h.BySession(t.Context(), session)
	wantErr(t, "after signing out", err, account.ErrUnknown)
	if _, err = h.BySession(t.Context(), first); err != nil {
		t.Errorf("another session ended, too: %v", err)
	}
	h.now = h.now.Add(account.SessionLasts)
	_, err = h.BySession(t.Context(), first)
	wantErr(t, "after a day", err, account.ErrUnknown)
}

// TestLockOut locks an account after five failures, longer with each further
// one, and forgets them after a success.
func TestLockOut(t *testing.T) {
	h := newHouse(t)
	h.invited(t, "sato")
	for range 5 {
		_, err := h.SignIn(t.Context(), "sato", "wrong", "")
		wantErr(t, "a wrong password", err, account.ErrUnknown)
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 15, 15} {
		_, err := h.SignIn(t.Context(), "sato", password, "")
		var locked *account.LockedError
		if !errors.As(err, &locked) || locked.Until.Sub(h.now) != want*time.Minute {
			t.Fatalf("lock %d: %v, want %d minutes", i+1, err, want)
		}
		h.now = locked.Until
		_, err = h.SignIn(t.Context(), "sato", "wrong", "")
		wantErr(t, "a wrong password after the lock", err, account.ErrUnknown)
	}
	h.now = h.now.Add(15 * time.Minute)
	if _, err := h.SignIn(t.Context(), "sato", password, ""); err != nil {
		t.Fatal(err)
	}
	// A name of nobody locks in the same way, or locks would tell who there is.
	said := func(name string) string {
		_, err := h.SignIn(t.Context(), name, "wrong", "")
		return err.Error()
	}
	for i := range 8 {
		if known, unknown := said("sato"), said("nobody"); known != unknown {
			t.Errorf("failure %d of an account is answered with %q, of nobody with %q", i+1, known, unknown)
		}
	}
	h.now = h.now.Add(15 * time.Minute)
	if _, err := h.SignIn(t.Context(), "sato", password, ""); err != nil {
		t.Fatal(err)
	}
	_, err := h.SignIn(t.Context(), "sato", "wrong", "")
	wantErr(t, "one failure", err, account.ErrUnknown)
	if _, err := h.SignIn(t.Context(), "sato", password, ""); err != nil {
		t.Errorf("one failure after a success locks: %v", err)
	}
}

// TestOneTimeCodes uses codes computed by an independent hand: those of RFC 6238
// are checked in TestCodes.
func TestOneTimeCodes(t *testing.T) {
	h := newHouse(t)
	who, session := h.invited(t, "sato")
	secret, address, err := h.NewCodeSecret(who)
	if err != nil || !strings.HasPrefix(address, "otpauth://totp/sekisho:sato?issuer=sekisho&secret="+secret) {
		t.Fatalf("%s, %v", address, err)
	}
	wantErr(t, "a wrong code", h.SetCodes(t.Context(), who, secret, "000000"), account.ErrUnknown)
	wantErr(t, "a short secret", h.SetCodes(t.Context(), who, "AAAA", "000000"), account.ErrUnknown)
	code := account.CodeAt(t, secret, h.now)
	if err := h.SetCodes(t.Context(), who, secret, code); err != nil {
		t.Fatal(err)
	}
	if got, err := h.BySession(t.Context(), session); err != nil || !got.Account.TOTP {
		t.Errorf("%v, %v", got, err)
	}
	_, err = h.SignIn(t.Context(), "sato", password, "")
	wantErr(t, "without a code", err, account.ErrCodeNeeded)
	_, err = h.SignIn(t.Context(), "sato", "wrong", "")
	wantErr(t, "a wrong password without a code", err, account.ErrUnknown)
	_, err = h.SignIn(t.Context(), "sato", password, code)
	wantErr(t, "a code again", err, account.ErrUnknown)
	h.now = h.now.Add(30 * time.Second)
	if _, err = h.SignIn(t.Context(), "sato", password, account.CodeAt(t, secret, h.now)); err != nil {
		t.Errorf("the next code: %v", err)
	}
	h.now = h.now.Add(5 * time.Minute)
	_, err = h.SignIn(t.Context(), "sato", password, account.CodeAt(t, secret, h.now.Add(-2*time.Minute)))
	wantErr(t, "an old code", err, account.ErrUnknown)
}

func TestReset(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	who, session := h.invited(t, "sato")
	secret, err := h.Reset(t.Context(), who.ID, admin.Actor())
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.BySession(t.Context(), session)
	wantErr(t, "a session after a reset", err, account.ErrUnknown)
	_, err = h.SignIn(t.Context(), "sato", password, "")
	wantErr(t, "the password after a reset", err, account.ErrUnknown)
	if _, err = h.Accept(t.Context(), secret, "another long password"); err != nil {
		t.Error(err)
	}
	_, err = h.Reset(t.Context(), "nobody", admin.Actor())
	wantErr(t, "a reset of nobody", err, store.ErrNotFound)
}

var city = access.Scope{Kind: access.Organisation, ID: "131016"}

func TestPermissions(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	who, session := h.invited(t, "sato")
	grant := access.Grant{Role: access.Analyst, Scope: city, Until: access.YearEnd(h.now)}
	if err := h.Grant(t.Context(), who.ID, grant, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	got, err := h.BySession(t.Context(), session)
	if err != nil || !sameGrants(got.Subject.Grants, []access.Grant{grant}) {
		t.Errorf("%v, %v", got.Subject.Grants, err)
	}
	grant.Until = access.YearEnd(h.now).AddDate(1, 0, 0)
	wantErr(t, "beyond the year", h.Grant(t.Context(), who.ID, grant, admin.Actor()), store.ErrInvalid)
	wantErr(t, "to nobody", h.Grant(t.Context(), "nobody", access.Grant{Role: access.Viewer, Scope: city, Until: h.now.Add(time.Hour)}, admin.Actor()), store.ErrNotFound)
	if err := h.Revoke(t.Context(), who.ID, access.Analyst, city, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "revoked again", h.Revoke(t.Context(), who.ID, access.Analyst, city, admin.Actor()), store.ErrNotFound)
	everything := access.Scope{Kind: access.Everything}
	wantErr(t, "the last administrator's role", h.Revoke(t.Context(), admin.Account.ID, access.Administrator, everything, admin.Actor()), account.ErrLast)
	wantErr(t, "the last administrator", h.SetDisabled(t.Context(), admin.Account.ID, true, admin.Actor()), account.ErrLast)
	if got, err := h.Grants(t.Context(), admin.Account.ID); err != nil || len(got) != 5 {
		t.Errorf("the administrator has %v, %v", got, err)
	}
}

func sameGrants(a, b []access.Grant) bool {
	return slices.EqualFunc(a, b, func(x, y access.Grant) bool { return x.Role == y.Role && x.Scope == y.Scope && x.Until.Equal(y.Until) })
}

// TestHandOver hands the work of an officer over to the successor in March: the
// permissions hold through the next year, and the predecessor has nothing left.
func TestHandOver(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	old, session := h.invited(t, "sato")
	successor, _ := h.invited(t, "suzuki")
	for _, g := range []access.Grant{
		{Role: access.Analyst, Scope: city, Until: access.YearEnd(h.now)},
		{Role: access.Viewer, Scope: city, Until: h.now.AddDate(0, 1, 0)},
	} {
		if err := h.Grant(t.Context(), old.ID, g, admin.Actor()); err != nil {
			t.Fatal(err)
		}
	}
	_, token, err := h.NewToken(t.Context(), old, "夜間の取込み", []access.Operation{access.ReadStudy}, access.YearEnd(h.now))
	if err != nil {
		t.Fatal(err)
	}
	h.now = time.Date(2027, 3, 25, 0, 0, 0, 0, time.UTC)
	moved, err := h.HandOver(t.Context(), old.ID, successor.ID, admin.Actor())
	want := []access.Grant{{Role: access.Analyst, Scope: city, Until: time.Date(2028, 3, 31, 15, 0, 0, 0, time.UTC)}}
	if err != nil || !sameGrants(moved, want) {
		t.Fatalf("handed over %v, %v", moved, err)
	}
	if got, err := h.Grants(t.Context(), successor.ID); err != nil || !sameGrants(got, want) {
		t.Errorf("the successor has %v, %v", got, err)
	}
	if got, err := h.Grants(t.Context(), old.ID); err != nil || len(got) != 0 {
		t.Errorf("the predecessor has %v, %v", got, err)
	}
	_, err = h.BySession(t.Context(), session)
	wantErr(t, "the predecessor's session", err, account.ErrUnknown)
	_, err = h.ByToken(t.Context(), token)
	wantErr(t, "the predecessor's token", err, account.ErrUnknown)
	_, err = h.HandOver(t.Context(), old.ID, old.ID, admin.Actor())
	wantErr(t, "to oneself", err, store.ErrInvalid)
	_, err = h.HandOver(t.Context(), old.ID, "nobody", admin.Actor())
	wantErr(t, "to nobody", err, store.ErrNotFound)
}

func TestTokens(t *testing.T) {
	h := newHouse(t)
	who, _ := h.invited(t, "sato")
	end := h.now.Add(time.Hour)
	token, secret, err := h.NewToken(t.Context(), who, "集計", []access.Operation{access.ReadStudy, access.ListStudies}, end)
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.ByToken(t.Context(), secret)
	if err != nil || got.Account.ID != who.ID || !slices.Equal(got.Subject.Only, token.Operations) {
		t.Errorf("%v, %v", got, err)
	}
	for what, bad := range map[string]struct {
		operations []access.Operation
		ends       time.Time
	}{
		"for nothing": {nil, end}, "for something unknown": {[]access.Operation{"study.eat"}, end},
		"ended": {token.Operations, h.now}, "beyond the year": {token.Operations, h.now.AddDate(2, 0, 0)},
	} {
		_, _, err := h.NewToken(t.Context(), who, "x", bad.operations, bad.ends)
		wantErr(t, what, err, store.ErrInvalid)
	}
	other, _ := h.invited(t, "suzuki")
	wantErr(t, "revoked by somebody else", h.RevokeToken(t.Context(), other, token.ID), store.ErrNotFound)
	if err := h.RevokeToken(t.Context(), who, token.ID); err != nil {
		t.Fatal(err)
	}
	_, err = h.ByToken(t.Context(), secret)
	wantErr(t, "revoked", err, account.ErrUnknown)
	if list, err := h.Tokens(t.Context(), who); err != nil || len(list) != 1 || !list[0].Revoked || list[0].Name != "集計" {
		t.Errorf("%v, %v", list, err)
	}
	_, secret, err = h.NewToken(t.Context(), who, "x", token.Operations, end)
	if err != nil {
		t.Fatal(err)
	}
	h.now = end
	_, err = h.ByToken(t.Context(), secret)
	wantErr(t, "ended", err, account.ErrUnknown)
}

func TestLinks(t *testing.T) {
	h := newHouse(t)
	who, _ := h.invited(t, "sato")
	if _, err := h.store.Create(t.Context(), store.Study{ID: "s", Title: "題"}, store.Commit{By: who.Actor()}); err != nil {
		t.Fatal(err)
	}
	l := account.Link{Study: "s", Questionnaire: "r8", Respondent: "131016", Ends: h.now.AddDate(0, 1, 0)}
	sent, secret, err := h.SendLink(t.Context(), l, who)
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.BySecret(t.Context(), secret)
	if err != nil || *got.Subject.Link != (access.Questionnaire{Study: "s", ID: "r8", Respondent: "131016"}) || got.Actor().ID != "link:"+sent.ID || got.Account.ID != "" {
		t.Errorf("%+v, %v", got, err)
	}
	l.Study = "nowhere"
	_, _, err = h.SendLink(t.Context(), l, who)
	wantErr(t, "a study that is not there", err, store.ErrNotFound)
	l.Study, l.Ends = "s", h.now.AddDate(2, 0, 0)
	_, _, err = h.SendLink(t.Context(), l, who)
	wantErr(t, "beyond the year", err, store.ErrInvalid)
	wantErr(t, "revoked through another study", h.RevokeLink(t.Context(), "other", sent.ID, who.Actor()), store.ErrNotFound)
	if err := h.RevokeLink(t.Context(), "s", sent.ID, who.Actor()); err != nil {
		t.Fatal(err)
	}
	_, err = h.BySecret(t.Context(), secret)
	wantErr(t, "revoked", err, account.ErrUnknown)
	if list, err := h.Links(t.Context(), "s"); err != nil || len(list) != 1 || !list[0].Revoked {
		t.Errorf("%v, %v", list, err)
	}
}

// TestDisabled leaves a disabled account with no way in.
func TestDisabled(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	who, session := h.invited(t, "sato")
	_, token, err := h.NewToken(t.Context(), who, "x", []access.Operation{access.ReadStudy}, h.now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SetDisabled(t.Context(), who.ID, true, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	_, err = h.BySession(t.Context(), session)
	wantErr(t, "its session", err, account.ErrUnknown)
	_, err = h.BySecret(t.Context(), token)
	wantErr(t, "its token", err, account.ErrUnknown)
	_, err = h.SignIn(t.Context(), "sato", password, "")
	wantErr(t, "its password", err, account.ErrUnknown)
	if err := h.SetDisabled(t.Context(), who.ID, false, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	if _, err = h.SignIn(t.Context(), "sato", password, ""); err != nil {
		t.Errorf("enabled again: %v", err)
	}
	page, more, err := h.List(t.Context(), "admin", 1)
	if err != nil || more || len(page) != 1 || page[0].Name != "sato" || page[0].Disabled {
		t.Errorf("%v, %v, %v", page, more, err)
	}
	if got, err := h.Find(t.Context(), who.ID); err != nil || got.Name != "sato" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestAudit wants every change in the audit log, by whom, and no secret in it.
func TestAudit(t *testing.T) {
	h := newHouse(t)
	admin := h.begun(t)
	who, _ := h.invited(t, "sato")
	if err := h.Grant(t.Context(), who.ID, access.Grant{Role: access.Viewer, Scope: city, Until: h.now.Add(time.Hour)}, admin.Actor()); err != nil {
		t.Fatal(err)
	}
	_, secret, err := h.NewToken(t.Context(), who, "x", []access.Operation{access.ReadStudy}, h.now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for e, err := range h.store.Audit(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, string(e.Action))
		for _, text := range []string{e.Before, e.After, e.Reason, e.Record} {
			if strings.Contains(text, secret) || strings.Contains(text, password) || strings.Contains(text, "argon2") {
				t.Errorf("the audit log tells a secret: %v", e)
			}
		}
	}
	want := []string{"account.create", "permission.grant", "permission.grant", "permission.grant", "permission.grant", "permission.grant", "account.password",
		"account.create", "account.password", "permission.grant", "token.create"}
	if !slices.Equal(actions, want) {
		t.Errorf("audit log %v", actions)
	}
	if v, err := store.Verify(h.store.Audit(t.Context(), 0)); err != nil || v.Broken != 0 {
		t.Errorf("%v, %v", v, err)
	}
}
