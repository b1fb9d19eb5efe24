package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/exchange"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/hearingfile"
	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/job/task"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/plan"
	"github.com/sekisho/sekisho/internal/store"
	"github.com/sekisho/sekisho/internal/tracing"
)

// stored opens the study that a task is about, as of its revision. What cannot be
// assessed fails for good.
func (j *Jobs) stored(ctx context.Context, x job.Job, o task.Of, opt model.Options) (*Study, store.Revision, error) {
	exported, err := ExportStudy(ctx, InDatabase(j.store), o.Line(x.Study), store.Revision(o.At))
	if err != nil {
		return nil, 0, final(err)
	}
	files := map[string][]byte{}
	for _, f := range exported.Study {
		files["study/"+f.Name] = f.Data
	}
	study, err := OpenFiles(files, "study", string(x.Study), opt)
	if err != nil {
		return nil, 0, err
	}
	if !study.Usable() {
		found := study.Findings()
		return nil, 0, permanent("the study has %d errors", found.Count(diag.Error))
	}
	return study, exported.Revision, nil
}

// language gives the language of a task's result.
func language(o task.Of) lang.Lang {
	if o.Lang == string(lang.En) {
		return lang.En
	}
	return lang.Ja
}

// report makes the report of a stored study.
func (j *Jobs) report(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o task.Report
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read task: %w", err)
	}
	study, revision, err := j.stored(ctx, x, o.Of, model.Options{})
	if err != nil {
		return nil, err
	}
	// Half of the work is the assessment, the other half the files.
	result, _, err := study.Assess(ctx, assess.Options{Progress: func(done, total int) { progress(done, 2*total) }})
	if err != nil {
		return nil, err
	}
	outputs, found, err := study.Reports(result, ReportOptions{Kind: o.Kind, Public: o.Public, Lang: language(o.Of), Formats: o.Formats})
	if err != nil {
		return nil, err
	}
	if len(outputs) == 0 {
		return nil, permanent("no report: %d findings", len(found.Findings))
	}
	made := map[string][]byte{}
	manifest := exchange.NewManifest(result, study.Digest(), j.Program, language(o.Of))
	manifest.Study.Revision = int64(revision)
	for i, out := range outputs {
		making, span := tracing.Step(ctx, "make "+out.Name)
		list, lacks, err := out.Make(making)
		span.End()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", out.Name, err)
		}
		for _, f := range list {
			made[f.Name] = f.Data
			sum := sha256.Sum256(f.Data)
			manifest.AddFile(out.Name, f.Name, len(f.Data), hex.EncodeToString(sum[:]))
		}
		manifest.AddFindings(out.Name, lacks)
		progress(len(outputs)+i+1, 2*len(outputs))
	}
	if made[exchange.ManifestFile], err = manifest.Encode(); err != nil {
		return nil, err
	}
	data, err := archive(made)
	if err != nil {
		return nil, err
	}
	return &job.Result{Name: fmt.Sprintf("%s-r%d-%s.zip", x.Study, revision, o.Kind), Data: data}, nil
}

// archive packs files, the same ones always into the same bytes.
func archive(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack files: %w", err)
	}
	return b.Bytes(), nil
}

// published gives a result as JSON, as the command of the same name writes it.
func published(name string, v any) (*job.Result, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return &job.Result{Name: name, Data: b.Bytes()}, nil
}

// usualSearch bounds the search for a plan where a task names no time.
const usualSearch = 10 * time.Minute

// plan makes a plan of countermeasures for a model of a stored study. A search that
// takes too long ends with the best plan found, which says so.
func (j *Jobs) plan(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o task.Plan
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read task: %w", err)
	}
	opt, err := planOptions(o)
	if err != nil {
		return nil, err
	}
	study, revision, err := j.stored(ctx, x, o.Of, model.Options{Parameters: when(o.Parameters)})
	if err != nil {
		return nil, err
	}
	if err := study.has([]model.ModelID{opt.Model}, opt.Damages); err != nil {
		return nil, &job.PermanentError{Err: err}
	}
	result, _, err := study.Assess(ctx, assess.Options{Models: []model.ModelID{opt.Model}})
	if err != nil {
		return nil, err
	}
	limit := usualSearch
	if o.Seconds > 0 {
		limit = time.Duration(o.Seconds) * time.Second
	}
	searching, stop := context.WithTimeout(ctx, limit)
	defer stop()
	opt.Progress = func(p plan.Progress) { progress(p.Rounds, 0) }
	opt.DeadProgress = progress
	made, cut, err := MakePlan(searching, result, opt)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, permanent("nothing was found in %s", limit)
	case unknownCandidate(err):
		return nil, &job.PermanentError{Err: err}
	case err != nil:
		return nil, err
	}
	name := fmt.Sprintf("%s-r%d-plan-%s.json", x.Study, revision, o.Model)
	if cut {
		name = fmt.Sprintf("%s-r%d-plan-%s-incomplete.json", x.Study, revision, o.Model)
	}
	return published(name, exchange.NewPlan(made, language(o.Of)))
}

// planOptions reads a task.
func planOptions(o task.Plan) (PlanOptions, error) {
	opt := PlanOptions{Model: model.ModelID(o.Model), Front: o.Front, Smallest: o.Smallest, Dead: o.Dead,
		Options: plan.Options{Budget: o.Budget, Years: o.Years, WrittenOnly: o.WrittenOnly, Alternatives: o.Alternatives,
			Require: deployments(o.Require), Forbid: deployments(o.Forbid)}}
	for _, group := range o.Either {
		opt.Either = append(opt.Either, deployments(group))
	}
	for _, d := range o.Damages {
		opt.Damages = append(opt.Damages, model.DamageID(d))
	}
	var wrong [2]error
	opt.Leave, wrong[0] = letterOf(o.Leave)
	opt.Cells, wrong[1] = letterOf(o.Cells)
	if err := errors.Join(wrong[:]...); err != nil {
		return opt, permanent("read task: %w", err)
	}
	return opt, nil
}

func when(parameters map[string]string) model.When {
	out := model.When{}
	for p, c := range parameters {
		out[model.ParameterID(p)] = model.ParameterCase(c)
	}
	return out
}

// letterOf reads a letter; where there is none it is unrated.
func letterOf(text string) (method.RiskValue, error) {
	if text == "" {
		return method.Unrated, nil
	}
	return method.ParseRiskValue(text)
}

func deployments(ids []string) []model.DeploymentID {
	var out []model.DeploymentID
	for _, id := range ids {
		out = append(out, model.DeploymentID(id))
	}
	return out
}

// evaluate rates the models of a stored study with the answers of all
// organisations to one of its hearings.
func (j *Jobs) evaluate(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o task.Evaluation
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read task: %w", err)
	}
	g, err := j.gathered(ctx, x, o)
	if err != nil {
		return nil, err
	}
	parameters := model.When{}
	maps.Copy(parameters, g.Head.Parameters)
	maps.Copy(parameters, when(o.Parameters))
	study, revision, err := j.stored(ctx, x, o.Of, model.Options{Parameters: parameters})
	if err != nil {
		return nil, err
	}
	models := g.Head.Models
	if len(o.Models) > 0 {
		models = nil
		for _, m := range o.Models {
			models = append(models, model.ModelID(m))
		}
	}
	if err := study.has(models, nil); err != nil {
		return nil, &job.PermanentError{Err: err}
	}
	result, _, err := study.Assess(ctx, assess.Options{Models: models})
	if err != nil {
		return nil, err
	}
	if g.Head.Study != "" && g.Head.Study != study.Spec.ID {
		return nil, permanent("the hearing is about study %s", g.Head.Study)
	}
	questions := hearing.Derive(result)
	planned, err := matching(questions, o.Plan)
	if err != nil {
		return nil, err
	}
	where, err := matching(questions, o.Where)
	if err != nil {
		return nil, err
	}
	n, err := EvaluateNation(ctx, g, result, NationPlan{Questions: planned}, progress)
	if err != nil {
		return nil, err
	}
	l := language(o.Of)
	return published(fmt.Sprintf("%s-r%d-%s.json", x.Study, revision, o.Questionnaire), n.Figures(l, NationPlan{Questions: planned}, where, n.GroupBy(l, o.By)))
}

// matching gives the questions that texts name, each once.
func matching(questions []hearing.Question, texts []string) ([]int, error) {
	var out []int
	for _, text := range texts {
		found := hearing.Matching(questions, text)
		if len(found) == 0 {
			return nil, &job.PermanentError{Err: &UnknownError{text}}
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// hearingRecords is where hearings stand among the records of a study: the
// questions in hearings/ID.yaml, what was answered below hearings/ID.
const hearingRecords = "hearings/"

// gathered reads the answers of a hearing that is kept with a study.
func (j *Jobs) gathered(ctx context.Context, x job.Job, o task.Evaluation) (*hearing.Gather, error) {
	files := map[string][]byte{}
	for _, prefix := range []string{hearingRecords + o.Questionnaire + ".yaml", hearingRecords + o.Questionnaire + "/"} {
		records, err := j.store.Records(ctx, o.Line(x.Study), store.Choice{At: store.Revision(o.At), Prefix: prefix, Data: true})
		if err != nil {
			return nil, final(err)
		}
		for _, r := range records {
			if strings.HasSuffix(r.Name, ".yaml") {
				files[r.Name] = r.Data
			}
		}
	}
	if len(files) == 0 {
		return nil, permanent("there is no hearing %s", o.Questionnaire)
	}
	fsys, err := inMemory(files)
	if err != nil {
		return nil, err
	}
	g, found, err := gather(ctx, hearingfile.Source{FS: fsys, Name: "hearings", Shown: "hearings"}, func(int) {})
	if err != nil {
		return nil, err
	}
	if g == nil {
		return nil, permanent("the hearing has errors, the first %s at %s", found.Findings[0].Code, found.Findings[0].Pos)
	}
	if len(g.Organisations) == 0 {
		return nil, permanent("the hearing names no organisations")
	}
	return g, nil
}

// importStudy imports a study, once whatever the attempt.
func (j *Jobs) importStudy(ctx context.Context, x job.Job, progress func(done, total int)) (*job.Result, error) {
	var o task.Import
	if err := json.Unmarshal(x.Payload, &o); err != nil {
		return nil, permanent("read task: %w", err)
	}
	files := map[string][]byte{}
	for _, f := range o.Files {
		files["study/"+f.Name] = []byte(f.Text)
	}
	study, err := OpenFiles(files, "study", string(x.Study), model.Options{})
	if err != nil {
		return nil, permanent("read files: %w", err)
	}
	progress(1, 2)
	in := StudyImport{Line: task.Of{Branch: o.Branch}.Line(x.Study), Base: store.Revision(o.Base), Owner: o.Organisation, By: x.By, Reason: o.Reason, once: string(x.ID)}
	l, revision, found, err := in.write(ctx, InDatabase(j.store), study)
	if err != nil {
		return nil, final(err)
	}
	if found.HasErrors() {
		return nil, permanent("the study has errors, the first %s at %s", found.Findings[0].Code, found.Findings[0].Pos)
	}
	return published("revision.json", map[string]any{"study": l.Study, "branch": l.Branch, "revision": revision})
}
