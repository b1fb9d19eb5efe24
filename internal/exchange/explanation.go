package exchange

import (
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/model"
)

// ExplanationFormat is the version line of the JSON form of an explanation.
const ExplanationFormat = "sekisho-explanation/1"

// Explanation is the JSON form of why one cell has its letter, and what would
// change it: sekisho-explanation/1.
type Explanation struct {
	Format string    `json:"format"`
	Study  string    `json:"study"`
	Model  Name      `json:"model"`
	Asset  Name      `json:"asset"`
	Type   Name      `json:"asset_type"`
	Zone   Name      `json:"zone"`
	Threat Name      `json:"threat"`
	Cell   Cell      `json:"cell"`
	Matrix MatrixRef `json:"matrix"`
	// Importance with the facts on which it rests.
	Importance ImportanceFacts `json:"importance"`
	// Placement with the facts on which the threat level rests.
	Placement PlacementFacts `json:"placement"`
	// Evidence lists every countermeasure against the threat, counted or not.
	Evidence                []Evidence `json:"evidence"`
	CountermeasureJudgement *Judgement `json:"countermeasure_judgement,omitempty"`
	// Others are the letters that other matrices give.
	Others []OtherLetter `json:"other_matrices"`
	// Changes are the smallest changes of one level that change the letter.
	Changes []Change `json:"changes"`
}

// MatrixRef names the matrix cell behind the worst letter.
type MatrixRef struct {
	ID        string `json:"id"`
	Confirmed bool   `json:"confirmed"`
	Source    string `json:"source"`
}

// ImportanceFacts are what the importance rests on.
type ImportanceFacts struct {
	Level     int        `json:"level"`
	Suggested int        `json:"suggested"`
	Classes   []Name     `json:"classes"`
	Stops     *Name      `json:"stops,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	Judgement *Judgement `json:"judgement,omitempty"`
}

// PlacementFacts are what the threat level rests on.
type PlacementFacts struct {
	Declared   string     `json:"declared_exposure,omitempty"`
	Derived    string     `json:"derived_exposure,omitempty"`
	Witness    []Crossing `json:"witness,omitempty"`
	Physical   string     `json:"physical,omitempty"`
	ByPhysical bool       `json:"by_physical"`
	Judgement  *Judgement `json:"judgement,omitempty"`
}

// Judgement is an analyst's value.
type Judgement struct {
	Value  int    `json:"value"`
	Reason string `json:"reason"`
	Author string `json:"author"`
	Date   string `json:"date"`
	Source string `json:"source,omitempty"`
}

// Evidence is one countermeasure against the threat.
type Evidence struct {
	Countermeasure Name     `json:"countermeasure"`
	Classes        []string `json:"classes"`
	Layer          string   `json:"layer"`
	// Verdict: counts, counts-partly, unknown, class-not-counted, not-effective,
	// not-in-place, not-on-every-link or not-deployed.
	Verdict string  `json:"verdict"`
	Places  []Place `json:"places"`
	// Missing are the links into the asset that do without it.
	Missing []string `json:"missing_links,omitempty"`
}

// Place is a deployment that bears on the asset.
type Place struct {
	Deployment string `json:"deployment"`
	Link       string `json:"link,omitempty"`
	Status     string `json:"status"`
	Effective  string `json:"effective,omitempty"`
	Evidence   string `json:"evidence,omitempty"`
	Source     string `json:"source,omitempty"`
}

// OtherLetter is the letter that another matrix gives.
type OtherLetter struct {
	Matrix string    `json:"matrix"`
	Risk   RiskRange `json:"risk"`
}

// Change is a change of one level that changes the letter.
type Change struct {
	Set        string   `json:"set"`
	From       int      `json:"from"`
	To         int      `json:"to"`
	Letter     string   `json:"letter"`
	Candidates []string `json:"candidates,omitempty"`
}

// ExplanationJSON writes an explanation as sekisho-explanation/1.
func ExplanationJSON(r *assess.Result, e *assess.Explanation) ([]byte, error) {
	return write(NewExplanation(r, e))
}

// NewExplanation gives the published form of an explanation.
func NewExplanation(r *assess.Result, e *assess.Explanation) *Explanation {
	out := &Explanation{
		Format: ExplanationFormat, Study: r.Study.Spec.ID,
		Model: Name{string(e.Model.ID), e.Model.Text}, Asset: Name{string(e.Asset.ID), e.Asset.Text},
		Type: Name{string(e.Asset.Type.ID), e.Asset.Type.Text}, Zone: Name{string(e.Asset.Zone.ID), e.Asset.Zone.Text},
		Threat: Name{string(e.Threat.ID), e.Threat.Text}, Cell: newCell(r, e.Model, e.Cell),
		Matrix: MatrixRef{r.Method.Matrix.ID, e.Worst.Confirmed, e.Worst.Source},
		Importance: ImportanceFacts{Level: int(e.Rating.Importance), Suggested: int(e.Rating.Suggested), Classes: []Name{},
			Reason: e.Asset.Reason, Judgement: newJudgement(e.Rating.Judgement)},
		Placement: PlacementFacts{Declared: string(e.Exposure.Declared), Derived: string(e.Exposure.Derived),
			Physical: string(e.Physical), ByPhysical: e.ByPhysical, Judgement: newJudgement(e.ThreatJudgement)},
		Evidence: []Evidence{}, CountermeasureJudgement: newJudgement(e.CountermeasureJudgement),
		Others: []OtherLetter{}, Changes: []Change{},
	}
	for _, c := range e.Classes {
		out.Importance.Classes = append(out.Importance.Classes, Name{string(c.ID), c.Text})
	}
	if e.Stops != nil {
		out.Importance.Stops = &Name{string(e.Stops.ID), e.Stops.Text}
	}
	for _, w := range e.Exposure.Witness {
		out.Placement.Witness = append(out.Placement.Witness, Crossing{string(w.Link.ID), string(w.Into.ID)})
	}
	for _, x := range e.Evidence {
		out.Evidence = append(out.Evidence, newEvidence(x))
	}
	for _, o := range e.Others {
		out.Others = append(out.Others, OtherLetter{o.Matrix.ID, newRisk(o.Risk)})
	}
	for _, c := range e.Changes {
		change := Change{Set: string(c.Set), From: c.From, To: c.To, Letter: letter(c.Letter)}
		for _, m := range c.Candidates {
			change.Candidates = append(change.Candidates, string(m.ID))
		}
		out.Changes = append(out.Changes, change)
	}
	return out
}

func newJudgement(j *model.Judgement) *Judgement {
	if j == nil {
		return nil
	}
	return &Judgement{j.Value, j.Reason, j.Author, j.Date, j.Source}
}

func newEvidence(x assess.Evidence) Evidence {
	out := Evidence{Countermeasure: Name{string(x.Countermeasure.ID), x.Countermeasure.Text}, Layer: x.Countermeasure.Layer,
		Classes: []string{}, Verdict: string(x.Verdict), Places: []Place{}}
	for _, c := range x.Countermeasure.Classes {
		out.Classes = append(out.Classes, string(c))
	}
	for _, p := range x.Places {
		out.Places = append(out.Places, newPlace(p.Deployment, p.Link))
	}
	for _, k := range x.Missing {
		out.Missing = append(out.Missing, string(k.ID))
	}
	return out
}
