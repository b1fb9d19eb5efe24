package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Kind tells what an input of an assessment is.
type Kind string

// Kinds of inputs.
const (
	KindPlacement     Kind = "placement"     // an asset in a zone
	KindAsset         Kind = "asset"         // what the asset master says of an asset
	KindVulnerability Kind = "vulnerability" // a known unpatched vulnerability
	KindZone          Kind = "zone"          // kind, exposure and physical class of a zone
	KindLink          Kind = "link"
	KindFlow          Kind = "flow"
	KindEntry         Kind = "entry" // where an entry point lands
	KindGoal          Kind = "goal"
	KindDeployment    Kind = "deployment"
	KindJudgement     Kind = "judgement"
	KindDamage        Kind = "damage" // impact level of a business damage
	KindEntryPoint    Kind = "entry-point"
	KindMatrix        Kind = "matrix"
	KindMethod        Kind = "method"  // options of the method
	KindCatalog       Kind = "catalog" // rows of the reference lists
)

// key names an input by what it means, so that inputs of two models that were
// written under different ids are the same: a link by its ends and mediators, a
// deployment by countermeasure and scope, a goal by damage, effect and asset.
type key struct {
	kind Kind
	id   string
}

// input is one input of a model, without the words written beside it.
type input struct {
	key
	// written is the id under which the study has it.
	written string
	// print tells two values of the input apart.
	print string
	// attributes are its values, for readers.
	attributes []Attribute
	// of lists the assets that it joins or concerns, the ends of a link first.
	of []model.AssetID
	// subject is what it is about: a countermeasure, a use case.
	subject string

	placement  model.ZoneID
	asset      *model.AssetSpec
	zone       model.ZoneSpec
	link       model.LinkSpec
	flow       model.FlowSpec
	entry      model.EntrySpec
	goal       model.GoalSpec
	deployment model.DeploymentSpec
	judgement  model.JudgementSpec
	damage     model.DamageSpec
	point      model.EntryPointSpec
}

// state is everything on which the letters of one model rest.
type state struct {
	study  *model.Study
	method *method.Method
	model  *model.Model
	inputs map[key]*input
	// order lists the inputs as the model has them.
	order []key
	// links gives the key of each link.
	links map[*model.Link]string
}

func newState(s *model.Study, me *method.Method, m *model.Model) *state {
	st := &state{study: s, method: me, model: m, inputs: map[key]*input{}, links: map[*model.Link]string{}}
	for i := range s.Spec.Damages {
		d := &s.Spec.Damages[i]
		st.add(&input{key: key{KindDamage, string(d.ID)}, damage: *d, attributes: attributes("level", fmt.Sprint(d.Level))})
	}
	for i := range s.Spec.EntryPoints {
		p := &s.Spec.EntryPoints[i]
		st.add(&input{key: key{KindEntryPoint, string(p.ID)}, point: *p, attributes: attributes("techniques", strings.Join(p.Techniques, " "))})
	}
	for _, z := range m.Zones {
		st.zone(z)
	}
	for _, a := range m.Assets {
		st.asset(a)
	}
	for _, k := range m.Links {
		st.link(k)
	}
	for _, f := range m.Flows {
		st.flow(f)
	}
	for _, e := range m.Entries {
		st.entry(e)
	}
	for _, g := range m.Goals {
		st.add(&input{key: key{KindGoal, goalKey(g)}, written: string(g.ID), goal: g.GoalSpec, of: []model.AssetID{g.Asset.ID}, subject: string(g.Damage.ID)})
	}
	for _, d := range m.Deployments {
		st.deployment(d)
	}
	for _, j := range m.Judgements {
		st.judgement(j)
	}
	return st
}

// add takes an input in. One that means the same as an earlier one is told apart
// by a number.
func (s *state) add(in *input) {
	in.written = cmp.Or(in.written, in.id)
	base := in.id
	for n := 2; s.inputs[in.key] != nil; n++ {
		in.id = fmt.Sprintf("%s#%d", base, n)
	}
	var b strings.Builder
	for _, a := range in.attributes {
		b.WriteString(string(a.Name) + "=" + a.Value + ";")
	}
	in.print = b.String()
	s.inputs[in.key] = in
	s.order = append(s.order, in.key)
}

func (s *state) zone(z *model.Zone) {
	spec := z.ZoneSpec
	spec.Reason, spec.Source = "", ""
	s.add(&input{key: key{KindZone, string(z.ID)}, zone: spec, attributes: attributes("parent", string(spec.Parent),
		"kind", string(z.Kind), "exposure", string(z.Exposure), "physical", string(z.Physical))})
}

func (s *state) asset(a *model.Asset) {
	id, of := string(a.ID), []model.AssetID{a.ID}
	s.add(&input{key: key{KindPlacement, id}, placement: a.Zone.ID, of: of, attributes: attributes("zone", string(a.Zone.ID))})
	s.add(&input{key: key{KindAsset, id}, asset: a.AssetSpec, of: of, attributes: attributes("type", string(a.Type.ID),
		"classes", joinIDs(slices.Sorted(slices.Values(a.Classes))), "stops", string(a.Stops), "importance", level(int(a.Importance)))})
	if a.Vulnerable != nil {
		s.add(&input{key: key{KindVulnerability, id}, of: of})
	}
}

func (s *state) link(k *model.Link) {
	of := append([]model.AssetID{k.From.ID, k.To.ID}, k.LinkSpec.Via...)
	in := &input{key: key{KindLink, k.Course()}, written: string(k.ID), link: k.LinkSpec, of: of, attributes: attributes("data", string(k.Data))}
	s.add(in)
	s.links[k] = in.id
}

func (s *state) flow(f *model.Flow) {
	spec := model.FlowSpec{UseCase: f.UseCase, Classes: f.Classes, ManualSteps: f.ManualSteps}
	keys := make([]string, 0, len(f.Links))
	for _, h := range f.Hops {
		spec.Hops = append(spec.Hops, h.ID)
	}
	for _, k := range f.Links {
		spec.Links = append(spec.Links, model.LinkID(s.links[k]))
		keys = append(keys, s.links[k])
	}
	id := string(f.UseCase) + "|" + joinIDs(spec.Hops) + "|" + strings.Join(keys, "|")
	s.add(&input{key: key{KindFlow, id}, written: string(f.ID), flow: spec, of: spec.Hops, subject: string(f.UseCase),
		attributes: attributes("classes", joinIDs(slices.Sorted(slices.Values(f.Classes))), "manual-steps", fmt.Sprint(f.ManualSteps))})
}

func (s *state) entry(e *model.Entry) {
	spec := model.EntrySpec{Entry: e.Point.ID, Applies: e.Applies, Reason: "as stated"}
	for _, a := range e.Assets {
		spec.Assets = append(spec.Assets, a.ID)
	}
	s.add(&input{key: key{KindEntry, string(e.Point.ID)}, entry: spec, of: spec.Assets,
		attributes: attributes("applies", string(e.Applies), "assets", joinIDs(spec.Assets))})
}

func (s *state) deployment(d *model.Deployment) {
	spec := model.DeploymentSpec{Countermeasure: d.Countermeasure.ID, Status: d.Status, Effective: d.Effective}
	scope := &spec.Scope
	scope.Model = d.Scope.Model
	for _, z := range d.Zones {
		scope.Zones = append(scope.Zones, z.ID)
	}
	for _, t := range d.Types {
		scope.Types = append(scope.Types, t.ID)
	}
	for _, a := range d.Assets {
		scope.Assets = append(scope.Assets, a.ID)
	}
	for _, k := range d.Links {
		scope.Links = append(scope.Links, model.LinkID(s.links[k]))
	}
	if d.Manager != nil {
		spec.ManagedBy = d.Manager.ID
	}
	id := fmt.Sprintf("%s|%t|%s|%s|%s|%s", spec.Countermeasure, scope.Model, sorted(scope.Zones), sorted(scope.Types), sorted(scope.Assets), sorted(scope.Links))
	s.add(&input{key: key{KindDeployment, id}, written: string(d.ID), deployment: spec, of: scope.Assets, subject: string(spec.Countermeasure),
		attributes: attributes("scope", scopeText(&spec.Scope, d), "status", string(d.Status), "effective", string(d.Effective), "managed-by", string(spec.ManagedBy))})
}

// scopeText lists what a deployment covers, by the ids that the study writes.
func scopeText(s *model.ScopeSpec, d *model.Deployment) string {
	parts := []string{joinIDs(s.Zones), joinIDs(s.Types), joinIDs(s.Assets)}
	if s.Model {
		parts = append(parts, "model")
	}
	for _, k := range d.Links {
		parts = append(parts, string(k.From.ID)+">"+string(k.To.ID))
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// judgement takes in the first judgement on each thing: it is the nearest.
func (s *state) judgement(j *model.Judgement) {
	spec := j.JudgementSpec
	id := fmt.Sprintf("%s|%s|%s|%s", spec.Set, spec.Zone, spec.Asset, spec.Threat)
	if s.inputs[key{KindJudgement, id}] != nil {
		return
	}
	in := &input{key: key{KindJudgement, id}, judgement: spec, subject: string(cmp.Or(string(spec.Asset), string(spec.Zone))),
		attributes: attributes("set", string(spec.Set), "threat", string(spec.Threat), "value", level(spec.Value))}
	if spec.Asset != "" {
		in.of = []model.AssetID{spec.Asset}
	}
	s.add(in)
}

func goalKey(g *model.Goal) string {
	return string(g.Damage.ID) + "|" + string(g.Effect) + "|" + string(g.Asset.ID)
}

func joinIDs[K ~string](ids []K) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return strings.Join(texts, " ")
}

func sorted[K ~string](ids []K) string { return joinIDs(slices.Sorted(slices.Values(ids))) }

func level(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// attributes pairs names and values.
func attributes(pairs ...string) []Attribute {
	out := make([]Attribute, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Attribute{AttributeName(pairs[i]), pairs[i+1]})
	}
	return out
}

// bare is the text of rows in a replayed model, which nobody reads.
var bare = lang.Text{Ja: "–", En: "–"}
