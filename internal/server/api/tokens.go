package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
)

// Token lets a program act for an account, in some operations only.
type Token struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Operations []string  `json:"operations" nullable:"false"`
	Created    time.Time `json:"created"`
	Ends       time.Time `json:"ends"`
	Revoked    bool      `json:"revoked"`
}

func tokenOf(t account.Token) Token {
	return Token{t.ID, t.Name, words(t.Operations), t.Created, t.Ends, t.Revoked}
}

func (a *API) tokens() {
	type tokenList struct {
		Body struct {
			Tokens []Token `json:"tokens" nullable:"false"`
		}
	}
	type newToken struct {
		Body struct {
			Token  Token  `json:"token"`
			Secret string `json:"secret" doc:"The token itself; it is shown once."`
		}
	}
	add(a, operation("list-tokens", http.MethodGet, "/me/tokens", "session", "List one's own tokens, the newest first."), http.StatusOK,
		func(ctx context.Context, who account.Who, _ *struct{}) (*tokenList, error) {
			tokens, err := a.OwnTokens(ctx, who)
			out := &tokenList{}
			out.Body.Tokens = []Token{}
			for _, t := range tokens {
				out.Body.Tokens = append(out.Body.Tokens, tokenOf(t))
			}
			return out, err
		})
	add(a, operation("new-token", http.MethodPost, "/me/tokens", "session", "Make a token for some operations, until the end of the fiscal year at the latest."), http.StatusCreated,
		func(ctx context.Context, who account.Who, in *struct {
			Body struct {
				Name       string    `json:"name" minLength:"1" maxLength:"200"`
				Operations []string  `json:"operations" minItems:"1" maxItems:"50" nullable:"false"`
				Ends       time.Time `json:"ends"`
			}
		}) (*newToken, error) {
			var operations []access.Operation
			for _, o := range in.Body.Operations {
				operations = append(operations, access.Operation(o))
			}
			t, secret, err := a.NewToken(ctx, who, account.Token{Name: in.Body.Name, Operations: operations, Ends: in.Body.Ends})
			out := &newToken{}
			out.Body.Token, out.Body.Secret = tokenOf(t), secret
			return out, err
		})
	add(a, operation("revoke-token", http.MethodDelete, "/me/tokens/{token}", "session", "End a token."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			Token string `path:"token" minLength:"1" maxLength:"64"`
		}) (*Empty, error) {
			return nil, a.RevokeToken(ctx, who, in.Token)
		})
}

// OwnTokens lists somebody's own tokens, the newest first.
func (a *API) OwnTokens(ctx context.Context, who account.Who) ([]account.Token, error) {
	if err := ownAccount(who); err != nil {
		return nil, err
	}
	tokens, err := a.Accounts.Tokens(ctx, who.Account)
	return tokens, refusal(err)
}

// NewToken makes a token with the name, operations and end of t, and its secret.
func (a *API) NewToken(ctx context.Context, who account.Who, t account.Token) (account.Token, string, error) {
	if err := ownAccount(who); err != nil {
		return account.Token{}, "", err
	}
	if err := a.mayEnd(t.Ends, "body.ends"); err != nil {
		return account.Token{}, "", err
	}
	t, secret, err := a.Accounts.NewToken(ctx, who.Account, t.Name, t.Operations, t.Ends)
	return t, secret, refusal(err)
}

// RevokeToken ends one of somebody's own tokens.
func (a *API) RevokeToken(ctx context.Context, who account.Who, id string) error {
	if err := ownAccount(who); err != nil {
		return err
	}
	return refusal(a.Accounts.RevokeToken(ctx, who.Account, id))
}
