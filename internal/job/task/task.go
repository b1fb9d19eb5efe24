// Package task says what jobs can be asked for: reports, plans of
// countermeasures, national evaluations of a hearing 団体ヒアリング, and imports of
// studies. A task is the payload of its job, as JSON, the same whether a command,
// a page or the HTTP API asked for it.
//
// It does none of them: the handlers are package app's.
package task

import (
	"encoding/json"
	"fmt"

	"github.com/sekisho/sekisho/internal/job"
	"github.com/sekisho/sekisho/internal/store"
)

// Kinds of jobs.
const (
	KindReport     = "report"
	KindPlan       = "plan"
	KindEvaluation = "evaluation"
	KindImport     = "import"
)

// Of names what a task is about.
type Of struct {
	Branch string `json:"branch,omitempty" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$" doc:"Absent: main."`
	At     int64  `json:"at,omitempty" minimum:"0" doc:"The revision; absent or 0: the newest when the job runs."`
	Lang   string `json:"lang,omitempty" enum:"ja,en" doc:"The language of the result; absent: that of the request."`
}

// Line gives the branch of a study that the task is about.
func (o Of) Line(study store.StudyID) store.Line {
	if o.Branch == "" {
		o.Branch = string(store.Main)
	}
	return store.Line{Study: study, Branch: store.Branch(o.Branch)}
}

// Report asks for a report, as an archive of its formats.
type Report struct {
	Of
	Kind    string   `json:"kind" enum:"full,overview"`
	Public  bool     `json:"public,omitempty" doc:"Whether the edition for publication is wanted."`
	Formats []string `json:"formats,omitempty" enum:"docx,pdf,html,md,pptx" doc:"Absent: all."`
	Preview bool     `json:"preview,omitempty" doc:"Whether it is a preview, which lists tell apart from reports."`
}

// Plan asks for a plan of countermeasures for one model.
type Plan struct {
	Of
	Model        string            `json:"model" minLength:"1" maxLength:"64"`
	Damages      []string          `json:"damages,omitempty" maxItems:"1000" doc:"The business damages to lower; absent: all that are not light."`
	Leave        string            `json:"leave,omitempty" enum:"A,B,C,D,E" doc:"The worst letter to leave on them; absent: B, or with a budget the best that it allows."`
	Cells        string            `json:"cells,omitempty" enum:"A,B,C,D,E" doc:"The worst letter to leave in the cells of the asset-based analysis; absent: any."`
	Budget       *int64            `json:"budget_yen,omitempty" minimum:"0"`
	Years        int               `json:"years,omitempty" minimum:"0" maximum:"100"`
	Require      []string          `json:"require,omitempty" maxItems:"1000"`
	Forbid       []string          `json:"forbid,omitempty" maxItems:"1000"`
	Either       [][]string        `json:"either,omitempty" maxItems:"1000"`
	WrittenOnly  bool              `json:"written_only,omitempty"`
	Alternatives int               `json:"alternatives,omitempty" minimum:"0" maximum:"100"`
	Front        bool              `json:"front,omitempty"`
	Smallest     bool              `json:"smallest,omitempty"`
	Dead         bool              `json:"dead,omitempty"`
	Parameters   map[string]string `json:"parameters,omitempty" doc:"The cases of parameters, by parameter."`
	Seconds      int               `json:"seconds,omitempty" minimum:"1" maximum:"3600" doc:"How long the search may take; absent: 600."`
}

// Evaluation asks for the figures of all organisations that answered a hearing.
type Evaluation struct {
	Of
	Questionnaire string            `json:"questionnaire" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$" doc:"The hearing, whose files are hearings/ID.yaml and below hearings/ID."`
	Models        []string          `json:"models,omitempty" maxItems:"100" doc:"Absent: those that the hearing asks about."`
	Parameters    map[string]string `json:"parameters,omitempty" doc:"The cases of parameters, by parameter."`
	Plan          []string          `json:"plan,omitempty" maxItems:"1000" doc:"Questions whose countermeasures are taken as put in place everywhere."`
	Where         []string          `json:"where,omitempty" maxItems:"1000" doc:"Questions for which the organisations are listed that lack the countermeasure."`
	By            string            `json:"by,omitempty" enum:"class,prefecture" doc:"How organisations are grouped; absent: by class."`
}

// Import asks for the files of a study to be written.
type Import struct {
	Branch string `json:"branch,omitempty" maxLength:"64" pattern:"^[a-z0-9][a-z0-9._-]{0,63}$" doc:"Absent: main."`
	// Base is the revision at which the files were exported; 0 for a new study.
	Base         int64  `json:"base,omitempty" minimum:"0" doc:"The revision at which the files were exported; absent or 0 for a new study."`
	Organisation string `json:"organisation,omitempty" pattern:"^(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{4}$" doc:"To which a new study belongs."`
	Reason       string `json:"reason,omitempty" maxLength:"10000"`
	Files        []File `json:"files" minItems:"1" maxItems:"10000" nullable:"false"`
}

// File is a file of a study.
type File struct {
	Name string `json:"name" minLength:"1" maxLength:"500"`
	Text string `json:"text"`
}

// Spec gives the job that does a task of a kind for a study.
func Spec(kind string, task any, study store.StudyID, by store.Actor) (job.Spec, error) {
	data, err := json.Marshal(task)
	if err != nil {
		return job.Spec{}, fmt.Errorf("write task: %w", err)
	}
	return job.Spec{Kind: kind, Payload: data, Study: study, By: by}, nil
}
