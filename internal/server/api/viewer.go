package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

//go:embed viewer.html
var viewerPage string

//go:embed viewer.css
var viewerStyle []byte

// shown is an operation as the viewer shows it.
type shown struct {
	ID, Method, Path, Summary string
	Parameters                []*huma.Param
	Takes                     []named
	Gives                     []named
}

// named is a schema with what it stands for.
type named struct{ Name, JSON string }

// viewer serves the document as a page, without a script and without anything
// from elsewhere.
func (a *API) viewer(mux *http.ServeMux) {
	page := template.Must(template.New("viewer").Parse(viewerPage))
	mux.HandleFunc("GET "+Base+"/docs.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(viewerStyle)
	})
	mux.HandleFunc("GET "+Base+"/docs", func(w http.ResponseWriter, r *http.Request) {
		l := server.LangOf(r)
		data := map[string]any{"Lang": string(l), "Base": Base, "About": a.huma.OpenAPI().Info.Description, "Operations": a.shown(), "Schemas": a.schemas()}
		for _, word := range []string{"title", "operations", "schemas", "parameters", "takes", "gives", "document"} {
			data[word] = locale.Text(l, "viewer."+word)
		}
		var b bytes.Buffer
		if err := page.Execute(&b, data); err != nil {
			server.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = b.WriteTo(w)
	})
}

// shown lists the operations by path and method.
func (a *API) shown() []shown {
	var list []shown
	for path, item := range a.huma.OpenAPI().Paths {
		for method, o := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete} {
			if o == nil {
				continue
			}
			x := shown{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Parameters: o.Parameters}
			if o.RequestBody != nil {
				x.Takes = contents("", o.RequestBody.Content)
			}
			for status, r := range o.Responses {
				if len(r.Content) == 0 {
					x.Gives = append(x.Gives, named{Name: status})
				}
				x.Gives = append(x.Gives, contents(status+" ", r.Content)...)
			}
			slices.SortFunc(x.Gives, func(a, b named) int { return strings.Compare(a.Name, b.Name) })
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b shown) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return list
}

func contents(prefix string, content map[string]*huma.MediaType) []named {
	var list []named
	for media, m := range content {
		list = append(list, named{prefix + media, indented(m.Schema)})
	}
	return list
}

// schemas lists the schemas by name.
func (a *API) schemas() []named {
	var list []named
	for name, schema := range a.huma.OpenAPI().Components.Schemas.Map() {
		list = append(list, named{name, indented(schema)})
	}
	slices.SortFunc(list, func(a, b named) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func indented(v any) string {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		panic(err) // the document was written before
	}
	return string(data)
}
