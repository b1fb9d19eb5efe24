package hearing

import (
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
)

// Format is the version line that every hearing file begins with.
const Format = "sekisho-hearing/1"

// Spec is a hearing as written: any of organisations, questions, responses and
// adopted answers, in one file or in several of one directory.
type Spec struct {
	// Version of the format: sekisho-hearing/1.
	Format string `yaml:"format"`
	// Id of the study that the questions come from.
	Study string `yaml:"study,omitempty"`
	// Date of the study that the questions come from, YYYY-MM-DD.
	AsOf string `yaml:"as_of,omitempty" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	// Models that the questions are about.
	Models []model.ModelID `yaml:"models,omitempty"`
	// Cases of parameters that were chosen for the questions; of the others each
	// model has its own.
	Parameters model.When `yaml:"parameters,omitempty"`
	// Organisations 団体 that are asked.
	Organisations []OrganisationSpec `yaml:"organisations,omitempty"`
	// Questions 設問, those that can change most letters first.
	Questions []Question `yaml:"questions,omitempty"`
	// Responses 回答票, one of each respondent.
	Responses []ResponseSpec `yaml:"responses,omitempty"`
	// Adopted answers 採用した回答, where respondents differ.
	Adopted []AdoptedSpec `yaml:"adopted,omitempty"`
}

// OrganisationSpec is an organisation 団体.
type OrganisationSpec struct {
	// Code 団体コード, six digits with the check digit.
	Code string `yaml:"code" jsonschema:"pattern=^[0-9]{6}$"`
	// Name of the organisation.
	Name string `yaml:"name"`
	// Population, which gives its class.
	Population int    `yaml:"population,omitempty" jsonschema:"minimum=0"`
	Note       string `yaml:"note,omitempty"`
}

// QuestionID identifies a question: countermeasure × scope.
type QuestionID string

// Question is a question 設問 about one countermeasure over one scope. One
// question may serve several deployments in several models.
type Question struct {
	// Stable id, made of the countermeasure and the scope.
	ID QuestionID `yaml:"id"`
	// Countermeasure 対策項目.
	Countermeasure catalog.CountermeasureID `yaml:"countermeasure"`
	// Name of the countermeasure.
	Name lang.Text `yaml:"name"`
	// Layer of defence, by which the questionnaire is ordered.
	Layer string `yaml:"layer"`
	// What is asked.
	Text lang.Text `yaml:"question"`
	// What the countermeasure is.
	Help lang.Text `yaml:"help,omitempty"`
	// Kind of scope: model, zones, types, assets or links.
	Scope string `yaml:"scope" jsonschema:"enum=model,enum=zones,enum=types,enum=assets,enum=links"`
	// Places that the scope names.
	Places []Place `yaml:"places,omitempty"`
	// Deployments that the answer is about, as model/deployment.
	Deployments []string `yaml:"deployments"`
	// Covers lists what the question is about: assets as asset@zone, and links.
	Covers []string `yaml:"covers,omitempty"`
	// Digest of what it asks about; an answer holds for the digest that it names.
	Digest string `yaml:"digest"`
	// Number of A and B letters that the answer can change when nothing is
	// answered yet.
	Letters int `yaml:"letters,omitempty" jsonschema:"minimum=0"`
}

// Place is a zone, an asset type, an asset or a link that a scope names.
type Place struct {
	ID        string `yaml:"id"`
	lang.Text `yaml:",inline"`
}

// ResponseSpec is what one respondent of an organisation answers.
type ResponseSpec struct {
	// Code of the organisation.
	Organisation string `yaml:"organisation" jsonschema:"pattern=^[0-9]{6}$"`
	// Respondent who answered.
	Respondent string `yaml:"respondent"`
	// Section of the respondent.
	Section string `yaml:"section,omitempty"`
	// Date of the answers, YYYY-MM-DD.
	Date    string       `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	Note    string       `yaml:"note,omitempty"`
	Answers []AnswerSpec `yaml:"answers"`
}

// AnswerSpec is one answer 回答.
type AnswerSpec struct {
	// Question answered.
	Question QuestionID `yaml:"question"`
	// Digest of the question as it was asked; empty: as it stands now.
	Digest string `yaml:"digest,omitempty"`
	// Status: in-place, partial, planned, absent, not-applicable or unknown.
	Status model.Status `yaml:"status" jsonschema:"enum=in-place,enum=partial,enum=planned,enum=absent,enum=not-applicable,enum=unknown"`
	// Whether it works: yes, no or unknown; for in-place and partial.
	Effective model.Effectiveness `yaml:"effective,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Evidence 根拠資料.
	Evidence string `yaml:"evidence,omitempty"`
	Note     string `yaml:"note,omitempty"`
}

// AdoptedSpec is the answer taken where respondents of an organisation differ.
type AdoptedSpec struct {
	// Code of the organisation.
	Organisation string     `yaml:"organisation" jsonschema:"pattern=^[0-9]{6}$"`
	Question     QuestionID `yaml:"question"`
	// Digest of the question as it was asked; empty: as it stands now.
	Digest    string              `yaml:"digest,omitempty"`
	Status    model.Status        `yaml:"status" jsonschema:"enum=in-place,enum=partial,enum=planned,enum=absent,enum=not-applicable,enum=unknown"`
	Effective model.Effectiveness `yaml:"effective,omitempty" jsonschema:"enum=yes,enum=no,enum=unknown"`
	// Why this answer.
	Reason string `yaml:"reason"`
	Author string `yaml:"author"`
	Date   string `yaml:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
}
