package cli

import (
	"errors"
	"strconv"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/locale"
)

// checkFlow reads an Attack Flow back and says whether it is sound and whether
// its trees hold in the model.
func (s *session) checkFlow(r *assess.Result, m *assess.ModelResult, name string) error {
	report, err := app.ReadFlow(r, m, name)
	if errors.Is(err, app.ErrNotFlow) {
		s.println(s.text("cli.attack.no_flow", "file", name))
		s.code = Found
		return nil
	}
	if err != nil {
		return err
	}
	if !report.Sound() {
		s.code = Found
	}
	if s.json {
		return s.printFlowReport(name, report)
	}
	s.println(s.text("cli.attack.flow_read", "file", name, "name", report.Name, "objects", locale.Number(report.Objects),
		"edges", locale.Number(report.Edges), "actions", locale.Number(report.Actions)))
	for _, p := range report.Problems {
		s.println("  " + s.text("cli.attack.problem."+p.Code, "object", p.Object, "property", p.Property, "value", p.Value))
	}
	if len(report.Unknown) > 0 {
		s.println("  " + s.text("cli.attack.unknown_here", "techniques", join(report.Unknown)))
	}
	for i, t := range report.Trees {
		key := "cli.attack.tree_holds"
		if len(t.Objections) > 0 {
			key = "cli.attack.tree_fails"
		}
		s.println("  " + s.text(key, "number", i+1, "entry", string(t.Entry), "goal", string(t.Goal), "steps", len(t.Steps), "model", string(m.Model.ID)))
		for _, o := range t.Objections {
			s.println("    " + s.text("cli.attack.objection."+string(o.Code), "step", strconv.Itoa(o.Step+1), "id", o.ID))
		}
	}
	if len(report.Trees) == 0 {
		s.println("  " + s.text("cli.attack.no_trees"))
	}
	return nil
}

// printFlowReport prints the same as JSON.
func (s *session) printFlowReport(name string, report *app.FlowReport) error {
	type problem struct {
		Code     string `json:"code"`
		Object   string `json:"object,omitempty"`
		Property string `json:"property,omitempty"`
		Value    string `json:"value,omitempty"`
	}
	type objection struct {
		Code string `json:"code"`
		Step int    `json:"step,omitempty"`
		ID   string `json:"id,omitempty"`
	}
	type tree struct {
		Entry      string      `json:"entry"`
		Goal       string      `json:"goal"`
		Steps      int         `json:"steps"`
		Objections []objection `json:"objections"`
	}
	problems, trees, unknown := []problem{}, []tree{}, []string{}
	for _, p := range report.Problems {
		problems = append(problems, problem(p))
	}
	for _, t := range report.Trees {
		row := tree{string(t.Entry), string(t.Goal), len(t.Steps), []objection{}}
		for _, o := range t.Objections {
			row.Objections = append(row.Objections, objection{string(o.Code), o.Step + 1, o.ID})
		}
		trees = append(trees, row)
	}
	for _, id := range report.Unknown {
		unknown = append(unknown, string(id))
	}
	return s.printJSON(struct {
		File     string    `json:"file"`
		Name     string    `json:"name"`
		Objects  int       `json:"objects"`
		Edges    int       `json:"edges"`
		Actions  int       `json:"actions"`
		Problems []problem `json:"problems"`
		Unknown  []string  `json:"unknown_techniques"`
		Trees    []tree    `json:"trees"`
	}{name, report.Name, report.Objects, report.Edges, report.Actions, problems, unknown, trees})
}
