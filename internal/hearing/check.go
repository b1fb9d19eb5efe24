package hearing

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// Check reports everything that is wrong with a hearing as written, apart from
// its structure, by path.
func Check(s *Spec) diag.List {
	c := checker{spec: s, questions: map[QuestionID]*Question{}, organisations: map[string]bool{}}
	c.checkQuestions()
	c.checkOrganisations()
	for i := range s.Responses {
		c.checkResponse(i)
	}
	for i := range s.Adopted {
		a, path := &s.Adopted[i], "adopted/"+strconv.Itoa(i)
		c.organisation(a.Organisation, path)
		c.question(a.Question, a.Digest, path)
		c.effective(a.Status, a.Effective, path)
	}
	return c.list
}

type checker struct {
	spec          *Spec
	list          diag.List
	questions     map[QuestionID]*Question
	organisations map[string]bool
}

func (c *checker) checkQuestions() {
	for i := range c.spec.Questions {
		q, path := &c.spec.Questions[i], "questions/"+strconv.Itoa(i)
		if c.questions[q.ID] != nil {
			c.list.Add(diag.IDDuplicate, path+"/id", "id", string(q.ID))
			continue
		}
		c.questions[q.ID] = q
	}
}

func (c *checker) checkOrganisations() {
	for i := range c.spec.Organisations {
		o, path := &c.spec.Organisations[i], "organisations/"+strconv.Itoa(i)
		if c.organisations[o.Code] {
			c.list.Add(diag.IDDuplicate, path+"/code", "id", o.Code)
		}
		c.organisations[o.Code] = true
		c.code(o.Code, path+"/code")
	}
}

// code checks a 団体コード.
func (c *checker) code(code, path string) {
	if len(code) != 6 || ValidCode(code) {
		return // a wrong form is found by the structure
	}
	kv := []string{"value", code}
	if digit, ok := CheckDigit(code[:5]); ok && PrefectureOf(code) > 0 {
		kv = append(kv, "near", code[:5]+string(digit))
	}
	c.list.Add(diag.HearingCode, path, kv...)
}

func (c *checker) organisation(code, path string) {
	if !c.organisations[code] && len(code) == 6 {
		c.list.Add(diag.RefUnknown, path+"/organisation", "id", code, "near", diag.NearKey(&c.list, code, c.organisations))
	}
}

func (c *checker) question(id QuestionID, digest, path string) {
	q := c.questions[id]
	switch {
	case id == "":
	case q == nil:
		c.list.Add(diag.HearingQuestion, path+"/question", "id", string(id), "near", diag.NearKey(&c.list, id, c.questions))
	case digest != "" && digest != q.Digest:
		c.list.Add(diag.HearingOutdated, path+"/digest", "id", string(id))
	}
}

func (c *checker) checkResponse(i int) {
	r, path := &c.spec.Responses[i], "responses/"+strconv.Itoa(i)
	c.organisation(r.Organisation, path)
	seen := map[QuestionID]int{}
	for j := range r.Answers {
		a, at := &r.Answers[j], answerPath(i, j)
		if first, twice := seen[a.Question]; twice && a.Question != "" {
			c.list.Add(diag.HearingTwice, at+"/question", "id", string(a.Question)).Relate(answerPath(i, first))
		}
		seen[a.Question] = j
		c.question(a.Question, a.Digest, at)
		c.effective(a.Status, a.Effective, at)
	}
}

// effective checks that an effectiveness is given where it means something.
func (c *checker) effective(s model.Status, e model.Effectiveness, path string) {
	inPlace := s == model.InPlace || s == model.Partial
	switch {
	case inPlace && e == "":
		c.list.Add(diag.HearingEffectiveMissing, path)
	case !inPlace && e != "" && s != "":
		c.list.Add(diag.HearingEffectiveIdle, path+"/effective")
	}
}

func answerPath(response, answer int) string {
	return "responses/" + strconv.Itoa(response) + "/answers/" + strconv.Itoa(answer)
}

// CheckSettled reports what the answers of the organisations leave to be done:
// conflicts without an adopted answer, and adopted answers where nothing differs.
func CheckSettled(s *Spec, settled []Settled, questions []Question) diag.List {
	var list diag.List
	used := map[*AdoptedSpec]bool{}
	for _, o := range settled {
		for _, k := range o.Conflicts {
			if k.Adopted != nil {
				used[k.Adopted] = true
				continue
			}
			first := k.Given[0]
			f := list.Add(diag.HearingConflict, first.Path, "id", string(questions[k.Question].ID), "organisation", o.Organisation.Code,
				"count", strconv.Itoa(len(k.Given)))
			for _, g := range k.Given[1:] {
				f.Relate(g.Path)
			}
		}
	}
	for i := range s.Adopted {
		if !used[&s.Adopted[i]] {
			list.Add(diag.HearingAdoptedIdle, "adopted/"+strconv.Itoa(i), "id", string(s.Adopted[i].Question), "organisation", s.Adopted[i].Organisation)
		}
	}
	return list
}
