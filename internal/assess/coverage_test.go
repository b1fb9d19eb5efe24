package assess_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// TestCountermeasureLevel states the level of the cell (b, malware or access)
// for small networks.
func TestCountermeasureLevel(t *testing.T) {
	const net = "Internet: [a]\noffice: [b]\n"
	const behind = "Internet: [a x]\nedge: [fw]\noffice: [b]\na -fw-> b\n"
	for _, c := range []struct {
		why, net, threat string
		want             method.CountermeasureLevel
	}{
		{"none", net, "malware", 1},
		{"one", net + "patch on b", "malware", 2},
		{"two in one layer", net + "patch on b\nwatch on b", "malware", 3},
		{"two in two layers", net + "patch on b\nlogin on b", "access", 3},
		{"the same one twice counts once", net + "patch on b\npatch on office", "malware", 2},
		{"prevent and detect in one counts once", net + "scan on b", "malware", 2},
		{"continuity and governance never count", net + "backup on b\naudit on b", "access", 1},
		{"only partial ones", net + "patch partial on b\nlogin partial on b", "access", 2},
		{"planned does not count", net + "patch planned on b", "malware", 1},
		{"not applicable does not count", net + "patch not-applicable on b", "malware", 1},
		{"it must counter the threat", net + "login on b", "malware", 1},
		{"on the mediator, for what lies behind it", behind + "filter on fw", "malware", 2},
		{"on the link", behind + "filter on a->b", "malware", 2},
		{"on the mediator, but it acts on the asset only", behind + "patch on fw", "malware", 1},
		{"on one of two links into the asset", behind + "x -> b\nfilter on fw", "malware", 1},
		{"on both links into the asset", behind + "x -> b\nfilter on fw\nfilter on x->b", "malware", 2},
		{"a link from the same zone needs none", "Internet: [a]\nedge: [fw]\noffice: [b b2]\na -fw-> b\nb2 -> b\nfilter on fw", "malware", 2},
		{"the weaker link decides", behind + "x -> b\nfilter on fw\nfilter planned on x->b", "malware", 1},
		{"media bring data in too", behind + "x ~> b\nfilter on fw", "malware", 1},
		{"data pulled in comes over the link", "Internet: [a]\noffice: [b]\nb <- a\nfilter on b->a", "malware", 2},
		{"no link into the asset: nothing crosses it", net + "filter on a", "malware", 1},
	} {
		m := run(t, sketch(c.net), gen.Catalog()).Models[0]
		e, ok := m.Explain("b", catalog.ThreatID(c.threat))
		if !ok {
			t.Fatalf("%s: no cell", c.why)
		}
		if got := e.Cell.Countermeasure; got != (assess.LevelRange{Worst: c.want, Best: c.want}) {
			t.Errorf("%s: level %v, want %d; %+v", c.why, got, c.want, e.Evidence)
		}
	}
}

// TestUnpatchedForcesLevelOne for threats that exploit vulnerabilities only.
func TestUnpatchedForcesLevelOne(t *testing.T) {
	s := sketch("Internet: [a]\noffice: [b]\npatch on b\nwatch on b")
	s.Models[0].Vulnerabilities = []model.VulnerabilitySpec{{Asset: "b", Reason: "CVE", Author: "x", Date: "2026-06-08"}}
	r := run(t, s, gen.Catalog())
	for threat, want := range map[string]method.CountermeasureLevel{"access": 1, "malware": 3} {
		if e, _ := r.Models[0].Explain("b", catalog.ThreatID(threat)); e.Cell.Countermeasure.Worst != want {
			t.Errorf("%s: level %d, want %d", threat, e.Cell.Countermeasure.Worst, want)
		}
	}
	if n := len(findings(r, diag.VulnerabilityKnown)); n != 1 {
		t.Errorf("%d findings on the known vulnerability, want 1", n)
	}
}

// TestLayers: two countermeasures in one layer give level 3 and a finding, or
// level 2 where the method says so.
func TestLayers(t *testing.T) {
	for rule, want := range map[method.LayerRule]method.CountermeasureLevel{method.LayerFinding: 3, method.LayerLevel2: 2} {
		s := sketch("Internet: [a]\noffice: [b]\npatch on b\nwatch on b")
		s.Method = &method.Spec{SameLayer: rule}
		r := run(t, s, gen.Catalog())
		e, _ := r.Models[0].Explain("b", "malware")
		if e.Cell.Countermeasure.Worst != want || !e.Cell.Has(assess.Unlayered) {
			t.Errorf("%s: level %d, unlayered %v", rule, e.Cell.Countermeasure.Worst, e.Cell.Has(assess.Unlayered))
		}
		if n := len(findings(r, diag.DefenceNotLayered)); n != 1 {
			t.Errorf("%s: %d findings, want one per asset", rule, n)
		}
	}
}

// TestVerdicts: the evidence says of every countermeasure against the threat
// why it counts or not, and where it stands.
func TestVerdicts(t *testing.T) {
	s := sketch("Internet: [a x]\nedge: [fw]\noffice: [b]\na -fw-> b\nx -> b\nfilter on fw\npatch on b\nwatch planned on b\nlogin partial on b\nbackup on b")
	s.Models[0].Deployments = append(s.Models[0].Deployments, model.DeploymentSpec{ID: "no", Countermeasure: "audit",
		Scope: model.ScopeSpec{Model: true}, Status: model.InPlace, Effective: model.NotEffective})
	e, _ := run(t, s, gen.Catalog()).Models[0].Explain("b", "access")
	got := map[string]assess.Verdict{}
	for _, x := range e.Evidence {
		got[string(x.Countermeasure.ID)] = x.Verdict
		if x.Countermeasure.ID == "filter" && (len(x.Missing) != 1 || x.Missing[0].ID != "x-b") {
			t.Errorf("filter is missing on %v, want x-b", x.Missing)
		}
	}
	want := map[string]assess.Verdict{"filter": assess.NotOnEveryLink, "patch": assess.Counts, "watch": assess.NotInPlace,
		"login": assess.CountsPartly, "backup": assess.NotItsClass, "audit": assess.NotItsClass}
	for id, v := range want {
		if got[id] != v {
			t.Errorf("%s: %s, want %s", id, got[id], v)
		}
	}
}

// findings gives the findings with a code.
func findings(r *assess.Result, code diag.Code) []diag.Finding {
	var out []diag.Finding
	for _, f := range r.Findings.Findings {
		if f.Code == code {
			out = append(out, f)
		}
	}
	return out
}

// TestExplainsConcurrently: several goroutines may read one result, as reports
// and charts made side by side do; the race detector watches.
func TestExplainsConcurrently(t *testing.T) {
	m := run(t, sketch("Internet: [a x]\nedge: [fw]\noffice: [b]\na -fw-> b\nx -> b\nfilter on fw\npatch on b"), gen.Catalog()).Models[0]
	want, _ := m.Explain("b", "malware")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if e, ok := m.Explain("b", "malware"); !ok || !reflect.DeepEqual(e.Evidence, want.Evidence) {
					t.Errorf("evidence %+v, alone %+v", e, want)
				}
			}
		})
	}
	wg.Wait()
}
