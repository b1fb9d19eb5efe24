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
			if err := ownAccount(who); err != nil {
				return nil, err
			}
			tokens, err := a.Accounts.Tokens(ctx, who.Account)
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
			if err := ownAccount(who); err != nil {
				return nil, err
			}
			var operations []access.Operation
			for _, o := range in.Body.Operations {
				operations = append(operations, access.Operation(o))
			}
			t, secret, err := a.Accounts.NewToken(ctx, who.Account, in.Body.Name, operations, in.Body.Ends)
			out := &newToken{}
			out.Body.Token, out.Body.Secret = tokenOf(t), secret
			return out, err
		})
	add(a, operation("revoke-token", http.MethodDelete, "/me/tokens/{token}", "session", "End a token."), http.StatusNoContent,
		func(ctx context.Context, who account.Who, in *struct {
			Token string `path:"token" minLength:"1" maxLength:"64"`
		}) (*Empty, error) {
			if err := ownAccount(who); err != nil {
				return nil, err
			}
			return nil, a.Accounts.RevokeToken(ctx, who.Account, in.Token)
		})
}
