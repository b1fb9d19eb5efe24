package studyfile

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/sekisho/sekisho/internal/diag"
)

// find gives the child at path and whether it exists.
func (d *Document) find(path []string) (child, bool) {
	at := child{node: d.root}
	for _, seg := range path {
		next := at.node.step(seg)
		if next == nil {
			return at, false
		}
		at = *next
	}
	return at, true
}

// report turns the errors of the library about one value into findings.
func (c *checker) report(leaves []leaf, path []string) {
	at, _ := c.doc.find(path)
	if at.node.bad {
		return // what it lacks, it lacks for a reason that has been reported
	}
	typos := c.unknownKeys(leaves, path, at.node)
	for _, l := range leaves {
		switch k := l.ErrorKind.(type) {
		case *kind.AdditionalProperties:
			// done above
		case *kind.Required:
			for _, key := range k.Missing {
				// A file without a version line has its own finding.
				if !typos[key] && (key != formatKey || len(path) > 0) {
					c.add(diag.KeyMissing, at, path, "key", key)
				}
			}
		case *kind.Format:
			c.date(l, at, path)
		default:
			c.invalid(l, at, path)
		}
	}
}

// date reports a date that has another form, or the right one and is not in the
// calendar. The library does not look at the form of what fails the calendar.
func (c *checker) date(l leaf, at child, path []string) {
	part := c.schema.parts[l.SchemaURL]
	if part != nil && part.Pattern != nil && !part.Pattern.MatchString(at.node.text) {
		c.add(diag.ValuePattern, at, path, "value", shorten(at.node.text), "allowed", form(part))
		return
	}
	c.add(diag.ValueDate, at, path, "value", shorten(at.node.text))
}

// invalid reports an error about the value itself.
func (c *checker) invalid(l leaf, at child, path []string) {
	part := c.schema.parts[l.SchemaURL]
	switch k := l.ErrorKind.(type) {
	case *kind.Type:
		c.wrongType(at, path, schemaKind(k.Want))
	case *kind.Enum:
		allowed := make([]string, len(k.Want))
		for i, w := range k.Want {
			allowed[i] = fmt.Sprint(w)
		}
		kv := []string{"value", shorten(at.node.text), "allowed", strings.Join(allowed, ", ")}
		if near := diag.Nearest(at.node.text, allowed); near != "" {
			kv = append(kv, "near", near)
		}
		c.add(diag.ValueNotAllowed, at, path, kv...)
	case *kind.Minimum, *kind.Maximum:
		c.add(diag.ValueOutOfRange, at, path, "value", shorten(at.node.text), "allowed", limits(part))
	case *kind.Pattern:
		c.add(diag.ValuePattern, at, path, "value", shorten(at.node.text), "allowed", form(part))
	case *kind.MinItems:
		c.add(diag.ValueTooFew, at, path, "count", strconv.Itoa(k.Got), "limit", strconv.Itoa(k.Want))
	default:
		panic(fmt.Sprintf("studyfile: the schema has a keyword that no finding stands for: %T", k))
	}
}

// unknownKeys reports keys that the schema does not have, each at its own
// place, and gives the required keys that they are likely meant to be: those
// are not reported as missing again.
func (c *checker) unknownKeys(leaves []leaf, path []string, n *node) map[string]bool {
	typos := map[string]bool{}
	for _, l := range leaves {
		k, ok := l.ErrorKind.(*kind.AdditionalProperties)
		if !ok {
			continue
		}
		legal := []string{}
		if part := c.schema.parts[l.SchemaURL]; part != nil {
			for key := range part.Properties {
				if n.get(key) == nil {
					legal = append(legal, key)
				}
			}
		}
		slices.Sort(legal)
		unknown := make(map[string]bool, len(k.Properties))
		for _, key := range k.Properties {
			unknown[key] = true
		}
		for _, at := range n.kids {
			if !unknown[at.key] {
				continue
			}
			if c.out.full() {
				c.out.cut++
				continue
			}
			kv := []string{"key", shorten(at.key)}
			if near := diag.Nearest(at.key, legal); near != "" {
				kv = append(kv, "near", near)
				typos[near] = true
			}
			p := strings.Join(append(slices.Clip(path), at.key), "/")
			c.reported[p] = true
			c.out.add(diag.KeyUnknown, c.doc.keyPos(at), p, kv...)
		}
	}
	return typos
}

// keyPos gives the place of the key of an entry.
func (d *Document) keyPos(c child) diag.Pos {
	if c.node.made {
		return d.Locate("")
	}
	return d.pos(c.keyFile, c.keyOff)
}

// add reports a finding about the value at path.
func (c *checker) add(code diag.Code, at child, path []string, kv ...string) {
	p := strings.Join(path, "/")
	c.reported[p] = true
	if code != diag.KeyMissing {
		if key := lastKey(path); key != "" && code != diag.ValueDate {
			kv = append(kv, "key", key)
		}
	}
	pos, ok := c.doc.place(at)
	if !ok || len(path) == 0 {
		pos = c.doc.Locate(p)
	}
	if code == diag.KeyMissing && !at.node.made && len(path) > 0 {
		pos = c.doc.pos(at.node.file, at.node.off)
	}
	c.out.add(code, pos, p, kv...)
}

// lastKey gives the last segment that is not an index.
func lastKey(path []string) string {
	for _, seg := range slices.Backward(path) {
		if _, err := strconv.Atoi(seg); err != nil {
			return seg
		}
	}
	return ""
}

// wrongType reports a value of a kind that its place does not take.
func (c *checker) wrongType(at child, path []string, want valueKind) {
	kv := []string{"allowed", want.String(), "got", at.node.kind.String()}
	if at.node.text != "" {
		kv = append(kv, "value", shorten(at.node.text))
	}
	if want == kindText && at.node.kind < kindText && at.node.kind != kindNull {
		kv = append(kv, "near", strconv.Quote(shorten(at.node.text)))
	}
	c.add(diag.ValueType, at, path, kv...)
}

// schemaKind is the kind of value that a schema type stands for.
func schemaKind(types []string) valueKind {
	if len(types) == 0 {
		return kindText
	}
	switch types[0] {
	case "object":
		return kindMap
	case "array":
		return kindList
	case "integer":
		return kindInt
	case "number":
		return kindNumber
	case "boolean":
		return kindBool
	}
	return kindText
}

// limits gives the range of a number, such as 1–3 or ≥ 1.
func limits(s *jsonschema.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Minimum != nil && s.Maximum != nil:
		return rat(s.Minimum) + "–" + rat(s.Maximum)
	case s.Minimum != nil:
		return "≥ " + rat(s.Minimum)
	case s.Maximum != nil:
		return "≤ " + rat(s.Maximum)
	}
	return ""
}

func rat(r *big.Rat) string { return r.RatString() }

// form gives the form of a text in a way that people read.
func form(s *jsonschema.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Format != nil && s.Format.Name == "date":
		return "YYYY-MM-DD"
	case s.Format != nil && s.Format.Name == "date-or-month":
		return "YYYY-MM-DD, YYYY-MM"
	case s.Pattern != nil:
		return s.Pattern.String()
	}
	return ""
}

// dateOrMonth checks a text of the form YYYY-MM-DD or YYYY-MM against the
// calendar.
func dateOrMonth(v any) error {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	layout := time.DateOnly
	if len(s) == len("2026-06") {
		layout = "2006-01"
	}
	_, err := time.Parse(layout, s)
	return err
}
