package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/time/rate"

	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/server"
)

// whoKey finds the proven identity in the context of a request.
type whoKey struct{}

// cookieName is the name of the cookie of sessions. Browsers take a cookie with
// the prefix from this host alone, and by HTTPS alone.
func cookieName(secure bool) string {
	if secure {
		return "__Host-sekisho"
	}
	return "sekisho"
}

// cookie gives the cookie of a session; an empty secret takes it away.
func (a *API) cookie(secret string) http.Cookie {
	c := http.Cookie{Name: cookieName(a.Secure), Value: secret, Path: "/", HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteStrictMode, MaxAge: int(account.SessionLasts / time.Second)}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

// identify finds out who asks, by the token or else by the session. A secret
// that is not known counts as an attempt to guess one.
func (a *API) identify(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	who, err := a.Who(r)
	switch {
	case errors.Is(err, errNobody):
		next(ctx)
	case err != nil:
		server.WriteProblem(w, r, refusal(err))
	default:
		next(huma.WithValue(ctx, whoKey{}, who))
	}
}

// errNobody tells that a request names nobody.
var errNobody = errors.New("nobody asks")

// Who tells who makes a request.
func (a *API) Who(r *http.Request) (account.Who, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		secret, ok := strings.CutPrefix(header, "Bearer ")
		if !ok {
			return account.Who{}, account.ErrUnknown
		}
		return a.attempt(r, func(ctx context.Context) (account.Who, error) { return a.Accounts.BySecret(ctx, secret) })
	}
	cookie, err := r.Cookie(cookieName(a.Secure))
	if err != nil || cookie.Value == "" {
		return account.Who{}, errNobody
	}
	who, err := a.attempt(r, func(ctx context.Context) (account.Who, error) { return a.Accounts.BySession(ctx, cookie.Value) })
	if errors.Is(err, account.ErrUnknown) {
		// The session has ended: the browser is as one that never signed in.
		return who, errNobody
	}
	return who, err
}

// attempt tries to prove an identity, unless too many attempts from the same
// address have failed.
func (a *API) attempt(r *http.Request, try func(context.Context) (account.Who, error)) (account.Who, error) {
	from := addressOf(r)
	if wait := a.attempts.blocked(from); wait > 0 {
		return account.Who{}, tooMany(wait)
	}
	who, err := try(r.Context())
	if errors.Is(err, account.ErrUnknown) {
		a.attempts.failed(from)
	}
	return who, err
}

func tooMany(wait time.Duration) error {
	f := server.Refuse(http.StatusTooManyRequests, diag.RequestTooMany)
	f.After = wait
	return f
}

// addressOf gives the address that a request comes from.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Attempts that fail, by address: some at once, then one in a while.
const (
	attemptsAtOnce = 20
	attemptEvery   = 3 * time.Second
	// maxAddresses bounds the addresses that are remembered.
	maxAddresses = 10_000
)

// limiter counts failures by address.
type limiter struct {
	now   func() time.Time
	mutex sync.Mutex
	by    map[string]*rate.Limiter
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, by: map[string]*rate.Limiter{}}
}

// blocked gives how long an address must wait, 0 if it need not.
func (l *limiter) blocked(address string) time.Duration {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	x := l.by[address]
	if x == nil {
		return 0
	}
	if tokens := x.TokensAt(l.now()); tokens < 1 {
		return time.Duration((1 - tokens) * float64(attemptEvery))
	}
	return 0
}

// failed counts a failure.
func (l *limiter) failed(address string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	now := l.now()
	if l.by[address] == nil {
		if len(l.by) >= maxAddresses {
			l.forget(now)
		}
		l.by[address] = rate.NewLimiter(rate.Every(attemptEvery), attemptsAtOnce)
	}
	l.by[address].AllowN(now, 1)
}

// forget drops the addresses with nothing against them; where that does not
// help, all, for memory is worse to lose than counts.
func (l *limiter) forget(now time.Time) {
	for address, x := range l.by {
		if x.TokensAt(now) >= attemptsAtOnce {
			delete(l.by, address)
		}
	}
	if len(l.by) >= maxAddresses {
		clear(l.by)
	}
}
