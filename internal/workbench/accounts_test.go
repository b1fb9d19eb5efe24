package workbench_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/store"

	"github.com/sekisho/sekisho/internal/testing/long"
)

var (
	aSetupLink = regexp.MustCompile(`value="http://localhost/setup#([^"]+)"`)
	anAccount  = regexp.MustCompile(`action="(/accounts/[0-9a-f]+)/permissions"`)
)

// invited makes an account on the page, and gives its page and the secret of its
// one-time link.
func (h *house) invited(t *testing.T, by *http.Cookie, name string) (page, secret string) {
	t.Helper()
	w := h.post(t, by, "/accounts", url.Values{"name": {name}, "display": {"情報政策課　" + name}})
	link, at := aSetupLink.FindStringSubmatch(w.Body.String()), anAccount.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || link == nil || at == nil {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return at[1], link[1]
}

// TestAccountsAreKept invites somebody, gives a role until a day, lets them sign in,
// hands the role over, and takes it away; each page tells what is so.
func TestAccountsAreKept(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	page, secret := h.invited(t, h.admin, "hanako")
	if body := h.get(t, h.admin, page, "ja").Body.String(); strings.Contains(body, secret) || !strings.Contains(body, "役割はありません") || !strings.Contains(body, "パスワード未設定") {
		t.Errorf("the secret is shown again, or the state is wrong: %s", body)
	}
	if w := h.post(t, h.admin, page+"/permissions", url.Values{"role": {"nothing"}, "kind": {"organisation"}, "id": {"13"}, "until": {"令和20年1月1日"}}); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>") != 3 || !strings.Contains(w.Body.String(), `value="令和20年1月1日"`) {
		t.Errorf("a wrong form: %d %s", w.Code, w.Body)
	}
	if w := h.post(t, h.admin, page+"/permissions", url.Values{"role": {"view"}, "kind": {"study"}, "id": {"nothing"}}); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `role="alert"`) {
		t.Errorf("a study that there is not: %d %s", w.Code, w.Body)
	}
	for _, form := range []url.Values{
		{"role": {"view"}, "kind": {"study"}, "id": {"mic-r8"}, "until": {"令和９年１月３１日"}},
		{"role": {"analyse"}, "kind": {"prefecture"}, "prefecture": {"13"}, "id": {"left over"}},
	} {
		if w := h.post(t, h.admin, page+"/permissions", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", form, w.Code, w.Body)
		}
	}
	body := h.get(t, h.admin, page+"?done=granted", "ja").Body.String()
	for _, want := range []string{"役割を付けました", "令和9年1月31日", "令和9年3月31日", "東京都", "スタディ mic-r8"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not told: %s", want, body)
		}
	}
	hanako := h.accept(t, "hanako", secret)
	if w := h.get(t, hanako, "/s/mic-r8", "ja"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `href="/accounts"`) {
		t.Errorf("%d, or she is offered the accounts", w.Code)
	}
	if w := h.get(t, hanako, "/accounts", "ja"); w.Code != http.StatusForbidden {
		t.Errorf("accounts for a viewer: %d", w.Code)
	}
	next, _ := h.invited(t, h.admin, "jiro")
	for name, want := range map[string]int{"nobody": http.StatusUnprocessableEntity, "hanako": http.StatusUnprocessableEntity, "jiro": http.StatusSeeOther} {
		if w := h.post(t, h.admin, page+"/hand-over", url.Values{"to": {name}}); w.Code != want {
			t.Errorf("to %s: %d", name, w.Code)
		}
	}
	if w := h.get(t, hanako, "/s/mic-r8", "ja"); w.Code != http.StatusSeeOther {
		t.Errorf("her session goes on: %d", w.Code)
	}
	if body := h.get(t, h.admin, next, "ja").Body.String(); strings.Count(body, "/revoke") != 2 {
		t.Errorf("the successor: %s", body)
	}
	if w := h.post(t, h.admin, next+"/revoke", url.Values{"role": {"view"}, "kind": {"study"}, "id": {"mic-r8"}}); w.Code != http.StatusSeeOther {
		t.Errorf("take: %d", w.Code)
	}
	if body := h.get(t, h.admin, next, "ja").Body.String(); strings.Count(body, "/revoke") != 1 {
		t.Errorf("after it was taken: %s", body)
	}
	if list := h.get(t, h.admin, "/accounts?q=JIRO", "ja").Body.String(); !strings.Contains(list, "分析　東京都") || strings.Contains(list, "hanako") {
		t.Errorf("the list: %s", list)
	}
}

// TestLastAdministratorStays keeps the one account that administers everything, and
// tells so.
func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	list := h.get(t, h.admin, "/accounts", "ja").Body.String()
	page := regexp.MustCompile(`/accounts/[0-9a-f]{8,}`).FindString(list)
	for path, form := range map[string]url.Values{"/disabled": {"disabled": {"yes"}}, "/revoke": {"role": {"administer"}, "kind": {"all"}, "id": {""}}} {
		if w := h.post(t, h.admin, page+path, form); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := h.get(t, h.admin, "/accounts", "ja"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d", w.Code)
	}
}

// TestAdministratorOfAPrefecture keeps to the prefecture: gives no role beyond it,
// and changes no account that holds one beyond it.
func TestAdministratorOfAPrefecture(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	local := h.somebody(t, "tokyo", access.Administrator, access.Scope{Kind: access.Prefecture, ID: "13"})
	page, _ := h.invited(t, local, "saburo")
	for _, c := range []struct {
		form url.Values
		want int
	}{
		{url.Values{"role": {"analyse"}, "kind": {"organisation"}, "id": {"131016"}}, http.StatusSeeOther},
		{url.Values{"role": {"analyse"}, "kind": {"organisation"}, "id": {"011002"}}, http.StatusForbidden},
		{url.Values{"role": {"view"}, "kind": {"all"}}, http.StatusForbidden},
	} {
		if w := h.post(t, local, page+"/permissions", c.form); w.Code != c.want {
			t.Errorf("%v: %d", c.form, w.Code)
		}
	}
	x, _, err := h.accounts.Invite(t.Context(), "kuni", "国の職員", store.Actor{ID: "t", Name: "t"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.accounts.Grant(t.Context(), x.ID, access.Grant{Role: access.Viewer, Scope: access.Scope{Kind: access.Everything}, Until: access.LatestEnd(h.now)}, store.Actor{ID: "t", Name: "t"}); err != nil {
		t.Fatal(err)
	}
	beyond := "/accounts/" + string(x.ID)
	if body := h.get(t, local, beyond, "ja").Body.String(); !strings.Contains(body, "管理する範囲の外") || strings.Contains(body, "/reset") || strings.Contains(body, "/revoke") {
		t.Errorf("what is offered beyond the prefecture: %s", body)
	}
	for path, form := range map[string]url.Values{"/reset": nil, "/disabled": {"disabled": {"yes"}}, "/hand-over": {"to": {"saburo"}}, "/revoke": {"role": {"view"}, "kind": {"all"}, "id": {""}}} {
		if w := h.post(t, local, beyond+path, form); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestOwnTokens makes a token that may read alone, which the API takes, and revokes it.
func TestOwnTokens(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	if w := h.post(t, h.admin, "/account/tokens", url.Values{"name": {""}, "ends": {"昨日"}}); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "<li>") != 3 {
		t.Errorf("a wrong form: %d %s", w.Code, w.Body)
	}
	w := h.post(t, h.admin, "/account/tokens", url.Values{"name": {"集計"}, "operation": {"study.list", "study.read"}})
	secret := regexp.MustCompile(`readonly value="([^"]+)"`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusCreated || secret == nil {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	ask := func(method, path string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret[1])
		return h.ask(r, nil).Code
	}
	if code := ask(http.MethodGet, "/api/v1/studies"); code != http.StatusOK {
		t.Errorf("it reads: %d", code)
	}
	if code := ask(http.MethodDelete, "/api/v1/studies/mic-r8"); code == http.StatusNoContent {
		t.Error("it deletes")
	}
	page := h.get(t, h.admin, "/account/tokens", "ja").Body.String()
	id := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	if id == nil || strings.Contains(page, secret[1]) || !strings.Contains(page, "令和9年3月31日") {
		t.Fatalf("%s", page)
	}
	if w := h.post(t, h.admin, "/account/tokens/revoke", url.Values{"token": {id[1]}}); w.Code != http.StatusSeeOther {
		t.Errorf("revoke: %d", w.Code)
	}
	if code := ask(http.MethodGet, "/api/v1/studies"); code != http.StatusUnauthorized {
		t.Errorf("it still reads: %d", code)
	}
}

// TestRolesAreShown shows the same table to somebody without any role.
func TestRolesAreShown(t *testing.T) {
	t.Parallel()
	long.Test(t)
	h := newHouse(t)
	who := h.somebody(t, "reader", access.Viewer, access.Scope{Kind: access.OneStudy, ID: "mic-r8"})
	body := h.get(t, who, "/accounts/roles", "ja").Body.String()
	may := 0
	for _, o := range access.Operations() {
		may += len(access.RolesFor(o))
	}
	if got := strings.Count(body, "<td>○</td>"); got != may || may == 0 {
		t.Errorf("%d permitted, not %d", got, may)
	}
}
