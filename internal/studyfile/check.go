package studyfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/schema"
)

// chunk is the number of values that are checked at once. The schema library
// wants the values as Go maps and makes an object of every error; checking a
// study piece by piece keeps both small, whatever the study is like.
const chunk = 2000

// fewItems is the length to which a list is cut when its items are checked on
// their own; the format asks for no more items anywhere.
const fewItems = 8

// compiled is the schema with an index of its parts.
type compiled struct {
	root  *jsonschema.Schema
	parts map[string]*jsonschema.Schema // by location
}

// studySchema compiles the schema once. It is constant and embedded, so an
// error in it is a programmer's error.
var studySchema = sync.OnceValue(func() *compiled { return compile(schema.Study) })

func compile(data []byte) *compiled {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		panic("studyfile: schema: " + err.Error())
	}
	const name = "schema.json"
	c := jsonschema.NewCompiler()
	c.RegisterFormat(&jsonschema.Format{Name: "date-or-month", Validate: dateOrMonth})
	c.AssertFormat()
	if err := c.AddResource(name, doc); err != nil {
		panic("studyfile: schema: " + err.Error())
	}
	root, err := c.Compile(name)
	if err != nil {
		panic("studyfile: schema: " + err.Error())
	}
	s := &compiled{root: root, parts: map[string]*jsonschema.Schema{}}
	s.index(root)
	return s
}

func (c *compiled) index(s *jsonschema.Schema) {
	if s == nil || c.parts[s.Location] != nil {
		return
	}
	c.parts[s.Location] = s
	c.index(s.Ref)
	c.index(s.Items2020)
	for _, p := range s.Properties {
		c.index(p)
	}
	if a, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
		c.index(a)
	}
}

// checker checks the merged tree against the schema.
type checker struct {
	doc    *Document
	schema *compiled
	out    *findings
	// reported holds the paths that have a finding, so that the decoder does
	// not report the same value again.
	reported map[string]bool
}

// check checks n, which stands at path, against s. Large values are checked
// child by child.
func (c *checker) check(n *node, s *jsonschema.Schema, path []string) {
	for s.Ref != nil {
		s = s.Ref
	}
	if n.count(chunk+1) <= chunk {
		c.validate(toAny(n, nil), s, path, nil)
		return
	}
	large := map[string]bool{}
	for i, k := range n.kids {
		if n.kind == kindList || k.node.count(chunk/8) >= chunk/8 {
			large[n.segment(i)] = true
		}
	}
	c.validate(toAny(n, large), s, path, large)
	for i, k := range n.kids {
		seg := n.segment(i)
		sub := subschema(s, k)
		if sub == nil || !large[seg] {
			continue
		}
		c.check(k.node, sub, append(slices.Clip(path), seg))
	}
}

// segment is the part of a path that leads to child i.
func (n *node) segment(i int) string {
	if n.kind == kindMap {
		return n.kids[i].key
	}
	return strconv.Itoa(i)
}

// subschema gives the schema of a child, nil when it has none.
func subschema(s *jsonschema.Schema, k child) *jsonschema.Schema {
	if s.Items2020 != nil {
		return s.Items2020
	}
	if p := s.Properties[k.key]; p != nil {
		return p
	}
	a, _ := s.AdditionalProperties.(*jsonschema.Schema)
	return a
}

// toAny gives the value as the schema library wants it. Children named in
// without are left as null; errors about them are to be ignored.
func toAny(n *node, without map[string]bool) any {
	switch n.kind {
	case kindNull:
		return nil
	case kindBool:
		return strings.EqualFold(n.text, "true")
	case kindInt:
		if v, err := strconv.ParseInt(n.text, 10, 64); err == nil {
			return v
		}
		// Too large for any field: a large number fails the same limits.
		if strings.HasPrefix(n.text, "-") {
			return int64(-1 << 62)
		}
		return int64(1 << 62)
	case kindNumber:
		return 0.5 // fits no field; the format has no fractions
	case kindText:
		return n.text
	case kindList:
		if without != nil {
			return make([]any, min(len(n.kids), fewItems))
		}
		l := make([]any, len(n.kids))
		for i := range n.kids {
			l[i] = toAny(n.kids[i].node, nil)
		}
		return l
	}
	m := make(map[string]any, len(n.kids))
	for _, k := range n.kids {
		if without[k.key] {
			m[k.key] = nil
			continue
		}
		m[k.key] = toAny(k.node, nil)
	}
	return m
}

// validate runs the library and reports its errors. Errors about the children
// named in without are dropped: they are checked on their own.
func (c *checker) validate(v any, s *jsonschema.Schema, path []string, without map[string]bool) {
	err := s.Validate(v)
	if err == nil {
		return
	}
	ve, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		panic(fmt.Sprintf("studyfile: schema library: %v", err))
	}
	var leaves []leaf
	collect(ve, without, &leaves)
	slices.SortStableFunc(leaves, func(a, b leaf) int { return slices.Compare(a.InstanceLocation, b.InstanceLocation) })
	for i := 0; i < len(leaves); {
		j := i + 1
		for j < len(leaves) && slices.Equal(leaves[i].InstanceLocation, leaves[j].InstanceLocation) {
			j++
		}
		if c.out.full() {
			c.count(leaves[i:j])
		} else {
			c.report(leaves[i:j], append(slices.Clip(path), leaves[i].InstanceLocation...))
		}
		i = j
	}
}

// count counts the findings that [checker.report] would make of errors.
func (c *checker) count(leaves []leaf) {
	for _, l := range leaves {
		switch k := l.ErrorKind.(type) {
		case *kind.AdditionalProperties:
			c.out.cut += len(k.Properties)
		case *kind.Required:
			c.out.cut += len(k.Missing)
		default:
			c.out.cut++
		}
	}
}

// leaf is one error of the library.
type leaf struct{ *jsonschema.ValidationError }

func collect(e *jsonschema.ValidationError, without map[string]bool, to *[]leaf) {
	if len(e.InstanceLocation) > 0 && without[e.InstanceLocation[0]] {
		return
	}
	if len(e.Causes) == 0 {
		*to = append(*to, leaf{e})
		return
	}
	for _, cause := range e.Causes {
		collect(cause, without, to)
	}
}

// Spec checks the structure of the document against the schema and decodes all
// that can be decoded, so that what is right can be checked further in the same
// run. Values of a wrong kind are left out.
func (d *Document) Spec() (spec model.Spec, found diag.List) {
	found = d.decode(studySchema(), &spec)
	return spec, found
}

// decode checks the document against a schema and fills the value that to points
// to.
func (d *Document) decode(schema *compiled, to any) diag.List {
	c := &checker{doc: d, schema: schema, out: &findings{limit: d.lim.Findings}, reported: map[string]bool{}}
	c.check(d.root, c.schema.root, nil)
	dec := &decoder{checker: c, fields: map[string]map[string][]int{}}
	dec.decode(d.root, to)
	return c.out.result()
}
