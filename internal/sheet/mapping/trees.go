package mapping

import (
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/sekisho/sekisho/internal/diag"
)

// step reads a row of attack steps. A row with a tree number ends a tree: its
// steps are those that it names, or those since the tree before.
func (r *reader) step(x *row) {
	if x.sheet != r.from {
		r.open, r.all, r.from = nil, nil, x.sheet
	}
	s := AttackStep{Text: x.value(Step), Asset: x.value(Asset), Technique: x.value(Technique), Threat: x.value(Threat), Level: r.level(x, CountermeasureLevel), LevelRef: x.values[CountermeasureLevel].Ref,
		number: norm.NFKC.String(x.text(Number))}
	what := s.Technique.Text + s.Threat.Text
	if what == "" || s.Asset.Text == "" {
		what = s.Text.Text
	}
	ref := x.values[CountermeasureLevel].Ref
	if s.Technique.Text == "" && s.Threat.Text != "" && s.Asset.Text != "" {
		r.rate(s.Level, ref, "countermeasures", s.Asset.Text, s.Threat.Text) // as cells are rated
	} else {
		r.rate(s.Level, ref, "step", s.Asset.Text, what)
	}
	r.open, r.all = append(r.open, s), append(r.all, s)
	if x.text(Tree) != "" {
		r.tree(x)
		r.open = nil
	}
}

func (r *reader) tree(x *row) {
	t := AttackTree{Number: x.value(Tree), Entry: x.value(Entry), Damage: x.value(Damage), Steps: r.open}
	if v := x.values[TreeSteps]; v.Text != "" {
		t.Steps = r.named(v)
	}
	r.out.Trees = append(r.out.Trees, t)
	strongest, whole := 0, len(t.Steps) > 0
	for _, s := range t.Steps {
		strongest = max(strongest, s.Level)
		whole = whole && s.Level > 0
	}
	level := r.level(x, TreeLevel)
	if whole && level > 0 && level != strongest {
		r.found.Add(diag.SheetMapTree, "", "cell", x.values[TreeLevel].Ref, "value", digit(level), "was", digit(strongest))
	}
	if level == 0 && whole {
		level = strongest
	}
	r.letter(x, r.level(x, ThreatLevel), level, r.level(x, ImpactLevel))
}

// named gives the steps with the numbers that a tree lists.
func (r *reader) named(v Value) []AttackStep {
	var out []AttackStep
	for _, n := range Split(v.Text) {
		i := slices.IndexFunc(r.all, func(s AttackStep) bool { return s.number == n })
		if i < 0 {
			r.found.Add(diag.SheetMapNoStep, "", "cell", v.Ref, "value", shorten(n))
			continue
		}
		out = append(out, r.all[i])
	}
	return out
}
