package report_test

import (
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/report"
)

// TestOnlyMediaAreOnNoNetwork takes the declared placement from every zone: assets then
// stand where links lead, and only media are said to be on no network.
func TestOnlyMediaAreOnNoNetwork(t *testing.T) {
	s, err := app.Open("", model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Spec.Models {
		for j := range s.Spec.Models[i].Zones {
			s.Spec.Models[i].Zones[j].Exposure = ""
		}
	}
	base, err := app.Base()
	if err != nil {
		t.Fatal(err)
	}
	study, found := model.Build(s.Spec, base, model.Options{})
	if found.HasErrors() {
		t.Fatal(found.Findings[0])
	}
	r, err := assess.Run(t.Context(), study, assess.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := build(t, report.Input{Result: r, Lang: lang.Ja, Picture: drawn,
		Template: &report.Template{Sections: []report.Section{{ID: "worst", Place: []report.Place{{Name: "asset-worst"}}}}}})
	media, others := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		switch off := strings.Contains(line, "どのネットワークにもつながらない"); {
		case off && strings.Contains(line, "媒体の"):
			media++
		case off:
			t.Errorf("no medium: %s", line)
		case strings.Contains(line, "領域にある"):
			others++
		}
	}
	if media == 0 || others == 0 {
		t.Errorf("%d media, %d other assets", media, others)
	}
}
