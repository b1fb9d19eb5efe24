package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/chart/results"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/hearingfile"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/sheet/questionnaire"
	"github.com/sekisho/sekisho/internal/tracing"
)

// Hearing is a hearing as loaded, with everything found in it.
type Hearing struct {
	*hearingfile.Hearing
	// Name is the path that the user gave.
	Name string

	found diag.List // of reading, located
}

// OpenHearing loads the hearing at name, a YAML file or a directory. Findings in
// it are not errors: see [Hearing.Findings]. It fails when nothing can be read at
// name.
func OpenHearing(name string) (*Hearing, error) {
	src, err := hearingSource(name)
	if err != nil {
		return nil, err
	}
	h := &Hearing{Name: name}
	h.Hearing, h.found = hearingfile.Read(src)
	return h, nil
}

func hearingSource(name string) (hearingfile.Source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return hearingfile.Source{}, fmt.Errorf("open hearing: %w", err)
	}
	dir, file := name, "."
	if !info.IsDir() {
		dir, file = filepath.Split(filepath.Clean(name))
		dir = filepath.Clean(dir)
	}
	return hearingfile.Source{FS: os.DirFS(dir), Name: file, Shown: filepath.ToSlash(name)}, nil
}

// Findings gives everything found in the hearing, in the order of its places:
// structure, references, and what the answers leave to be done.
func (h *Hearing) Findings() diag.List {
	l := h.found
	if !l.HasErrors() {
		later := hearing.Check(&h.Spec)
		later.Append(hearing.CheckSettled(&h.Spec, hearing.Settle(&h.Spec, h.Questions), h.Questions))
		later.Sort()
		later.Locate(h.Hearing)
		l.Append(later)
	}
	l.Sort()
	return l
}

// HearingFile writes a hearing as one YAML file.
func HearingFile(s *hearing.Spec) ([]byte, error) {
	data, err := hearingfile.Encode(s)
	if err != nil {
		return nil, fmt.Errorf("export hearing: %w", err)
	}
	return data, nil
}

// maxList bounds a list of organisations in bytes.
const maxList = 16 << 20

// ErrTooLarge reports a file that is larger than is read.
var ErrTooLarge = errors.New("file too large")

// Organisations reads a list of organisations: CSV, or the organisations of a
// hearing in YAML. It fails when nothing can be read at name.
func Organisations(name string) ([]hearing.OrganisationSpec, diag.List, error) {
	if !strings.EqualFold(filepath.Ext(name), ".csv") {
		h, err := OpenHearing(name)
		if err != nil {
			return nil, diag.List{}, err
		}
		return h.Organisations, h.Findings(), nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("open list of organisations: %w", err)
	}
	if info.Size() > maxList {
		return nil, diag.List{}, fmt.Errorf("open list of organisations: %w", ErrTooLarge)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("open list of organisations: %w", err)
	}
	list, found := hearingfile.ReadCSV(data, filepath.ToSlash(name))
	return list, found, nil
}

// Nation is what the answers of many organisations come to.
type Nation struct {
	result *assess.Result

	*hearing.Nation
	// Planned is the outcome with the plan; nil where there is none.
	Planned *hearing.Nation
	*hearing.Gather
	Questions []hearing.Question
	List      []hearing.Row
}

// GatherHearing reads the hearing at name file by file, keeping few bytes of each
// answer. progress is called with the number of files read. Where the files have
// errors there is nothing but findings.
func GatherHearing(ctx context.Context, name string, progress func(files int)) (*hearing.Gather, diag.List, error) {
	src, err := hearingSource(name)
	if err != nil {
		return nil, diag.List{}, err
	}
	return gather(ctx, src, progress)
}

func gather(ctx context.Context, src hearingfile.Source, progress func(files int)) (*hearing.Gather, diag.List, error) {
	g := hearing.NewGather()
	files := 0
	found := hearingfile.Each(src, func(_ string, s *hearing.Spec) bool {
		files++
		progress(files)
		g.Add(s)
		return ctx.Err() == nil
	})
	if !found.HasErrors() {
		found.Append(hearing.Check(&hearing.Spec{Organisations: g.Organisations}))
	}
	if found.HasErrors() || ctx.Err() != nil {
		return nil, found, ctx.Err()
	}
	return g, found, nil
}

// EvaluateNation rates every organisation that was gathered under the models of
// the result, with and without a plan of what is put in place everywhere. progress
// is called with the ratings done and their total. It fails with an [UnknownError]
// where the plan has something that the model cannot have.
func EvaluateNation(ctx context.Context, g *hearing.Gather, r *assess.Result, plan NationPlan, progress func(done, total int)) (*Nation, error) {
	ctx, span := tracing.Step(ctx, "evaluate nation")
	defer span.End()
	planned, err := plan.deploy(ctx, r)
	if err != nil {
		return nil, err
	}
	n := &Nation{result: r, Gather: g, Questions: hearing.Derive(r)}
	n.List = g.Rows(n.Questions)
	runs := 1
	if !plan.Empty() {
		runs = 2
	}
	opt := hearing.NationOptions{Workers: runtime.GOMAXPROCS(0), Progress: func(done, total int) { progress(done, total*runs) }}
	if n.Nation, err = hearing.Evaluate(ctx, r, n.Questions, n.List, opt); err != nil || plan.Empty() {
		return n, err
	}
	opt.Plan, opt.Progress = plan.Questions, func(done, total int) { progress(total+done, total*runs) }
	n.Planned, err = hearing.Evaluate(ctx, planned, n.Questions, n.List, opt)
	return n, err
}

// DamageID gives the id of a business damage by its place.
func (n *Nation) DamageID(at int) string { return string(n.result.Study.Spec.Damages[at].ID) }

// DamageLabel gives the label of a business damage by its place.
func (n *Nation) DamageLabel(at int) string { return n.result.Study.Spec.Damages[at].Label }

// DamageName names a business damage as it is printed.
func (n *Nation) DamageName(id string, l lang.Lang) string {
	if d, ok := n.result.Study.Damage(model.DamageID(id)); ok {
		return d.Label + " " + d.In(l)
	}
	return id
}

// CellID names a cell of a model as asset/threat.
func (n *Nation) CellID(at, cell int) string {
	m := n.result.Models[at]
	c := m.Cells[cell]
	return string(m.Model.Assets[c.Asset].ID) + "/" + string(n.result.Study.Catalog.Threats[c.Threat].ID)
}

// CellName names the asset and the threat of a cell of a model.
func (n *Nation) CellName(at, cell int, l lang.Lang) (asset, threat string) {
	m := n.result.Models[at]
	c := m.Cells[cell]
	return m.Model.Assets[c.Asset].In(l), n.result.Study.Catalog.Threats[c.Threat].In(l)
}

// Charts gives an output of each model with the chart of its distribution over the
// organisations.
func (n *Nation) Charts(l lang.Lang, formats []string) []Output {
	if len(formats) == 0 {
		formats = ChartFormats()
	}
	var all []Output
	for i, m := range n.Models {
		name := "nation-" + string(m.Model.ID)
		all = append(all, Output{Name: name, Make: func(context.Context) ([]File, diag.List, error) {
			var planned *hearing.ModelNation
			if n.Planned != nil {
				planned = n.Planned.Models[i]
			}
			p := results.Nation(m, planned, n.result.Study.Spec.Damages, l)
			data := p.Data()
			files, err := pageFiles(name, []picturePage{{Scene: p.Scene, data: &data}}, formats)
			return files, diag.List{}, err
		}})
	}
	return all
}

// PublishedTable is a table for publication, as it is drawn.
type PublishedTable = results.Published

// PublishedBin and PublishedRow are the columns and rows of one.
type (
	PublishedBin = results.PublishedBin
	PublishedRow = results.PublishedRow
)

// PublicCharts gives an output of each model with the chart of its tables for
// publication.
func (n *Nation) PublicCharts(l lang.Lang, formats []string, least int, tables map[model.ModelID][]PublishedTable) []Output {
	if len(formats) == 0 {
		formats = ChartFormats()
	}
	var all []Output
	for _, m := range n.Models {
		name := "published-" + string(m.Model.ID)
		all = append(all, Output{Name: name, Make: func(context.Context) ([]File, diag.List, error) {
			p := results.PublishedNation(m.Model, tables[m.Model.ID], least, l)
			data := p.Data()
			files, err := pageFiles(name, []picturePage{{Scene: p.Scene, data: &data}}, formats)
			return files, diag.List{}, err
		}})
	}
	return all
}

// AssetNames gives the names of the assets of the study by their ids, as far as it
// can be read.
func (s *Study) AssetNames(l lang.Lang) map[string]string {
	out := map[string]string{}
	for _, a := range s.Spec.Assets {
		out[string(a.ID)] = a.In(l)
	}
	return out
}

// Form is a questionnaire to be written.
type Form = questionnaire.Form

// QuestionnaireFormats lists the formats of questionnaires, the usual one first.
func QuestionnaireFormats() []string { return []string{"xlsx", "yaml"} }

// Questionnaire writes the questions to one organisation in a format.
func Questionnaire(f *questionnaire.Form, format string) (File, error) {
	if format == "yaml" {
		return File{f.FileName(format), f.YAML()}, nil
	}
	data, err := f.Write()
	if err != nil {
		return File{}, fmt.Errorf("export questionnaire: %w", err)
	}
	return File{f.FileName("xlsx"), data}, nil
}

// ReadQuestionnaire reads a questionnaire that was filled in, checks it against
// the hearing that it belongs to, and gives it as a file of that hearing. Where
// anything is refused there is no file, but findings.
func ReadQuestionnaire(name string, h *hearing.Spec) (*File, *hearing.ResponseSpec, diag.List, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, diag.List{}, fmt.Errorf("read questionnaire: %w", err)
	}
	if info.Size() > maxList {
		return nil, nil, diag.List{}, fmt.Errorf("read questionnaire: %w", ErrTooLarge)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, diag.List{}, fmt.Errorf("read questionnaire: %w", err)
	}
	r, found, err := ReadAnswers(name, data, h)
	if err != nil {
		return nil, nil, found, fmt.Errorf("read questionnaire: %w", err)
	}
	if r == nil {
		return nil, nil, found, nil
	}
	out, err := hearingfile.Encode(&hearing.Spec{Responses: []hearing.ResponseSpec{*r}})
	if err != nil {
		return nil, nil, found, fmt.Errorf("read questionnaire: %w", err)
	}
	sum := sha256.Sum256(out)
	return &File{r.Organisation + "-" + r.Date + "-" + hex.EncodeToString(sum[:4]) + ".yaml", out}, r, found, nil
}

// checkAnswers checks answers as read against the hearing that they belong to.
func checkAnswers(read, h *hearing.Spec, found *diag.List, locate func(path string) diag.Pos) {
	with := hearing.Spec{Organisations: h.Organisations, Questions: h.Questions, Responses: read.Responses}
	for _, f := range hearing.Check(&with).Findings {
		if strings.HasPrefix(f.Path, "responses/") && f.Severity > diag.Note {
			f.Pos = locate(f.Path)
			found.Findings = append(found.Findings, f)
		}
	}
}

func isYAML(name string) bool {
	ending := strings.ToLower(filepath.Ext(name))
	return ending == ".yaml" || ending == ".yml"
}

// answersIn reads a questionnaire by the ending of its name. locate gives the place
// of a path in it.
func answersIn(name string, data []byte) (read *hearing.Spec, found diag.List, locate func(path string) diag.Pos, err error) {
	shown := filepath.ToSlash(name)
	if !isYAML(name) {
		read, found = questionnaire.Read(data, shown)
		return read, found, func(string) diag.Pos { return diag.Pos{File: shown} }, nil
	}
	fsys, err := oneFile(data)
	if err != nil {
		return nil, diag.List{}, nil, err
	}
	h, found := hearingfile.Read(hearingfile.Source{FS: fsys, Name: onlyFile, Shown: shown})
	if !found.HasErrors() && len(h.Responses) != 1 {
		found.Add(diag.HearingSheet, "", "problem", "no-rows").Pos = diag.Pos{File: shown}
	}
	for i := range h.Responses {
		if strings.TrimSpace(h.Responses[i].Respondent) == "" {
			found.Add(diag.HearingCell, "", "problem", "respondent").Pos = h.Locate(fmt.Sprintf("responses/%d/respondent", i))
		}
	}
	found.Sort()
	return &hearing.Spec{Responses: h.Responses}, found, h.Locate, nil
}
