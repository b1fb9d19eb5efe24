package app

import (
	"io/fs"
	"slices"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/hearingfile"
	"github.com/sekisho/sekisho/internal/model"
)

// ReadHearingFile reads one file of a hearing in memory; shown is the name under
// which findings place it.
func ReadHearingFile(data []byte, shown string) (*hearing.Spec, diag.List, error) {
	fsys, err := oneFile(data)
	if err != nil {
		return nil, diag.List{}, err
	}
	h, found := hearingfile.Read(hearingfile.Source{FS: fsys, Name: onlyFile, Shown: shown})
	return &h.Spec, found, nil
}

// onlyFile is the name of a file in a file system of its own.
const onlyFile = "file.yaml"

func oneFile(data []byte) (fs.FS, error) { return inMemory(map[string][]byte{onlyFile: data}) }

// ReadAnswers reads a questionnaire in memory that was filled in, and checks it
// against the hearing that it belongs to. name tells by its ending what it is.
// Where anything is refused there is no response, but findings.
func ReadAnswers(name string, data []byte, h *hearing.Spec) (*hearing.ResponseSpec, diag.List, error) {
	read, found, locate, err := answersIn(name, data)
	if err != nil || read == nil || found.HasErrors() {
		return nil, found, err
	}
	checkAnswers(read, h, &found, locate)
	if found.HasErrors() {
		return nil, found, nil
	}
	r := &read.Responses[0]
	if isYAML(name) { // what was left as it was written is no answer
		r.Answers = slices.DeleteFunc(r.Answers, func(a hearing.AnswerSpec) bool {
			return a.Status == model.UnknownStatus && a.Evidence+a.Note == ""
		})
	}
	return r, found, nil
}
