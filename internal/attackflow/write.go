package attackflow

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/model"
)

// The extension that defines Attack Flow, and its authors' identity, which every
// bundle carries (source: Attack Flow 2.0.0).
const (
	extension = "extension-definition--fb9c968a-745b-4ade-9b25-c324172197f4"
	authors   = "identity--d673f8cb-c168-42da-8ed4-0cb26725f86c"
	defined   = "2022-08-02T19:34:35.143Z"
	homepage  = "https://center-for-threat-informed-defense.github.io/attack-flow"
)

// ErrNoDate reports a study without a date, which the objects need.
var ErrNoDate = errors.New("the study has no date (as_of)")

// Input says of which study and model a flow is.
type Input struct {
	// Study is its id, from which ids derive, and AsOf its date, YYYY-MM-DD.
	Study, AsOf string
	// Author stands for who made the flow, in the language of the user.
	Author  string
	Lang    lang.Lang
	Catalog *catalog.Catalog
	Model   *model.Model
	// Damages of the study.
	Damages []model.DamageSpec
}

// goal gives the words for a goal: its damage, effect and asset.
func (in *Input) goal(id model.GoalID) string {
	for _, g := range in.Model.Goals {
		if g.ID == id {
			return in.text("flow.goal", "damage", in.damage(g.Damage.ID), "effect", locale.Name(in.Lang, locale.Effect, g.Effect), "asset", g.Asset.In(in.Lang))
		}
	}
	return string(id)
}

// damage gives the words for a business damage.
func (in *Input) damage(id model.DamageID) string {
	for _, d := range in.Damages {
		if d.ID == id {
			return d.Label + " " + d.In(in.Lang)
		}
	}
	return string(id)
}

func (in *Input) text(key string, args ...any) string { return locale.Text(in.Lang, key, args...) }

var date = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// writer makes one bundle.
type writer struct {
	in     Input
	space  [16]byte
	stamp  string
	bundle Bundle
	// name and about are those of the flow.
	name, about string
	// at is the place of each object by its id.
	at map[string]int
}

// newWriter begins a bundle whose ids derive from scope.
func newWriter(in Input, scope ...string) (*writer, error) {
	if !date.MatchString(in.AsOf) {
		return nil, fmt.Errorf("attack flow of study %q: %w", in.Study, ErrNoDate)
	}
	study := uuid5(uuid5(urlSpace, ours), key("study", in.Study))
	w := &writer{in: in, space: uuid5(study, key(append([]string{string(in.Lang), string(in.Model.ID)}, scope...)...)),
		stamp: in.AsOf + "T00:00:00.000Z", at: map[string]int{}}
	w.bundle.ID = w.id("bundle")
	w.preamble()
	return w, nil
}

// id gives the id of an object out of its type and what makes it what it is.
func (w *writer) id(kind string, parts ...string) string {
	return kind + "--" + format(uuid5(w.space, key(append([]string{kind}, parts...)...)))
}

// put adds an object, or gives the one that is there already.
func (w *writer) put(kind, id string, fields map[string]any) *Object {
	if i, ok := w.at[id]; ok {
		return &w.bundle.Objects[i]
	}
	w.at[id] = len(w.bundle.Objects)
	fields["spec_version"] = "2.1"
	for _, name := range []string{"created", "modified"} {
		if fields[name] == nil {
			fields[name] = w.stamp
		}
	}
	for name, v := range fields {
		if v == "" {
			delete(fields, name)
		}
	}
	w.bundle.Objects = append(w.bundle.Objects, Object{Type: kind, ID: id, Fields: fields})
	return &w.bundle.Objects[len(w.bundle.Objects)-1]
}

// own adds an object of Attack Flow.
func (w *writer) own(kind, id string, fields map[string]any) *Object {
	fields["extensions"] = map[string]any{extension: map[string]any{"extension_type": "new-sdo"}}
	fields["created_by_ref"] = w.id("identity", "author")
	return w.put(kind, id, fields)
}

// preamble adds what every bundle begins with.
func (w *writer) preamble() {
	w.put("extension-definition", extension, map[string]any{
		"name": "Attack Flow", "description": "Extends STIX 2.1 with features to create Attack Flows.",
		"created": defined, "modified": defined, "created_by_ref": authors, "version": "2.0.0", "extension_types": []any{"new-sdo"},
		"schema":              homepage + "/stix/attack-flow-schema-2.0.0.json",
		"external_references": []any{map[string]any{"source_name": "Documentation", "description": "Documentation for Attack Flow", "url": homepage}},
	})
	w.put("identity", authors, map[string]any{"name": "MITRE Center for Threat-Informed Defense", "identity_class": "organization",
		"created": defined, "modified": defined, "created_by_ref": authors})
	w.put("identity", w.id("identity", "author"), map[string]any{"name": w.in.Author, "identity_class": "organization"})
}

// flow adds the one attack-flow object, with a property of ours that tells what
// it was made of.
func (w *writer) flow(starts []string, name string, made any) {
	fields := map[string]any{"name": w.name, "description": w.about, "scope": "attack-tree", "start_refs": list(starts),
		"x_sekisho_" + name: made, "x_sekisho_study": w.in.Study, "x_sekisho_model": string(w.in.Model.ID), "x_sekisho_attack_version": w.in.Catalog.AttackVersion}
	w.own("attack-flow", w.id("attack-flow"), fields)
}

func list(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// link adds an effect of a cause; both are ids of objects that are there. Each
// effect is written once.
func (w *writer) link(cause, effect string) {
	o := &w.bundle.Objects[w.at[cause]]
	name := "effect_refs"
	if o.Type == "attack-condition" {
		name = "on_true_refs"
	}
	if slices.Contains(o.refs(name), effect) {
		return
	}
	effects, _ := o.Fields[name].([]any)
	o.Fields[name] = append(effects, effect)
}

// asset adds the asset and gives its id.
func (w *writer) asset(id model.AssetID) string {
	name := string(id)
	if a, ok := w.in.Model.Asset(id); ok {
		name = a.In(w.in.Lang)
	}
	object := w.id("attack-asset", string(id))
	w.own("attack-asset", object, map[string]any{"name": name, "description": string(id), "x_sekisho_asset": string(id)})
	return object
}

// action adds an action with the words of its technique and tactic.
func (w *writer) action(id string, tactic catalog.TacticID, techniques []catalog.TechniqueID, what string, assets ...model.AssetID) *Object {
	fields := map[string]any{"name": what, "description": what, "tactic_id": string(tactic)}
	if t, ok := w.in.Catalog.Tactic(tactic); ok {
		fields["tactic_ref"] = t.STIX
	}
	if len(techniques) > 0 {
		fields["technique_id"] = string(techniques[0])
		if t, ok := w.in.Catalog.Technique(techniques[0]); ok {
			fields["name"], fields["technique_ref"] = t.In(w.in.Lang), t.STIX
		}
		if len(techniques) > 1 {
			var all []string
			for _, t := range techniques {
				all = append(all, string(t))
			}
			fields["x_sekisho_techniques"] = list(all)
		}
	}
	var refs []string
	for _, a := range assets {
		if a == "" {
			continue
		}
		if object := w.asset(a); !slices.Contains(refs, object) {
			refs = append(refs, object)
		}
	}
	if len(refs) > 0 {
		fields["asset_refs"] = list(refs)
	}
	return w.own("attack-action", id, fields)
}
