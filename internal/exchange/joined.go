package exchange

import (
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
)

// Scenario is a scenario written by the analyst, checked and rated.
type Scenario struct {
	ID     string    `json:"id"`
	Name   lang.Text `json:"name"`
	Entry  string    `json:"entry,omitempty"`
	Target string    `json:"target"`
	// Found tells that the search can take every step from the entry point.
	Found          bool           `json:"found"`
	ThreatLevel    int            `json:"threat_level"`
	Countermeasure LevelRange     `json:"countermeasure_level"`
	Damages        []ScenarioRisk `json:"damages"`
	Steps          []ScenarioStep `json:"steps"`
}

// ScenarioRisk is the letter of a scenario for one damage.
type ScenarioRisk struct {
	Damage string    `json:"damage"`
	Risk   RiskRange `json:"risk"`
}

// ScenarioStep is one step of a scenario.
type ScenarioStep struct {
	Asset          string     `json:"asset"`
	Name           lang.Text  `json:"name"`
	Tactic         string     `json:"tactic,omitempty"`
	Technique      string     `json:"technique,omitempty"`
	Threat         string     `json:"threat,omitempty"`
	Link           string     `json:"link,omitempty"`
	Countermeasure LevelRange `json:"countermeasure_level"`
	// Doubts: no-link, not-its-tactic, no-rule, not-taken, no-threat.
	Doubts []string `json:"doubts,omitempty"`
}

// Joined holds the two analyses against each other.
type Joined struct {
	// Disagreements contradict each other: there should be none.
	Disagreements []Difference `json:"disagreements"`
	// Differences count other countermeasures, for the reasons given.
	Differences  []Difference      `json:"differences"`
	Unthreatened []string          `json:"assets_without_threat"`
	UnusedLinks  []string          `json:"unused_links"`
	UnusedFlows  []string          `json:"unused_flows"`
	Idle         []string          `json:"idle_deployments"`
	Impossible   []ImpossibleEntry `json:"impossible_entries"`
}

// Difference is a step whose level is not that of its cell, and what makes the
// difference.
type Difference struct {
	Asset  string     `json:"asset"`
	Threat string     `json:"threat"`
	Rule   string     `json:"rule"`
	Link   string     `json:"link,omitempty"`
	Step   LevelRange `json:"step_level"`
	Cell   LevelRange `json:"cell_level"`
	// OnlyCell and OnlyStep are countermeasures that count for one of the two.
	OnlyCell []string `json:"only_cell,omitempty"`
	OnlyStep []string `json:"only_step,omitempty"`
	Off      []string `json:"off,omitempty"`
}

// ImpossibleEntry is an entry point that leads to no goal: stated,
// no-initial-rule or no-way.
type ImpossibleEntry struct {
	Entry string `json:"entry"`
	Why   string `json:"why"`
	// Reason that the model states.
	Reason string `json:"reason,omitempty"`
}

func newScenario(s assess.ScenarioResult) Scenario {
	x := s.Scenario
	out := Scenario{ID: x.ID, Name: x.Text, Entry: string(x.Entry), Target: string(x.Target.ID), Found: s.Found,
		ThreatLevel: int(s.ThreatLevel), Countermeasure: newLevels(s.Countermeasure), Damages: []ScenarioRisk{}, Steps: []ScenarioStep{}}
	for _, d := range s.Damages {
		out.Damages = append(out.Damages, ScenarioRisk{string(d.Damage.ID), newRisk(d.Risk)})
	}
	for _, step := range s.Steps {
		row := ScenarioStep{Asset: string(step.Asset.ID), Name: step.Spec.Text, Tactic: string(step.Spec.Tactic),
			Technique: string(step.Spec.Technique), Threat: string(step.Threat), Countermeasure: newLevels(step.Countermeasure),
			Doubts: texts(step.Doubts)}
		if step.Link != nil {
			row.Link = string(step.Link.ID)
		}
		out.Steps = append(out.Steps, row)
	}
	return out
}

func newJoined(j *assess.Joined) Joined {
	out := Joined{Disagreements: newDifferences(j.Disagreements), Differences: newDifferences(j.Differences),
		Unthreatened: idsOf(j.Unthreatened, assetID), UnusedLinks: idsOf(j.UnusedLinks, linkID),
		UnusedFlows: idsOf(j.UnusedFlows, flowID), Idle: idsOf(j.Idle, deploymentID), Impossible: []ImpossibleEntry{}}
	for _, e := range j.Impossible {
		out.Impossible = append(out.Impossible, ImpossibleEntry{string(e.Entry.Point.ID), string(e.Bar), e.Entry.Reason})
	}
	return out
}

func newDifferences(differences []assess.Difference) []Difference {
	out := []Difference{}
	for _, d := range differences {
		row := Difference{Asset: string(d.Asset.ID), Threat: string(d.Threat), Rule: string(d.Rule.ID), Step: newLevels(d.Step),
			Cell: newLevels(d.Cell), OnlyCell: countermeasureIDs(d.OnlyCell), OnlyStep: countermeasureIDs(d.OnlyStep), Off: texts(d.Off)}
		if d.Link != nil {
			row.Link = string(d.Link.ID)
		}
		out = append(out, row)
	}
	return out
}

func countermeasureIDs(cs []*catalog.Countermeasure) []string {
	var out []string
	for _, c := range cs {
		out = append(out, string(c.ID))
	}
	return out
}

// Coverage tells on which assets a countermeasure stands.
type Coverage struct {
	Countermeasure string   `json:"countermeasure"`
	Counted        bool     `json:"counted"`
	InPlace        []string `json:"in_place,omitempty"`
	Partly         []string `json:"partly,omitempty"`
	Unknown        []string `json:"unknown,omitempty"`
	NotInPlace     []string `json:"not_in_place,omitempty"`
}

func newCoverage(g assess.CoverGrid) []Coverage {
	out := []Coverage{}
	for i, c := range g.Countermeasures {
		row := Coverage{Countermeasure: string(c.ID), Counted: c.Counted()}
		into := map[assess.Verdict]*[]string{assess.Counts: &row.InPlace, assess.CountsPartly: &row.Partly,
			assess.CountsIfKnown: &row.Unknown, assess.NotInPlace: &row.NotInPlace}
		for j, mark := range g.Marks[i] {
			if list := into[mark]; list != nil {
				*list = append(*list, string(g.Assets[j].ID))
			}
		}
		out = append(out, row)
	}
	return out
}
