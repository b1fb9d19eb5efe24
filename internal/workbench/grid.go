package workbench

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/access"
	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/server"
	"github.com/sekisho/sekisho/internal/store"
)

// assetGrid serves the rows of the asset-based sheet to its grid, and takes edits
// of its cells.
func assetGrid(w *Workbench, mux *http.ServeMux) {
	w.data(mux, "GET /s/{study}/asset/rows", access.ReadStudy, sendRows)
	w.data(mux, "PATCH /s/{study}/asset/cells", access.EditStudy, takeCells)
}

// data serves JSON about the result of a study; what is refused is a problem as
// in the API.
func (w *Workbench) data(mux *http.ServeMux, pattern string, o access.Operation, do func(*visit, *opened) (any, error)) {
	mux.HandleFunc(pattern, func(rw http.ResponseWriter, r *http.Request) {
		v := &visit{Workbench: w, w: rw, r: r, lang: langOf(r)}
		answer, err := v.answer(o, do)
		if err != nil {
			server.WriteProblem(rw, r, err)
			return
		}
		h := rw.Header()
		h.Set("Content-Type", "application/json; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		_ = json.NewEncoder(rw).Encode(answer)
	})
}

func (v *visit) answer(o access.Operation, do func(*visit, *opened) (any, error)) (any, error) {
	var err error
	if v.who, err = v.API.Who(v.r); err != nil {
		return nil, server.Refuse(http.StatusUnauthorized, diag.RequestUnauthenticated)
	}
	s, err := v.open(o)
	if err != nil {
		return nil, err
	}
	if s.result == nil {
		return nil, server.Refuse(http.StatusConflict, diag.RequestStale)
	}
	return do(v, s)
}

// grid is a sheet as the element reads it.
type grid struct {
	Revision store.Revision    `json:"revision"`
	Editable bool              `json:"editable"`
	Texts    map[string]string `json:"texts"`
	Columns  []gridColumn      `json:"columns"`
	Rows     []gridRow         `json:"rows"`
}

type gridColumn struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Width  int    `json:"width"`
	Frozen bool   `json:"frozen,omitempty"`
	// Edit is level, mark, text or value (which takes the place of another one) for what
	// can be edited, where a row has a state of it.
	Edit   string `json:"edit,omitempty"`
	Letter bool   `json:"letter,omitempty"`
}

type gridRow struct {
	ID string `json:"id"`
	// Kind tells rows of a sheet in groups apart; empty where all are alike.
	Kind string `json:"kind,omitempty"`
	// Depth of a row in a tree of rows; what is deeper and follows it can be folded.
	Depth int      `json:"depth,omitempty"`
	Cells []string `json:"cells"`
	// Revs name the states of the cells that can be edited, by column.
	Revs map[string]string `json:"revs"`
	URL  string            `json:"url"`
	// Letter of the row, for the table without script.
	Letter letter `json:"-"`
}

// reasonColumn is the column of the reasons of what is judged in a row.
const reasonColumn = "reason"

func gridColumns(l lang.Lang) []gridColumn {
	t := func(key string) string { return locale.Text(l, "web."+key) }
	return []gridColumn{
		{ID: "asset", Title: t("asset.asset"), Width: 260, Frozen: true},
		{ID: "threat", Title: t("asset.threat"), Width: 190, Frozen: true},
		{ID: "zone", Title: t("result.zone"), Width: 140},
		{ID: "type", Title: t("asset.type"), Width: 130},
		{ID: string(model.SetImportance), Title: t("asset.importance"), Width: 72, Edit: "level"},
		{ID: string(model.SetThreatLevel), Title: t("asset.threat_level"), Width: 72, Edit: "level"},
		{ID: string(model.SetCountermeasureLevel), Title: t("asset.countermeasure"), Width: 72, Edit: "level"},
		{ID: "vulnerability", Title: t("asset.vulnerability"), Width: 72},
		{ID: "risk", Title: t("asset.risk"), Width: 88, Letter: true},
		{ID: reasonColumn, Title: t("sheet.reason"), Width: 360, Edit: "text"},
	}
}

// gridTexts are the words that the element says itself.
func gridTexts(l lang.Lang) map[string]string {
	texts := map[string]string{}
	for _, key := range []string{"undo", "redo", "help", "keys", "close", "why", "reason_for_all", "saving", "offline", "go", "mine", "theirs", "give_up", "more", "paste", "cancel", "paste_ask", "pasted", "inspector", "fold_all", "unfold_all", "lines", "lines_of"} {
		texts[key] = locale.Text(l, "web.grid."+key, "number", "{n}", "skipped", "{skipped}", "invalid", "{invalid}", "empties", locale.Text(l, "web.grid.empties")) // filled in by the element
	}
	texts["bad_level"], texts["no_reason"] = locale.Text(l, "web.sheet.bad_level"), locale.Text(l, "web.sheet.no_reason")
	return texts
}

func rowID(a model.AssetID, t catalog.ThreatID) string { return string(a) + "/" + string(t) }

// gridRows gives the rows that a filter leaves.
func (s *opened) gridRows(l lang.Lang, m *assess.ModelResult, f assetFilter) []gridRow {
	cells := f.left(s.study.Study, m)
	rows := make([]gridRow, 0, len(cells))
	for _, c := range cells {
		x := row{model: m, asset: m.Model.Assets[c.Asset], threat: &s.study.Catalog.Threats[c.Threat], cell: c}
		r := assetRowOf(l, s.study.Study, m, c)
		reason, of := s.reasonOf(x)
		g := gridRow{ID: rowID(x.asset.ID, x.threat.ID), Revs: map[string]string{reasonColumn: of}, URL: s.rowURL(m, c, f),
			Cells: []string{r.Asset, r.Threat, r.Zone, r.Type, r.Importance, r.ThreatLevel, r.Countermeasure, r.Vulnerability, r.Risk.Text, reason}}
		for _, set := range subjects {
			g.Revs[string(set)] = s.levelRev(x, set)
		}
		rows = append(rows, g)
	}
	return rows
}

// reasonOf gives the reason of what is judged in a row itself, of the importance
// where that alone is, and the name of its state.
func (s *opened) reasonOf(x row) (reason, rev string) {
	for _, set := range s.reasoned(x) {
		j, _ := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
		return j.Reason, revOf(j.Reason, j.Author, j.Date)
	}
	return "", "-"
}

// reasoned lists the levels of which the reason column of a row gives the reason.
func (s *opened) reasoned(x row) []model.Subject {
	var sets []model.Subject
	for _, set := range []model.Subject{model.SetThreatLevel, model.SetCountermeasureLevel, model.SetImportance} {
		if _, ok := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID)); ok && (set != model.SetImportance || len(sets) == 0) {
			sets = append(sets, set)
		}
	}
	return sets
}

func sendRows(v *visit, s *opened) (any, error) {
	m, err := s.of(v.r)
	if err != nil {
		return nil, err
	}
	return grid{Revision: s.revision, Editable: v.API.May(v.who, access.EditStudy, s.Resource()), Texts: gridTexts(v.lang), Columns: gridColumns(v.lang),
		Rows: s.gridRows(v.lang, m, filterOf(v.r.URL.Query()))}, nil
}

// cellEdits is what the grid sends: cells with their values, and the reason of the
// levels that are judged with them.
type cellEdits struct {
	// Revision of the rows that the grid shows.
	Revision store.Revision `json:"revision"`
	Reason   string         `json:"reason"`
	Cells    []cellEdit     `json:"cells"`
}

type cellEdit struct {
	Row   string `json:"row"`
	Col   string `json:"col"`
	Value string `json:"value"`
	Rev   string `json:"rev"`
}

// unsaved is a cell that was not saved, and why.
type unsaved struct {
	Row     string `json:"row"`
	Col     string `json:"col"`
	Message string `json:"message"`
	// Conflict tells that somebody else changed the cell meanwhile.
	Conflict bool `json:"conflict,omitempty"`
}

// edited is the answer to edits: the rows that changed since the revision that the
// grid shows, whoever changed them.
type edited struct {
	Revision store.Revision `json:"revision"`
	Rows     []gridRow      `json:"rows"`
	Unsaved  []unsaved      `json:"unsaved"`
	Summary  string         `json:"summary"`
}

// most cells that are edited at once.
const mostCells = 20000

// cellEdits reads what a grid sent.
func (v *visit) cellEdits() (in cellEdits, err error) {
	if err := json.NewDecoder(v.r.Body).Decode(&in); err != nil || len(in.Cells) > mostCells {
		return in, server.Refuse(http.StatusUnprocessableEntity, diag.RequestForm, "place", "body")
	}
	return in, nil
}

func takeCells(v *visit, s *opened) (any, error) {
	m, err := s.of(v.r)
	if err != nil {
		return nil, err
	}
	in, err := v.cellEdits()
	if err != nil {
		return nil, err
	}
	before, err := v.shelf.asOf(v.r.Context(), s, in.Revision)
	if err != nil {
		return nil, err
	}
	t := &cellTaker{v: v, in: in}
	reason := locale.Text(v.lang, "web.grid.revision", "number", len(in.Cells), "reason", strings.TrimSpace(in.Reason))
	next, err := v.changeFor(s, m.Model.ID, reason, func(now *opened, e *app.Editing) error {
		there, ok := now.result.Model(m.Model.ID)
		if !ok {
			return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
		}
		t.take(now, there, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v.edited(before, next, m.Model.ID, t.unsaved), nil
}

// edited compares the rows as they were shown with those that are now.
func (v *visit) edited(before, now *opened, id model.ModelID, left []unsaved) edited {
	e := edited{Revision: now.revision, Rows: []gridRow{}, Unsaved: append([]unsaved{}, left...)}
	there, ok := now.result.Model(id)
	if !ok {
		return e
	}
	var was []gridRow
	if m, ok := before.result.Model(id); ok {
		was = before.gridRows(v.lang, m, assetFilter{})
	}
	e.Rows, e.Summary = v.moved(was, now.gridRows(v.lang, there, assetFilter{}), gridColumns(v.lang), len(left))
	f := filterOf(v.r.URL.Query())
	for i := range e.Rows {
		a, t, _ := strings.Cut(e.Rows[i].ID, "/")
		e.Rows[i].URL = now.whyURL(id, model.AssetID(a), catalog.ThreatID(t), f)
	}
	return e
}

// moved gives the rows that are not what they were, and tells what became of their
// letters; left is how many cells were not saved.
func (v *visit) moved(before, now []gridRow, columns []gridColumn, left int) (rows []gridRow, summary string) {
	old := map[string]gridRow{}
	for _, r := range before {
		old[r.ID] = r
	}
	risk := slices.IndexFunc(columns, func(c gridColumn) bool { return c.Letter })
	var moves []string
	counts := map[string]int{}
	rows = []gridRow{}
	for _, r := range now {
		o, known := old[r.ID]
		if known && slices.Equal(o.Cells, r.Cells) && equalRevs(o.Revs, r.Revs) {
			continue
		}
		if risk >= 0 && known && o.Cells[risk] != r.Cells[risk] {
			move := locale.Text(v.lang, "web.grid.move", "from", o.Cells[risk], "to", r.Cells[risk])
			if counts[move] == 0 {
				moves = append(moves, move)
			}
			counts[move]++
		}
		rows = append(rows, r)
	}
	return rows, v.summary(moves, counts, left)
}

func equalRevs(a, b map[string]string) bool {
	for k, x := range a {
		if b[k] != x {
			return false
		}
	}
	return len(a) == len(b)
}

// summary tells in one line what edits did to the letters.
func (v *visit) summary(moves []string, counts map[string]int, left int) string {
	var parts []string
	for _, move := range moves {
		parts = append(parts, locale.Text(v.lang, "web.grid.moves", "move", move, "number", counts[move]))
	}
	return locale.Text(v.lang, "web.grid.saved", "moves", strings.Join(parts, rangeSeparator(v.lang)), "left", left)
}

func rangeSeparator(l lang.Lang) string { return locale.Text(l, "explain.separator") }

// cellTaker turns cells into edits.
type cellTaker struct {
	v       *visit
	in      cellEdits
	unsaved []unsaved
	reasons map[string]string
	// out are the rows of which a judgement is withdrawn.
	out map[string]bool
}

// take gathers the edits in the study as it is now, and notes what cannot be
// saved; it begins anew each time it is asked.
func (t *cellTaker) take(s *opened, m *assess.ModelResult, e *app.Editing) {
	t.unsaved, t.reasons, t.out = nil, map[string]string{}, map[string]bool{}
	rows := map[string]row{}
	for _, c := range m.Cells {
		x := row{model: m, asset: m.Model.Assets[c.Asset], threat: &s.study.Catalog.Threats[c.Threat], cell: c}
		rows[rowID(x.asset.ID, x.threat.ID)] = x
	}
	for _, c := range t.in.Cells {
		if c.Col == reasonColumn {
			t.reasons[c.Row] = strings.TrimSpace(c.Value)
		}
	}
	levelled := map[string]bool{}
	for _, c := range t.in.Cells {
		if x, ok := rows[c.Row]; ok && c.Col != reasonColumn {
			levelled[c.Row] = t.level(s, x, c, e) || levelled[c.Row]
		} else if !ok {
			t.fail(c, locale.Text(t.v.lang, "web.grid.gone"), false)
		}
	}
	for _, c := range t.in.Cells {
		if x, ok := rows[c.Row]; ok && c.Col == reasonColumn && !levelled[c.Row] {
			t.reason(s, x, c, e)
		}
	}
}

func (t *cellTaker) fail(c cellEdit, message string, conflict bool) {
	t.unsaved = append(t.unsaved, unsaved{c.Row, c.Col, message, conflict})
}

// level gathers the edit of a level, and reports whether it is a judgement.
func (t *cellTaker) level(s *opened, x row, c cellEdit, e *app.Editing) bool {
	v, set := t.v, model.Subject(c.Col)
	if !slices.Contains(subjects, set) {
		t.fail(c, locale.Text(v.lang, "web.grid.calculated"), false)
		return false
	}
	value, reason := strings.TrimSpace(fold(c.Value)), t.reasons[c.Row]
	if reason == "" {
		reason = strings.TrimSpace(t.in.Reason)
	}
	written, judged := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
	if same := value == "" && !judged || judged && value == strconv.Itoa(written.Value); same && s.levelRev(x, set) != c.Rev {
		return false // somebody else did the same, or this is sent a second time
	}
	if s.levelRev(x, set) != c.Rev {
		t.fail(c, v.both(s, x, set, value), true)
		return false
	}
	if problems := v.badLevel(value, reason); len(problems) > 0 {
		t.fail(c, strings.Join(problems, " "), false)
		return false
	}
	if value == "" && !judged {
		return false
	}
	t.out[c.Row] = t.out[c.Row] || value == ""
	v.judgeRow(e, x, set, value, reason)
	return value != ""
}

// reason gathers the edit of the reason of what is judged in a row.
func (t *cellTaker) reason(s *opened, x row, c cellEdit, e *app.Editing) {
	v, reason := t.v, t.reasons[c.Row]
	now, rev := s.reasonOf(x)
	switch {
	case now == reason, reason == "" && t.out[c.Row]: // it goes with what it was of
		return
	case rev == "-":
		t.fail(c, locale.Text(v.lang, "web.grid.not_judged"), false)
		return
	case rev != c.Rev:
		t.fail(c, locale.Text(v.lang, "web.grid.reason_meanwhile", "now", now), true)
		return
	}
	if problems := v.badLevel("1", reason); len(problems) > 0 {
		t.fail(c, strings.Join(problems, " "), false)
		return
	}
	for _, set := range s.reasoned(x) {
		j, _ := s.study.Written(x.model.Model.ID, set, x.asset.ID, threatOf(set, x.threat.ID))
		v.judgeRow(e, x, set, strconv.Itoa(j.Value), reason)
	}
}
