package attackflow

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// builderSchema marks the files of the Attack Flow Builder itself: boxes with
// anchors, and lines between their latches.
const builderSchema = "attack_flow_v2"

// looseLines is the property of a bundle that counts the lines of a drawing of
// which an end hangs loose, so that they join nothing.
const looseLines = "x_sekisho_loose_lines"

// drawing is a file of the Builder being made into a bundle.
type drawing struct {
	bundle Bundle
	at     map[string]int // place of an object by its id in the drawing
	stamp  string
	// holder tells on which box and anchor a latch sits.
	holder map[string]anchor
	caused map[string]bool // ids that are an effect of something
}

type anchor struct{ box, name string }

// fromBuilder makes a drawing into a bundle: boxes into objects, lines into
// references, or into relationships where the format has no reference for them.
func fromBuilder(top map[string]any) (*Bundle, error) {
	list, _ := top["objects"].([]any)
	if len(list) > maxObjects {
		return nil, ErrTooLarge
	}
	d := &drawing{at: map[string]int{}, holder: map[string]anchor{}, caused: map[string]bool{}}
	latches := map[string][]string{}
	var boxes, lines []Object
	for i, v := range list {
		fields, _ := v.(map[string]any)
		o := Object{Fields: fields}
		o.Type, o.ID = o.Text("id"), o.Text("instance")
		if o.Type == "" || o.ID == "" {
			return nil, fmt.Errorf("object %d of the drawing has no id: %w", i, ErrNotBundle)
		}
		switch {
		case fields["latches"] != nil:
			latches[o.ID] = o.refs("latches")
		case o.Type == "dynamic_line":
			lines = append(lines, o)
		case fields["properties"] != nil:
			boxes = append(boxes, o)
		}
	}
	d.boxes(boxes, latches)
	loose := 0
	for _, o := range lines {
		from, ok := d.holder[o.Text("source")]
		to, also := d.holder[o.Text("target")]
		if !ok || !also {
			loose++
			continue
		}
		d.line(o.ID, from, to)
	}
	if loose > 0 {
		d.bundle.Extra = map[string]any{looseLines: strconv.Itoa(loose)}
	}
	d.starts()
	return &d.bundle, nil
}

// boxes makes boxes into objects, dated as the flow is.
func (d *drawing) boxes(boxes []Object, latches map[string][]string) {
	d.stamp = defined
	for _, o := range boxes {
		if o.Type == "flow" {
			d.bundle.ID = "bundle--" + o.ID
			fields, _ := plain(o.Fields["properties"]).(map[string]any)
			if when, ok := fields["created"].(string); ok {
				d.stamp = when
			}
		}
	}
	for _, o := range boxes {
		d.box(o)
		anchors, _ := o.Fields["anchors"].(map[string]any)
		for _, name := range sortedKeys(anchors) {
			id, _ := anchors[name].(string)
			for _, latch := range latches[id] {
				d.holder[latch] = anchor{o.ID, name}
			}
		}
	}
}

// types gives the STIX type of the kinds of boxes that have another name.
var types = map[string]string{
	"flow": "attack-flow", "action": "attack-action", "condition": "attack-condition", "asset": "attack-asset",
	"AND_operator": "attack-operator", "OR_operator": "attack-operator",
}

func (d *drawing) box(o Object) {
	kind := cmp.Or(types[o.Type], strings.ReplaceAll(o.Type, "_", "-"))
	fields, _ := plain(o.Fields["properties"]).(map[string]any)
	if fields == nil {
		fields = map[string]any{}
	}
	delete(fields, "ttp") // says again what tactic_id and technique_id say
	if author, ok := fields["author"].(map[string]any); ok {
		delete(fields, "author")
		id := "identity--" + format(uuid5(urlSpace, key(ours, "author", o.ID)))
		d.put("identity", id, author)
		fields["created_by_ref"] = id
	}
	if strings.HasPrefix(kind, "attack-") {
		fields["extensions"] = map[string]any{extension: map[string]any{"extension_type": "new-sdo"}}
	}
	d.at[o.ID] = len(d.bundle.Objects)
	d.put(kind, kind+"--"+o.ID, fields)
}

func (d *drawing) put(kind, id string, fields map[string]any) {
	fields["spec_version"] = "2.1"
	fields["created"], fields["modified"] = cmp.Or(any(fields["created"]), any(d.stamp)), cmp.Or(any(fields["modified"]), any(d.stamp))
	d.bundle.Objects = append(d.bundle.Objects, Object{Type: kind, ID: id, Fields: fields})
}

// plain turns the Builder's lists of pairs into values: names into properties,
// numbered items into lists. What is empty is left out.
func plain(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	named := map[string]any{}
	var items []any
	for _, x := range list {
		pair, _ := x.([]any)
		if len(pair) != 2 {
			continue
		}
		name, _ := pair[0].(string)
		value := plain(pair[1])
		if value == nil || value == "" {
			continue
		}
		if len(name) == 32 && strings.Trim(name, "0123456789abcdef") == "" {
			items = append(items, value)
		} else {
			named[name] = value
		}
	}
	switch {
	case len(items) > 0:
		return items
	case len(named) > 0:
		return named
	}
	return nil
}

// line makes a line into a reference of its source, or a relationship.
func (d *drawing) line(id string, from, to anchor) {
	source, target := &d.bundle.Objects[d.at[from.box]], &d.bundle.Objects[d.at[to.box]]
	flows := slices.Contains(nodes, target.Type)
	name := ""
	switch {
	case source.Type == "attack-condition" && flows && from.name == "branch:False":
		name = "on_false_refs"
	case source.Type == "attack-condition" && flows:
		name = "on_true_refs"
	case slices.Contains(nodes, source.Type) && flows:
		name = "effect_refs"
	case source.Type == "attack-action" && target.Type == "attack-asset":
		name = "asset_refs"
	case source.Type == "note":
		name = "object_refs"
	}
	if name == "" {
		d.put("relationship", "relationship--"+id, map[string]any{"relationship_type": "related-to", "source_ref": source.ID, "target_ref": target.ID})
		return
	}
	d.caused[target.ID] = d.caused[target.ID] || flows && name != "object_refs"
	have, _ := source.Fields[name].([]any)
	if !slices.Contains(have, any(target.ID)) {
		source.Fields[name] = append(have, target.ID)
	}
}

// starts says where the flow begins: at actions and conditions that nothing
// causes.
func (d *drawing) starts() {
	var starts []any
	for _, o := range d.bundle.Objects {
		if (o.Type == "attack-action" || o.Type == "attack-condition") && !d.caused[o.ID] {
			starts = append(starts, o.ID)
		}
	}
	for i := range d.bundle.Objects {
		if d.bundle.Objects[i].Type == "attack-flow" && starts != nil {
			d.bundle.Objects[i].Fields["start_refs"] = starts
		}
	}
}
