package attackflow

import (
	"regexp"
	"slices"
	"strings"
)

// Problem is something wrong with a flow.
type Problem struct {
	// Code is one of [Codes].
	Code string
	// Object that has it, and its property.
	Object, Property string
	// Value that is wrong.
	Value string
}

// Problems, by code.
const (
	NoFlow       = "no-flow"       // there is no attack-flow object
	SeveralFlows = "several-flows" // there are several
	IDForm       = "id-form"       // the id is not made of type and UUID
	IDTwice      = "id-twice"      // two objects have the id
	Missing      = "missing"       // a property that must be there is not
	Dangling     = "dangling"      // a reference to an object that is not there
	WrongTarget  = "wrong-target"  // a reference to an object of the wrong type
	Unknown      = "unknown"       // a value that the format does not have
	Loose        = "loose"         // a line of a drawing that joins nothing, with their number
	Circle       = "circle"        // operators and conditions that only cause each other
)

// Codes lists every code.
var Codes = []string{NoFlow, SeveralFlows, IDForm, IDTwice, Missing, Dangling, WrongTarget, Unknown, Loose, Circle}

// Steps of a flow by which it goes on.
var (
	nodes      = []string{"attack-action", "attack-operator", "attack-condition"}
	identifier = regexp.MustCompile(`^[a-z][a-z0-9-]*--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

// shape says what the format asks of a type of object.
type shape struct {
	must []string
	// targets are the types to which a property may refer.
	targets map[string][]string
	// values that a property may have.
	values map[string][]string
}

// shapes of the types of Attack Flow 2.0.
var shapes = map[string]shape{
	"attack-flow": {
		must:    []string{"name", "start_refs", "scope"},
		targets: map[string][]string{"start_refs": {"attack-action", "attack-condition"}},
		values:  map[string][]string{"scope": {"incident", "campaign", "threat-actor", "malware", "emulation-plan", "attack-tree", "other"}},
	},
	"attack-action": {
		must:    []string{"name"},
		targets: map[string][]string{"effect_refs": nodes, "asset_refs": {"attack-asset"}, "command_ref": {"process"}},
	},
	"attack-operator": {
		must:    []string{"operator"},
		targets: map[string][]string{"effect_refs": nodes},
		values:  map[string][]string{"operator": {"AND", "OR"}},
	},
	"attack-condition": {
		must:    []string{"description"},
		targets: map[string][]string{"on_true_refs": nodes, "on_false_refs": nodes},
	},
	"attack-asset": {must: []string{"name"}},
}

// common are the properties that every object of Attack Flow must have.
var common = []string{"spec_version", "created", "modified", "extensions"}

// Check lists what is wrong with the flow, in the order of the objects. It
// follows the references that make the flow; those that point out of the bundle
// by design, such as technique_ref, are left alone.
func (b *Bundle) Check() []Problem {
	c := checker{types: map[string]string{}}
	flows := 0
	for _, o := range b.Objects {
		if _, twice := c.types[o.ID]; twice {
			c.add(IDTwice, o.ID, "id", o.ID)
		}
		if !identifier.MatchString(o.ID) || !strings.HasPrefix(o.ID, o.Type+"--") {
			c.add(IDForm, o.ID, "id", o.ID)
		}
		c.types[o.ID] = o.Type
		if o.Type == "attack-flow" {
			if flows++; flows == 2 {
				c.add(SeveralFlows, o.ID, "", "")
			}
		}
	}
	if flows == 0 {
		c.add(NoFlow, b.ID, "", "")
	}
	if n, ok := b.Extra[looseLines].(string); ok {
		c.add(Loose, b.ID, "", n)
	}
	for i := range b.Objects {
		if s, ours := shapes[b.Objects[i].Type]; ours {
			c.object(&b.Objects[i], s)
		}
	}
	c.circles(b)
	return c.problems
}

type checker struct {
	types    map[string]string
	problems []Problem
}

func (c *checker) add(code, object, property, value string) {
	c.problems = append(c.problems, Problem{code, object, property, value})
}

// object checks one object of Attack Flow.
func (c *checker) object(o *Object, s shape) {
	for _, name := range slices.Concat(common, s.must) {
		if v, ok := o.Fields[name]; !ok || v == "" || v == nil {
			c.add(Missing, o.ID, name, "")
		}
	}
	for _, name := range sortedKeys(s.values) {
		if v := o.Text(name); v != "" && !slices.Contains(s.values[name], v) {
			c.add(Unknown, o.ID, name, v)
		}
	}
	for _, name := range sortedKeys(s.targets) {
		for _, to := range o.refs(name) {
			kind, there := c.types[to]
			switch {
			case !there:
				c.add(Dangling, o.ID, name, to)
			case !slices.Contains(s.targets[name], kind):
				c.add(WrongTarget, o.ID, name, to)
			}
		}
	}
}

// circles reports operators and conditions that cause each other without an
// action between them: nothing would ever happen there.
func (c *checker) circles(b *Bundle) {
	at := map[string]int{}
	for i, o := range b.Objects {
		at[o.ID] = i
	}
	const open, done = 1, 2
	state := make([]int, len(b.Objects))
	var visit func(i int)
	visit = func(i int) {
		o := &b.Objects[i]
		if o.Type != "attack-operator" && o.Type != "attack-condition" || state[i] == done {
			return
		}
		if state[i] == open {
			c.add(Circle, o.ID, "", "")
			return
		}
		state[i] = open
		for _, name := range []string{"effect_refs", "on_true_refs", "on_false_refs"} {
			for _, to := range o.refs(name) {
				if j, ok := at[to]; ok {
					visit(j)
				}
			}
		}
		state[i] = done
	}
	for i := range b.Objects {
		visit(i)
	}
}
