// Command schemagen writes the JSON Schemas of the study format, of the hearing
// format and of mappings from the types of packages model, hearing and sheet/mapping. Names, kinds, limits and enumerations come from struct
// tags, descriptions from the comments of the Go source.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/mapping"
)

const module = "github.com/sekisho/sekisho"

func main() {
	out := flag.String("o", "study-1.schema.json", "file to write")
	root := flag.String("root", "..", "root of the repository, where the Go source is")
	hearings := flag.Bool("hearing", false, "write the schema of hearings rather than that of studies")
	maps := flag.Bool("map", false, "write the schema of mappings of sheets")
	flag.Parse()
	what := study
	if *hearings {
		what = hearingFile
	}
	if *maps {
		what = mapFile
	}
	data, err := generate(*root, what)
	if err == nil {
		err = os.WriteFile(*out, data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

// format is a format of files, of which a schema is written.
type format struct {
	spec               any
	packages           []string
	id, title, explain string
}

var study = format{&model.Spec{}, []string{"lang", "method", "catalog", "model"}, "study-1.schema.json",
	"sekisho/1: リスク評価スタディ・カタログ / risk assessment study or catalogue",
	"Study or catalogue file of sekisho. A study may be split over several files of one directory: " +
		"this schema describes the whole; in one file of several any key may be absent."}

var hearingFile = format{&hearing.Spec{}, []string{"lang", "hearing"}, "hearing-1.schema.json",
	"sekisho-hearing/1: 団体ヒアリング / hearing of organisations",
	"Hearing file of sekisho: organisations, questions, responses and adopted answers. A hearing may be split over several " +
		"files of one directory; in one file of several any key may be absent."}

var mapFile = format{&mapping.Spec{}, []string{"model", "sheet/mapping"}, "map-1.schema.json",
	"sekisho-map/1: 分析シートの読み替え / mapping of analysis sheets",
	"Mapping file of sekisho: which columns of an analysis sheet from outside stand for which fields."}

// generate gives the schema as indented JSON that ends in a newline. root is
// the directory of the module.
func generate(root string, what format) ([]byte, error) {
	names := namer{}
	r := &jsonschema.Reflector{FieldNameTag: "yaml", Namer: names.name}
	for _, dir := range what.packages {
		if err := addComments(r, filepath.Join(root, "internal", dir), module+"/internal/"+dir); err != nil {
			return nil, err
		}
	}
	s := r.Reflect(what.spec)
	s.ID = jsonschema.ID("https://github.com/sekisho/sekisho/raw/main/schema/" + what.id)
	s.Title, s.Description = what.title, what.explain
	addDateFormats(s)
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	// The standard library escapes < and > for HTML, which makes the file hard to read.
	data = bytes.ReplaceAll(data, []byte(`\u003c`), []byte("<"))
	data = bytes.ReplaceAll(data, []byte(`\u003e`), []byte(">"))
	return append(bytes.ReplaceAll(data, []byte(`\u0026`), []byte("&")), '\n'), nil
}

// namer names the definitions of the schema after Go types. It keeps apart types
// of the same name from several packages, which the reflector would mix up.
type namer map[string]reflect.Type

func (n namer) name(t reflect.Type) string {
	name := t.Name()
	if name == "" {
		return ""
	}
	switch dir := path.Base(t.PkgPath()); {
	case name == "Spec" && dir == "model":
		name = "Study"
	case name == "Spec":
		name = strings.ToUpper(dir[:1]) + dir[1:] + name
	}
	if other, ok := n[name]; ok && other != t {
		panic(fmt.Sprintf("two types of the format are called %s: %v and %v", name, other, t))
	}
	n[name] = t
	return name
}

// addComments reads the comments of one package. The reflector joins the path
// it walks to the name of the module, so it is given the path "." from inside.
func addComments(r *jsonschema.Reflector, dir, pkg string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find source: %w", err)
	}
	sub := &jsonschema.Reflector{}
	if err := sub.AddGoComments("", abs, jsonschema.WithFullComment()); err != nil {
		return fmt.Errorf("read comments of %s: %w", pkg, err)
	}
	if r.CommentMap == nil {
		r.CommentMap = map[string]string{}
	}
	for key, text := range sub.CommentMap {
		if name, ok := strings.CutPrefix(key, abs); ok {
			r.CommentMap[pkg+name] = describe(name, text)
		}
	}
	return nil
}

// describe turns a Go comment into a description: one line, and without the name
// of the type with which the comment of a type begins.
func describe(name, text string) string {
	text = strings.Join(strings.Fields(text), " ")
	rest, ok := strings.CutPrefix(text, strings.TrimPrefix(name, ".")+" ")
	if !ok {
		return text
	}
	rest = strings.TrimPrefix(rest, "is ")
	return strings.ToUpper(rest[:1]) + rest[1:]
}

// Patterns of date fields, and the formats that say the same with the calendar
// in mind: 2026-02-30 has the right form but is no date.
var dateFormats = map[string]string{
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`:    "date",
	`^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$`: "date-or-month",
}

func addDateFormats(s *jsonschema.Schema) {
	for _, def := range s.Definitions {
		for p := def.Properties.Oldest(); p != nil; p = p.Next() {
			if f, ok := dateFormats[p.Value.Pattern]; ok {
				p.Value.Format = f
			}
		}
	}
}
