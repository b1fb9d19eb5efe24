package exchange

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/locale"
)

// ManifestFormat is the version line of a manifest.
const ManifestFormat = "sekisho-manifest/1"

// ManifestFile is the usual name of a manifest.
const ManifestFile = "manifest.json"

// Manifest lists the files that one run made of one study: sekisho-manifest/1.
// It carries no time, so that the same study gives the same manifest; the date
// is the study's own.
type Manifest struct {
	Format string `json:"format"`
	// Program is the version of sekisho.
	Program string        `json:"program"`
	Study   ManifestStudy `json:"study"`
	// Matrix and Models are what was assessed, Parameters the cases in force.
	Matrix     string            `json:"matrix"`
	Models     []string          `json:"models"`
	Parameters map[string]string `json:"parameters"`
	// Lang is the language of the files that have one.
	Lang string `json:"lang"`
	// Complete tells that every output was made and none has a hole.
	Complete bool `json:"complete"`
	// Files in the order of their names.
	Files []ManifestEntry `json:"files"`
	// Failed outputs, of which there are no files.
	Failed []ManifestFailure `json:"failed"`
	// Findings about files, such as a figure that could not be made.
	Findings []ManifestFinding `json:"findings"`
}

// ManifestStudy tells which text of which study the files rest on.
type ManifestStudy struct {
	ID   string `json:"id"`
	AsOf string `json:"as_of"`
	// Revision of the study on a server; absent where it was read from files.
	Revision int64 `json:"revision,omitempty"`
	// Digest is a SHA-256 over the study's files as they were read.
	Digest string `json:"sha256"`
}

// ManifestEntry is one file.
type ManifestEntry struct {
	File string `json:"file"`
	// Output that made it.
	Output string `json:"output"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// ManifestFailure is an output of which there are no files.
type ManifestFailure struct {
	Output string `json:"output"`
	Reason string `json:"reason"`
}

// ManifestFinding is something that an output lacks.
type ManifestFinding struct {
	Output   string `json:"output"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

// NewManifest begins a manifest with what was assessed.
func NewManifest(r *assess.Result, digest, program string, l lang.Lang) *Manifest {
	spec := r.Study.Spec
	m := &Manifest{Format: ManifestFormat, Program: program, Study: ManifestStudy{ID: spec.ID, AsOf: spec.AsOf, Digest: digest}, Matrix: r.Method.Matrix.ID,
		Models: []string{}, Parameters: map[string]string{}, Lang: string(l), Complete: true,
		Files: []ManifestEntry{}, Failed: []ManifestFailure{}, Findings: []ManifestFinding{}}
	for _, x := range r.Models {
		m.Models = append(m.Models, string(x.Model.ID))
		for p, c := range x.Model.Parameters {
			m.Parameters[string(p)] = string(c)
		}
	}
	return m
}

// AddFile lists a file that an output made.
func (m *Manifest) AddFile(output, file string, bytes int, sha256 string) {
	m.Files = append(m.Files, ManifestEntry{file, output, bytes, sha256})
}

// AddFailure lists an output of which there are no files.
func (m *Manifest) AddFailure(output string, err error) {
	m.Complete = false
	m.Failed = append(m.Failed, ManifestFailure{output, err.Error()})
}

// AddFindings lists what the files of an output lack.
func (m *Manifest) AddFindings(output string, found diag.List) {
	for _, f := range found.Findings {
		message, _ := locale.Finding(lang.Lang(m.Lang), f)
		m.Complete = m.Complete && f.Severity == diag.Note
		m.Findings = append(m.Findings, ManifestFinding{output, string(f.Code), f.Severity.String(), message})
	}
}

// Encode writes the manifest, its files in the order of their names.
func (m *Manifest) Encode() ([]byte, error) {
	out := *m
	out.Files = slices.SortedFunc(slices.Values(m.Files), func(a, b ManifestEntry) int { return cmp.Compare(a.File, b.File) })
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return append(data, '\n'), nil
}
