package exchange

import (
	"strings"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// Version lines of comparisons.
const (
	ComparisonFormat = "sekisho-comparison/1"
	DifferenceFormat = "sekisho-difference/1"
)

// Comparison is the JSON form of models held against one of them.
type Comparison struct {
	Format string `json:"format"`
	Study  Study  `json:"study"`
	// Base is the model with which the others are compared.
	Base   string        `json:"base"`
	Models []Figures     `json:"models"`
	Groups []GroupFigure `json:"groups"`
	Pairs  []Pair        `json:"pairs"`
	// Notes are assumptions and exclusions that hold for some of the models only.
	Notes []ComparisonNote `json:"notes"`
}

// Figures are what one model comes to.
type Figures struct {
	Model  string `json:"model"`
	Totals Totals `json:"totals"`
	// Shares of the letters in tenths of a percent, unknown answers at their worst.
	Shares      Counts `json:"shares_permille"`
	Assets      int    `json:"assets_rated"`
	Zones       int    `json:"zones"`
	ManualSteps int    `json:"manual_steps"`
	MediaHops   int    `json:"media_hops"`
	// Conclusion is left out for the model compared with.
	Conclusion *Conclusion     `json:"conclusion,omitempty"`
	Damages    []DamageFigures `json:"damages"`
	UseCases   []UseCaseFigure `json:"use_cases"`
}

// Conclusion lists the damages of which a model has a lower, the same and a higher
// letter than the one compared with.
type Conclusion struct {
	Lower  []string `json:"lower"`
	Same   []string `json:"same"`
	Higher []string `json:"higher"`
}

// DamageFigures are what a business damage comes to in a model.
type DamageFigures struct {
	ID string `json:"id"`
	Outcome
	Routes  Totals        `json:"routes"`
	Entries []EntryFigure `json:"entries"`
}

// EntryFigure is what a damage comes to from one entry point.
type EntryFigure struct {
	Entry string `json:"entry"`
	Outcome
	Routes int `json:"routes"`
	// Trees are counted only where that was asked for.
	Trees int  `json:"trees,omitempty"`
	Exact bool `json:"exact,omitempty"`
}

// UseCaseFigure tells what a use case risks, and how much work by hand it leaves.
type UseCaseFigure struct {
	ID          string `json:"id"`
	Flows       int    `json:"flows"`
	ManualSteps int    `json:"manual_steps"`
	MediaHops   int    `json:"media_hops"`
	// Assets that its flows go through, and their cells.
	Assets int    `json:"assets"`
	Cells  Totals `json:"cells"`
	// Goals is the worst of the goals on those assets.
	Goals Outcome `json:"goals"`
}

// Outcome is a letter, or that there is no goal or no route.
type Outcome struct {
	There   bool      `json:"there"`
	Reached bool      `json:"reached"`
	Risk    RiskRange `json:"risk"`
}

// GroupFigure rolls up a group: the best and the worst of its models.
type GroupFigure struct {
	ID      string        `json:"id"`
	Name    lang.Text     `json:"name"`
	Models  []string      `json:"models"`
	Damages []GroupDamage `json:"damages"`
}

// GroupDamage is a damage over the models of a group.
type GroupDamage struct {
	ID         string  `json:"id"`
	Best       Outcome `json:"best"`
	BestModel  string  `json:"best_model"`
	Worst      Outcome `json:"worst"`
	WorstModel string  `json:"worst_model"`
}

// ComparisonNote is a statement that holds for some models only.
type ComparisonNote struct {
	ID        string    `json:"id"`
	Name      lang.Text `json:"name"`
	Exclusion bool      `json:"exclusion"`
	Holds     []string  `json:"holds"`
	Lacks     []string  `json:"lacks"`
}

// Pair holds two models, or two versions of one, against each other.
type Pair struct {
	From    string        `json:"from"`
	To      string        `json:"to"`
	Changes []InputChange `json:"changes"`
	// Units group changes; causes name them by index.
	Units   []Unit         `json:"units"`
	Damages []DamageChange `json:"damages"`
	Goals   []GoalChange   `json:"goals"`
	Zones   []ZoneChange   `json:"zones"`
	Cells   []CellChange   `json:"cells"`
	Risks   []RiskChange   `json:"risks"`
}

// InputChange is one input that differs.
type InputChange struct {
	Kind       string            `json:"kind"`
	What       string            `json:"what"`
	ID         string            `json:"id"`
	Subject    string            `json:"subject,omitempty"`
	Of         []string          `json:"of,omitempty"`
	Attributes []AttributeChange `json:"attributes,omitempty"`
	// Models in which it changes; in a difference of versions.
	Models []string `json:"models,omitempty"`
}

// AttributeChange is a value that differs.
type AttributeChange struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Unit is a group of changes that are made together.
type Unit struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	What    string `json:"what"`
	Changes []int  `json:"changes"`
}

// Cause names units: made to the old side alone they give the new outcome; taken
// back on the new side, the old one.
type Cause struct {
	Makes  []int `json:"makes"`
	Undoes []int `json:"undoes"`
}

// DamageChange is a business damage whose letter changes.
type DamageChange struct {
	ID     string  `json:"id"`
	Before Outcome `json:"before"`
	After  Outcome `json:"after"`
	Cause  Cause   `json:"cause"`
}

// GoalChange is an attack goal whose letter changes.
type GoalChange struct {
	Damage string        `json:"damage"`
	Effect string        `json:"effect"`
	Asset  string        `json:"asset"`
	Before Outcome       `json:"before"`
	After  Outcome       `json:"after"`
	Cause  Cause         `json:"cause"`
	Routes []RouteChange `json:"routes"`
}

// RouteChange is a goal from one entry point.
type RouteChange struct {
	Entry  string  `json:"entry"`
	Before Outcome `json:"before"`
	After  Outcome `json:"after"`
	Cause  Cause   `json:"cause"`
}

// ZoneChange is a zone whose exposure changes.
type ZoneChange struct {
	Zone   string `json:"zone"`
	Before string `json:"before"`
	After  string `json:"after"`
	Cause  Cause  `json:"cause"`
}

// CellChange is a cell whose letter changes.
type CellChange struct {
	Asset         string    `json:"asset"`
	Threat        string    `json:"threat"`
	Before        RiskRange `json:"before"`
	After         RiskRange `json:"after"`
	Factors       []Factor  `json:"factors"`
	MatrixChanged bool      `json:"matrix_changed,omitempty"`
	// Cause names units that, made to the old side alone, give the new letter.
	Cause []int `json:"cause"`
}

// Factor is a level that differs.
type Factor struct {
	Level  string     `json:"level"`
	Before LevelRange `json:"before"`
	After  LevelRange `json:"after"`
	// Alone tells that the level alone gives the new letter.
	Alone           bool                   `json:"alone,omitempty"`
	Countermeasures []CountermeasureChange `json:"countermeasures,omitempty"`
}

// CountermeasureChange is a countermeasure that counts differently.
type CountermeasureChange struct {
	ID     string `json:"id"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// RiskChange is a risk that is removed, new or moved: a cell or a route.
type RiskChange struct {
	Fate    string  `json:"fate"`
	Asset   string  `json:"asset,omitempty"`
	ToAsset string  `json:"to_asset,omitempty"`
	Threat  string  `json:"threat,omitempty"`
	Damage  string  `json:"damage,omitempty"`
	Effect  string  `json:"effect,omitempty"`
	Goal    string  `json:"goal,omitempty"`
	ToGoal  string  `json:"to_goal,omitempty"`
	Entry   string  `json:"entry,omitempty"`
	ToEntry string  `json:"to_entry,omitempty"`
	Before  Outcome `json:"before"`
	After   Outcome `json:"after"`
}

// VersionDifference is the JSON form of two versions of a study held against each other.
type VersionDifference struct {
	Format  string        `json:"format"`
	Old     Study         `json:"old"`
	New     Study         `json:"new"`
	Same    bool          `json:"same"`
	Added   []string      `json:"models_added"`
	Removed []string      `json:"models_removed"`
	Inputs  []InputChange `json:"inputs"`
	Models  []Pair        `json:"models"`
}

// ComparisonJSON writes a comparison.
func ComparisonJSON(c *compare.Comparison) ([]byte, error) {
	out := Comparison{Format: ComparisonFormat, Study: newStudy(c.Result.Study), Base: string(c.Base.Model.ID),
		Models: []Figures{}, Groups: []GroupFigure{}, Pairs: []Pair{}, Notes: []ComparisonNote{}}
	for i := range c.Models {
		f := newFigures(&c.Models[i])
		if i > 0 {
			f.Conclusion = newConclusion(c.Conclusion(i))
		}
		out.Models = append(out.Models, f)
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, newGroup(c, g))
	}
	for _, p := range c.Pairs {
		out.Pairs = append(out.Pairs, newPair(p))
	}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, ComparisonNote{n.Statement.ID, n.Statement.Text, n.Exclusion, plain(n.Holds), plain(n.Lacks)})
	}
	return write(out)
}

// DifferenceJSON writes the difference of two versions.
func DifferenceJSON(d *compare.Difference) ([]byte, error) {
	out := VersionDifference{Format: DifferenceFormat, Old: newStudy(d.Old.Study), New: newStudy(d.New.Study), Same: d.Same(),
		Added: modelIDs(d.Added), Removed: modelIDs(d.Removed), Inputs: []InputChange{}, Models: []Pair{}}
	for i := range d.Inputs {
		c := newInputChange(&d.Inputs[i].Change)
		c.Models = plain(d.Inputs[i].Models)
		out.Inputs = append(out.Inputs, c)
	}
	for _, p := range d.Pairs {
		out.Models = append(out.Models, newPair(p))
	}
	return write(out)
}

func newStudy(s *model.Study) Study {
	out := Study{ID: s.Spec.ID, AsOf: s.Spec.AsOf, Marking: s.Spec.Marking}
	if s.Spec.Title != nil {
		out.Title = *s.Spec.Title
	}
	return out
}

func modelIDs(models []*assess.ModelResult) []string {
	out := []string{}
	for _, m := range models {
		out = append(out, string(m.Model.ID))
	}
	return out
}

func plain[K ~string](ids []K) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

func newOutcome(o compare.Outcome) Outcome { return Outcome{o.There, o.Reached, newRisk(o.Risk)} }

func newCause(c compare.Cause) Cause { return Cause{orNone(c.Makes), orNone(c.Undoes)} }

func orNone(ids []int) []int {
	if ids == nil {
		return []int{}
	}
	return ids
}

func newConclusion(v compare.Conclusion) *Conclusion {
	ids := func(list []*model.DamageSpec) []string {
		out := make([]string, 0, len(list))
		for _, d := range list {
			out = append(out, string(d.ID))
		}
		return out
	}
	return &Conclusion{ids(v.Lower), ids(v.Same), ids(v.Higher)}
}

func newFigures(f *compare.Figures) Figures {
	out := Figures{Model: string(f.Result.Model.ID), Totals: newTotals(f.Cells), Assets: f.Assets, Zones: f.Zones,
		Shares:      Counts{f.Share(method.A), f.Share(method.B), f.Share(method.C), f.Share(method.D), f.Share(method.E), f.Share(method.Unrated)},
		ManualSteps: f.ManualSteps, MediaHops: f.MediaHops, Damages: []DamageFigures{}, UseCases: []UseCaseFigure{}}
	for _, d := range f.Damages {
		x := DamageFigures{ID: string(d.Damage.ID), Outcome: newOutcome(d.Outcome), Routes: newTotals(d.Routes), Entries: []EntryFigure{}}
		for _, e := range d.Entries {
			x.Entries = append(x.Entries, EntryFigure{string(e.Entry), newOutcome(e.Outcome), e.Routes, e.Trees, e.Exact})
		}
		out.Damages = append(out.Damages, x)
	}
	for _, u := range f.UseCases {
		out.UseCases = append(out.UseCases, UseCaseFigure{string(u.UseCase.ID), u.Flows, u.ManualSteps, u.MediaHops,
			u.Assets, newTotals(u.Cells), newOutcome(u.Outcome)})
	}
	return out
}

func newGroup(c *compare.Comparison, g compare.GroupFigures) GroupFigure {
	out := GroupFigure{ID: string(g.Group.ID), Name: g.Group.Text, Models: []string{}, Damages: []GroupDamage{}}
	for _, i := range g.Models {
		out.Models = append(out.Models, string(c.Models[i].Result.Model.ID))
	}
	for _, d := range g.Damages {
		out.Damages = append(out.Damages, GroupDamage{string(d.Damage.ID), newOutcome(d.Best), string(d.BestModel), newOutcome(d.Worst), string(d.WorstModel)})
	}
	return out
}

func newInputChange(c *compare.Change) InputChange {
	out := InputChange{Kind: string(c.Kind), What: string(c.What), ID: c.ID, Subject: c.Subject, Of: plain(c.Of)}
	for _, a := range c.Attributes {
		if !strings.Contains(a.Before+a.After, "{") { // a whole row of a list: its id says enough
			out.Attributes = append(out.Attributes, AttributeChange{string(a.Name), a.Before, a.After})
		}
	}
	return out
}

func newPair(p *compare.Pair) Pair {
	out := Pair{From: string(p.From.Model.ID), To: string(p.To.Model.ID), Changes: []InputChange{}, Units: []Unit{}, Damages: []DamageChange{},
		Goals: []GoalChange{}, Zones: []ZoneChange{}, Cells: []CellChange{}, Risks: []RiskChange{}}
	for i := range p.Changes {
		out.Changes = append(out.Changes, newInputChange(&p.Changes[i]))
	}
	for _, u := range p.Units {
		out.Units = append(out.Units, Unit{string(u.Kind), u.ID, string(u.What), u.Changes})
	}
	for _, d := range p.Damages {
		out.Damages = append(out.Damages, DamageChange{string(d.Damage.ID), newOutcome(d.Before), newOutcome(d.After), newCause(d.Cause)})
	}
	for _, g := range p.Goals {
		out.Goals = append(out.Goals, newGoalChange(g))
	}
	for _, z := range p.Zones {
		out.Zones = append(out.Zones, ZoneChange{string(z.Zone), string(z.Before.InForce), string(z.After.InForce), newCause(z.Cause)})
	}
	for _, c := range p.Cells {
		out.Cells = append(out.Cells, newCellChange(c))
	}
	for _, r := range p.Risks {
		out.Risks = append(out.Risks, RiskChange{string(r.Fate), string(r.Asset), string(r.ToAsset), string(r.Threat), string(r.Damage), string(r.Effect),
			string(r.Goal), string(r.ToGoal), string(r.Entry), string(r.ToEntry), newOutcome(r.Before), newOutcome(r.After)})
	}
	return out
}

func newGoalChange(g compare.GoalChange) GoalChange {
	out := GoalChange{string(g.Damage.ID), string(g.Effect), string(g.Asset), newOutcome(g.Before), newOutcome(g.After), newCause(g.Cause), []RouteChange{}}
	for _, r := range g.Routes {
		out.Routes = append(out.Routes, RouteChange{string(r.Entry), newOutcome(r.Before), newOutcome(r.After), newCause(r.Cause)})
	}
	return out
}

func newCellChange(c compare.CellChange) CellChange {
	out := CellChange{Asset: string(c.Asset), Threat: string(c.Threat), Before: newRisk(c.Before.Risk), After: newRisk(c.After.Risk),
		Factors: []Factor{}, MatrixChanged: c.MatrixChanged, Cause: orNone(c.Cause)}
	for i, f := range c.Factors {
		x := Factor{Level: string(f.Level), Before: LevelRange{f.Before.Worst, f.Before.Best}, After: LevelRange{f.After.Worst, f.After.Best}}
		for _, a := range c.Alone {
			x.Alone = x.Alone || a == i
		}
		for _, m := range f.Countermeasures {
			x.Countermeasures = append(x.Countermeasures, CountermeasureChange{string(m.Countermeasure), string(m.Before), string(m.After)})
		}
		out.Factors = append(out.Factors, x)
	}
	return out
}
