package app

import (
	"context"
	"slices"
	"sync"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/hearing"
	"github.com/sekisho/sekisho/internal/server/api"
	"github.com/sekisho/sekisho/internal/store"
)

// Questionnaires reads the questions of hearings out of the store. It keeps those
// that it read last, for they are read with every answer, and reading them takes far
// longer than an answer does. The zero value is ready.
type Questionnaires struct {
	mutex sync.Mutex
	// kept, the last one used first.
	kept []readQuestions
}

type readQuestions struct {
	digest store.Digest
	spec   *hearing.Spec
}

// questionnairesKept is how many are kept: those of a few studies at once.
const questionnairesKept = 8

// Of gives the questions in a record, of which data gives the content as it is by
// now. Nobody may change them. Where anything in them is an error there is nothing
// but findings.
func (q *Questionnaires) Of(r store.Record, data func() ([]byte, error)) (*hearing.Spec, diag.List, error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if i := slices.IndexFunc(q.kept, func(k readQuestions) bool { return k.digest == r.Digest }); i >= 0 {
		k := q.kept[i]
		q.kept = slices.Insert(slices.Delete(q.kept, i, i+1), 0, k)
		return k.spec, diag.List{}, nil
	}
	content, err := data()
	if err != nil {
		return nil, diag.List{}, err
	}
	spec, found, err := ReadHearingFile(content, r.Name)
	if err != nil || found.HasErrors() {
		return nil, found, err
	}
	// The record may have changed since its head was read.
	q.kept = slices.Insert(q.kept, 0, readQuestions{store.DigestOf(content), spec})
	q.kept = q.kept[:min(len(q.kept), questionnairesKept)]
	return spec, diag.List{}, nil
}

// Check finds what is wrong with answers that are sent to the server, as the
// commands do with files.
func (q *Questionnaires) Check(_ context.Context, sent api.Sent) (diag.List, error) {
	asked, found, err := q.Of(sent.Questions, sent.Read)
	if err != nil || asked == nil {
		return found, err
	}
	h := hearing.Spec{Questions: asked.Questions, Organisations: asked.Organisations}
	if code := hearing.OrganisationOf(sent.Respondent, sent.Owner); code != "" {
		h.Organisations = []hearing.OrganisationSpec{{Code: code}}
	}
	_, found, err = ReadAnswers(sent.Name, sent.Text, &h)
	return found, err
}
