package attackdata

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
)

// The forms of ids and of the version.
var (
	tacticForm     = regexp.MustCompile(`^TA\d{4}$`)
	techniqueForm  = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
	mitigationForm = regexp.MustCompile(`^M\d{4}$`)
	shortForm      = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	versionForm    = regexp.MustCompile(`^\d{1,3}(\.\d{1,3}){0,2}$`)
	objectForm     = regexp.MustCompile(`^(x-mitre-tactic|attack-pattern)--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// rawTactic is a tactic as read. The tags are those of the compact file.
type rawTactic struct {
	ID    string `json:"id"`
	Short string `json:"shortname"`
	Name  string `json:"name"`
	STIX  string `json:"stix"`
}

// rawTechnique is a technique as read. The tags are those of the compact file.
type rawTechnique struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Tactics     []string `json:"tactics"`
	Mitigations []string `json:"mitigations"`
	STIX        string   `json:"stix"`

	path string
	pos  diag.Pos
}

// state tells whether a technique is still in force.
type state struct{ revoked, deprecated bool }

// relation ties two STIX objects.
type relation struct {
	from, to string
	path     string
	pos      diag.Pos
}

// builder collects a release while the file is read.
type builder struct {
	opt   Options
	at    *walker
	found *diag.List

	bundle      bool
	version     string
	order       []string // STIX ids of the tactics, in the order of the matrix
	tactics     []rawTactic
	techniques  []rawTechnique
	gone        map[string]state  // by ATT&CK id
	attackOf    map[string]string // ATT&CK id of each technique, by STIX id
	mitigations map[string]string // ATT&CK id of each mitigation, by STIX id
	mitigates   []relation
	revokedBy   []relation
	successor   map[string]string // by ATT&CK id
}

func newBuilder(o Options, found *diag.List) *builder {
	return &builder{opt: o, found: found, gone: map[string]state{}, attackOf: map[string]string{},
		mitigations: map[string]string{}, successor: map[string]string{}}
}

// bounded ends the reading when more is kept than any release has.
func (b *builder) bounded(n int) error {
	if n > b.opt.Limits.Kept {
		return &limitError{"kept", int64(b.opt.Limits.Kept)}
	}
	return nil
}

// tactic keeps a tactic.
func (b *builder) tactic(t rawTactic, gone bool) error {
	if gone {
		return nil
	}
	if reason := b.wrong(t.Name, tacticForm.MatchString(t.ID) && shortForm.MatchString(t.Short)); reason != "" {
		b.at.skipped(reason, cmp.Or(t.ID, t.STIX))
		return nil
	}
	if slices.ContainsFunc(b.tactics, func(o rawTactic) bool { return o.ID == t.ID || o.Short == t.Short }) {
		b.at.skipped("twice", t.ID)
		return nil
	}
	b.tactics = append(b.tactics, t)
	return b.bounded(len(b.tactics))
}

// technique keeps a technique, or the id of one that is gone.
func (b *builder) technique(t rawTechnique, s state) error {
	if reason := b.wrong(t.Name, techniqueForm.MatchString(t.ID)); reason != "" {
		b.at.skipped(reason, cmp.Or(t.ID, t.STIX))
		return nil
	}
	if t.STIX != "" {
		b.attackOf[t.STIX] = t.ID
	}
	if s != (state{}) {
		b.gone[t.ID] = s
		return b.bounded(len(b.gone))
	}
	t.path, t.pos = b.at.path, b.at.pos
	b.techniques = append(b.techniques, t)
	return b.bounded(len(b.techniques))
}

// wrong tells why a row cannot be used, "" if it can.
func (b *builder) wrong(name string, form bool) string {
	switch {
	case !form:
		return "id"
	case strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > b.opt.Limits.Name:
		return "name"
	}
	return ""
}

// release puts the parts together.
func (b *builder) release() *Release {
	r := &Release{Version: b.pinned()}
	short := b.buildTactics(r)
	b.buildTechniques(r, short)
	b.buildGone(r)
	if len(r.Tactics) == 0 || len(r.Techniques) == 0 {
		b.add(diag.AttackNone, "", diag.Pos{File: b.opt.Name})
	}
	return r
}

// pinned gives the version, which must be known and in agreement.
func (b *builder) pinned() string {
	version := cmp.Or(b.version, b.opt.Version)
	switch {
	case !versionForm.MatchString(version):
		b.add(diag.AttackVersion, "", diag.Pos{File: b.opt.Name}, "value", version)
	case b.opt.Version != "" && !sameVersion(b.opt.Version, version):
		b.add(diag.AttackVersion, "", diag.Pos{File: b.opt.Name}, "value", version, "given", b.opt.Version)
	}
	return version
}

// sameVersion compares as far as both say: 19 agrees with 19.2.
func sameVersion(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	n := min(len(x), len(y))
	return slices.Equal(x[:n], y[:n])
}

func (b *builder) add(code diag.Code, path string, pos diag.Pos, kv ...string) {
	b.found.Add(code, path, kv...).Pos = pos
}

// buildTactics gives the id of each tactic by its short name.
func (b *builder) buildTactics(r *Release) map[string]catalog.TacticID {
	own := map[catalog.TacticID]catalog.Tactic{}
	if b.opt.Own != nil {
		for _, t := range b.opt.Own.Tactics {
			own[t.ID] = t
		}
	}
	if b.order != nil {
		place := func(t rawTactic) int {
			if i := slices.Index(b.order, t.STIX); i >= 0 {
				return i
			}
			return len(b.order)
		}
		slices.SortStableFunc(b.tactics, func(x, y rawTactic) int { return cmp.Or(place(x)-place(y), cmp.Compare(x.ID, y.ID)) })
	}
	short := map[string]catalog.TacticID{}
	for _, t := range b.tactics {
		id := catalog.TacticID(t.ID)
		short[t.Short] = id
		r.Tactics = append(r.Tactics, catalog.Tactic{ID: id, Row: b.row(r, t.ID, t.Name, own[id].Text),
			ShortName: t.Short, Stage: own[id].Stage, STIX: objectID(t.STIX)})
	}
	return short
}

// row is what all rows have. The Japanese name is ours where the English one is
// the same: a renamed technique is not given the name of what it was.
func (b *builder) row(r *Release, id, name string, own lang.Text) catalog.Row {
	ja := name
	if own.En == name {
		ja = own.Ja
	}
	sure := catalog.Likely // the compact file is made by others from ATT&CK's data
	if b.bundle {
		sure = catalog.Confirmed
	}
	return catalog.Row{Text: lang.Text{Ja: ja, En: name}, Source: sourceID(r.Version) + "#" + id, Confidence: sure}
}

// objectID gives a STIX id of the usual form, "" for any other.
func objectID(id string) string {
	if objectForm.MatchString(id) {
		return id
	}
	return ""
}

func (b *builder) buildTechniques(r *Release, short map[string]catalog.TacticID) {
	own := map[string]lang.Text{}
	if b.opt.Own != nil {
		for _, t := range b.opt.Own.Techniques {
			own[string(t.ID)] = t.Text
		}
	}
	mitigations := b.mitigationsOf()
	slices.SortStableFunc(b.techniques, func(x, y rawTechnique) int { return strings.Compare(x.ID, y.ID) })
	for i, t := range b.techniques {
		if _, gone := b.gone[t.ID]; i > 0 && b.techniques[i-1].ID == t.ID || gone {
			b.add(diag.AttackSkipped, t.path, t.pos, "reason", "twice", "id", t.ID)
			continue
		}
		var tactics []catalog.TacticID
		for _, s := range t.Tactics {
			if id, ok := short[s]; !ok {
				b.add(diag.AttackSkipped, t.path, t.pos, "reason", "tactic", "id", t.ID, "value", s)
			} else if !slices.Contains(tactics, id) {
				tactics = append(tactics, id)
			}
		}
		if len(tactics) == 0 {
			if len(t.Tactics) == 0 {
				b.add(diag.AttackSkipped, t.path, t.pos, "reason", "tactic", "id", t.ID)
			}
			continue
		}
		r.Techniques = append(r.Techniques, catalog.Technique{ID: catalog.TechniqueID(t.ID), Row: b.row(r, t.ID, t.Name, own[t.ID]),
			Tactics: tactics, Mitigations: b.clean(t.Mitigations, mitigations[t.ID]), STIX: objectID(t.STIX)})
	}
}

// clean joins mitigations written with the technique and those related to it.
func (b *builder) clean(written, related []string) []string {
	all := slices.Concat(written, related)
	all = slices.DeleteFunc(all, func(id string) bool { return !mitigationForm.MatchString(id) })
	slices.Sort(all)
	return slices.Compact(all)
}

// mitigationsOf lists the mitigations of each technique, by ATT&CK id.
func (b *builder) mitigationsOf() map[string][]string {
	of := map[string][]string{}
	for _, m := range b.mitigates {
		technique, ok := b.attackOf[m.to]
		if !ok {
			b.add(diag.AttackDangling, m.path, m.pos, "id", m.to)
			continue
		}
		if id, active := b.mitigations[m.from]; active {
			of[technique] = append(of[technique], id)
		}
	}
	return of
}

// buildGone lists what is no longer in force, with the successors.
func (b *builder) buildGone(r *Release) {
	for _, m := range b.revokedBy {
		old, ok := b.attackOf[m.from]
		next, also := b.attackOf[m.to]
		if !ok || !also {
			if strings.HasPrefix(m.from, "attack-pattern--") {
				b.add(diag.AttackDangling, m.path, m.pos, "id", m.from)
			}
			continue
		}
		b.successor[old] = next
	}
	active := map[string]bool{}
	for _, t := range r.Techniques {
		active[string(t.ID)] = true
	}
	for _, id := range slices.Sorted(maps.Keys(b.gone)) {
		if b.gone[id].revoked {
			r.Revoked = append(r.Revoked, Revocation{catalog.TechniqueID(id), catalog.TechniqueID(follow(b.successor, active, id))})
		} else {
			r.Deprecated = append(r.Deprecated, catalog.TechniqueID(id))
		}
	}
}

// follow gives the active technique to which successors lead, "" for none. A
// chain longer than the table goes in a circle.
func follow(successor map[string]string, active map[string]bool, id string) string {
	for range len(successor) {
		id = successor[id]
		if active[id] {
			return id
		}
	}
	return ""
}

// Missing lists the techniques of the own lists that the release does not have,
// as findings of the import.
func (r *Release) Missing(own *catalog.Spec, name string) diag.List {
	var found diag.List
	for _, t := range own.Techniques {
		if _, ok := slices.BinarySearchFunc(r.Techniques, t.ID, func(x catalog.Technique, id catalog.TechniqueID) int { return cmp.Compare(x.ID, id) }); ok {
			continue
		}
		next := ""
		if i := slices.IndexFunc(r.Revoked, func(v Revocation) bool { return v.Old == t.ID }); i >= 0 {
			next = string(r.Revoked[i].New)
		}
		found.Add(diag.AttackMissing, "", "id", string(t.ID), "version", r.Version, "near", next).Pos = diag.Pos{File: name}
	}
	return found
}

// Counts gives the numbers of tactics, techniques and mitigation links, for
// summaries.
func (r *Release) Counts() (tactics, techniques, links int) {
	for _, t := range r.Techniques {
		links += len(t.Mitigations)
	}
	return len(r.Tactics), len(r.Techniques), links
}

// major gives the number before the first point of a version, 0 if it has none.
func major(version string) int {
	head, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(head)
	if err != nil {
		return 0
	}
	return n
}
