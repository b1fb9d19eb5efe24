package attackdata

import (
	"slices"
	"strings"
)

// object is what is read of a STIX object; everything else of it is passed over.
type object struct {
	Type       string `json:"type"`
	ID         string `json:"id"`
	Name       string `json:"name"`
	Revoked    bool   `json:"revoked"`
	Deprecated bool   `json:"x_mitre_deprecated"`
	ShortName  string `json:"x_mitre_shortname"`
	Version    string `json:"x_mitre_version"`
	References []struct {
		Source string `json:"source_name"`
		ID     string `json:"external_id"`
	} `json:"external_references"`
	Phases []struct {
		Chain string `json:"kill_chain_name"`
		Name  string `json:"phase_name"`
	} `json:"kill_chain_phases"`
	Relation string   `json:"relationship_type"`
	From     string   `json:"source_ref"`
	To       string   `json:"target_ref"`
	Tactics  []string `json:"tactic_refs"`
}

// attackID gives the id that ATT&CK Enterprise shows for the object.
func (o *object) attackID() string {
	for _, r := range o.References {
		if r.Source == "mitre-attack" {
			return r.ID
		}
	}
	return ""
}

// phases gives the short names of the tactics of a technique.
func (o *object) phases() []string {
	var names []string
	for _, p := range o.Phases {
		if p.Chain == "mitre-attack" && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// stix keeps what a STIX object says.
func (b *builder) stix(o object) error {
	b.bundle = true
	switch o.Type {
	case "x-mitre-collection":
		// The collection of a release bears the version of ATT&CK.
		if !o.Revoked && !o.Deprecated {
			b.version = o.Version
		}
	case "x-mitre-matrix":
		if b.order == nil && o.attackID() == "enterprise-attack" {
			b.order = o.Tactics
		}
	case "x-mitre-tactic":
		return b.tactic(rawTactic{ID: o.attackID(), Short: o.ShortName, Name: o.Name, STIX: o.ID}, o.Revoked || o.Deprecated)
	case "attack-pattern":
		t := rawTechnique{ID: o.attackID(), Name: o.Name, Tactics: o.phases(), STIX: o.ID}
		return b.technique(t, state{revoked: o.Revoked, deprecated: o.Deprecated})
	case "course-of-action":
		if id := o.attackID(); mitigationForm.MatchString(id) && !o.Revoked && !o.Deprecated {
			b.mitigations[o.ID] = id
			return b.bounded(len(b.mitigations))
		}
	case "relationship":
		return b.relation(o)
	}
	return nil
}

// relation keeps relations between mitigations and techniques, and successors.
func (b *builder) relation(o object) error {
	if o.Revoked || o.Deprecated || !strings.HasPrefix(o.To, "attack-pattern--") {
		return nil
	}
	switch {
	case o.Relation == "mitigates" && strings.HasPrefix(o.From, "course-of-action--"):
		b.mitigates = append(b.mitigates, relation{o.From, o.To, b.at.path, b.at.pos})
		return b.bounded(len(b.mitigates))
	case o.Relation == "revoked-by":
		b.revokedBy = append(b.revokedBy, relation{o.From, o.To, b.at.path, b.at.pos})
		return b.bounded(len(b.revokedBy))
	}
	return nil
}
