package attackdata

import (
	"fmt"

	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/model"
	"go.yaml.in/yaml/v4"
)

// notice must stand on every copy of ATT&CK's content (its terms of use).
const notice = `# © 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.
#
# The MITRE Corporation (MITRE) hereby grants you a non-exclusive, royalty-free license to use ATT&CK® for research,
# development, and commercial purposes. Any copy you make for such purposes is authorized provided that you reproduce
# MITRE's copyright designation and this license in any such copy.
#
# Written by "sekisho attack import". Japanese names are translations by sekisho, not by MITRE.

`

// sourceID is the id of the source that imported rows cite.
func sourceID(version string) string { return "attack-" + version }

// Spec gives the release as a catalogue file: its rows and the source they cite.
func (r *Release) Spec() *model.Spec {
	title := "MITRE ATT&CK® Enterprise v" + r.Version
	return &model.Spec{
		Format:  model.Format,
		Sources: []model.SourceSpec{{ID: sourceID(r.Version), Text: lang.Text{Ja: title, En: title}, URL: "https://attack.mitre.org/"}},
		Catalog: &catalog.Spec{AttackVersion: r.Version, Tactics: r.Tactics, Techniques: r.Techniques},
	}
}

// Encode writes the release as a catalogue file in the study format.
func (r *Release) Encode() ([]byte, error) {
	data, err := yaml.Dump(r.Spec(), yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("write catalogue of ATT&CK %s: %w", r.Version, err)
	}
	format := "format: " + model.Format + "\n"
	if len(data) < len(format) || string(data[:len(format)]) != format {
		return nil, fmt.Errorf("write catalogue of ATT&CK %s: the format does not come first", r.Version)
	}
	return append([]byte(format+"\n"+notice), data[len(format):]...), nil
}
