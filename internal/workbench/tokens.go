package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/account"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// ownTokens is the page of one's own tokens for programs.
func ownTokens(w *Workbench, mux *http.ServeMux) {
	w.page(mux, "GET /account/tokens", func(v *visit) error { return v.tokensPage(http.StatusOK, tokensBody{}) })
	w.page(mux, "POST /account/tokens", newToken)
	w.page(mux, "POST /account/tokens/revoke", func(v *visit) error {
		if err := v.API.RevokeToken(v.r.Context(), v.who, v.r.PostFormValue("token")); err != nil {
			return err
		}
		v.redirect("/account/tokens")
		return nil
	})
}

type tokensBody struct {
	Rows []tokenRow
	// Secret is that of the token which was made just now; it is shown this once.
	Secret             string
	Name, Ends, Latest string
	Operations         []choice
	Refused            []string
}

type tokenRow struct {
	ID, Name, Created, Ends string
	Operations              []string
	Good                    bool
	State                   string
}

func (v *visit) tokensPage(status int, b tokensBody) error {
	tokens, err := v.API.OwnTokens(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		row := tokenRow{ID: t.ID, Name: t.Name, Created: v.dayOf(t.Created), Ends: v.lastDay(t.Ends), Good: !t.Revoked && t.Ends.After(v.Now())}
		row.State = locale.Text(v.lang, "web.tokens.good")
		switch {
		case t.Revoked:
			row.State = locale.Text(v.lang, "web.tokens.revoked")
		case !row.Good:
			row.State = locale.Text(v.lang, "web.tokens.ended")
		}
		for _, o := range t.Operations {
			row.Operations = append(row.Operations, locale.Name(v.lang, locale.Operation, o))
		}
		b.Rows = append(b.Rows, row)
	}
	b.Latest = v.lastDay(access.LatestEnd(v.Now()))
	for _, o := range access.Operations() { // what the account itself may do somewhere
		if len(v.API.Within(v.who, o)) > 0 {
			b.Operations = append(b.Operations, choice{ID: string(o), Name: locale.Name(v.lang, locale.Operation, o), Chosen: slices.Contains(v.r.PostForm["operation"], string(o)) && b.Secret == ""})
		}
	}
	v.show(status, "tokens", frame{Title: locale.Text(v.lang, "web.tokens.title"), Body: b})
	return nil
}

// newToken makes a token, and shows its secret this once.
func newToken(v *visit) error {
	b := tokensBody{Name: strings.TrimSpace(v.r.PostFormValue("name")), Ends: strings.TrimSpace(v.r.PostFormValue("ends"))}
	t := account.Token{Name: b.Name, Ends: access.LatestEnd(v.Now())}
	say := func(key string, args ...any) {
		b.Refused = append(b.Refused, locale.Text(v.lang, "web.tokens."+key, args...))
	}
	if b.Name == "" || len([]rune(b.Name)) > longestDisplay {
		say("bad_name", "longest", longestDisplay)
	}
	for _, o := range v.r.PostForm["operation"] {
		t.Operations = append(t.Operations, access.Operation(o))
	}
	if len(t.Operations) == 0 {
		say("no_operation")
	}
	if end, ok := endOfDay(b.Ends); b.Ends != "" {
		if !ok || !end.After(v.Now()) || end.After(t.Ends) {
			say("bad_ends", "latest", v.lastDay(t.Ends))
		}
		t.Ends = end
	}
	if len(b.Refused) > 0 {
		return v.tokensPage(http.StatusUnprocessableEntity, b)
	}
	_, secret, err := v.API.NewToken(v.r.Context(), v.who, t)
	var failure *server.Failure
	if errors.As(err, &failure) && failure.Findings[0].Code == diag.RequestForm {
		say("too_many")
		return v.tokensPage(failure.Status, b)
	}
	if err != nil {
		return err
	}
	return v.tokensPage(http.StatusCreated, tokensBody{Secret: secret})
}
