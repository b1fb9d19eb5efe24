package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sekisho/sekisho/internal/attackdata"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/studyfile"
)

// AttackImport is a release of ATT&CK made into a catalogue file.
type AttackImport struct {
	Version string
	// Numbers of what was read.
	Tactics, Techniques, Mitigations, Revoked, Deprecated int
	// Data is the catalogue file.
	Data []byte
}

// ImportAttack reads a release of ATT&CK, a STIX bundle or the compact file.
// version stands in where the data do not say it. Where the data have errors
// there is no import, but findings. It fails when the file cannot be read.
func ImportAttack(name, version string) (*AttackImport, diag.List, error) {
	base, err := Base()
	if err != nil {
		return nil, diag.List{}, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("import ATT&CK: %w", err)
	}
	release, found, err := attackdata.Read(f, attackdata.Options{Name: filepath.ToSlash(name), Version: version, Own: base.Catalog})
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, diag.List{}, fmt.Errorf("import ATT&CK: %w", err)
	}
	if release == nil {
		return nil, found, nil
	}
	found.Append(release.Missing(base.Catalog, filepath.ToSlash(name)))
	data, err := release.Encode()
	if err != nil {
		return nil, diag.List{}, fmt.Errorf("import ATT&CK: %w", err)
	}
	out := &AttackImport{Version: release.Version, Revoked: len(release.Revoked), Deprecated: len(release.Deprecated), Data: data}
	out.Tactics, out.Techniques, out.Mitigations = release.Counts()
	return out, found, nil
}

// AttackMove is a change that the next version of ATT&CK asks of a study, with
// its place.
type AttackMove struct {
	attackdata.Move
	Pos diag.Pos
}

// AttackVersions gives the versions between which [Study.MigrateAttack] moves.
func AttackVersions() (from, to string, err error) {
	table, err := attackdata.LoadTable()
	if err != nil {
		return "", "", err
	}
	return table.From, table.To, nil
}

// MigrateAttack carries the study to the ATT&CK version of the program: revoked
// ids and the tactic of steps are edited in the text, everything else stays as
// it is written. The moves tell what was changed, what stays and what must be
// decided by hand; [Study.Files] gives the text. It fails for a study that could
// not be read whole.
func (s *Study) MigrateAttack() ([]AttackMove, error) {
	if !s.doc.Whole() {
		return nil, errors.New("migrate a study that could not be read")
	}
	table, err := attackdata.LoadTable()
	if err != nil {
		return nil, err
	}
	var moves []AttackMove
	for _, m := range table.Moves(s.Spec) {
		moves = append(moves, AttackMove{m, s.doc.Locate(m.Path)})
	}
	// Ids that go are taken out last and from the end, so that no path moves
	// before its turn.
	order := make([]int, 0, len(moves))
	for i := range moves {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := moves[i], moves[j]
		switch gone := attackdata.Merged; {
		case a.Kind != gone && b.Kind != gone:
			return 0
		case a.Kind != gone:
			return -1
		case b.Kind != gone:
			return 1
		}
		return -comparePaths(a.Path, b.Path)
	})
	for _, i := range order {
		if err := s.move(&moves[i]); err != nil {
			return nil, err
		}
	}
	return moves, nil
}

// move makes one change in the text. A place that cannot be edited is told in
// the move.
func (s *Study) move(m *AttackMove) error {
	var err error
	switch {
	case !m.Changes():
		return nil
	case m.Kind == attackdata.Merged:
		err = s.doc.Remove(m.Path)
	default:
		err = s.doc.Set(m.Path, m.New)
	}
	if errors.Is(err, studyfile.ErrCannotEdit) {
		m.Kind, m.Reason = attackdata.Stuck, attackdata.ReasonEdit
		return nil
	}
	if err != nil {
		return fmt.Errorf("migrate study: %w", err)
	}
	return nil
}
