package attack_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/attack"
	"github.com/sekisho/sekisho/internal/catalog"
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
	"github.com/sekisho/sekisho/internal/testing/gen"
)

// way is a step on the way to a goal, without the managers that it switches off.
type way struct {
	rule  catalog.RuleID
	asset model.AssetID
	link  model.LinkID
}

func noteWay(into map[way]bool) func(attack.Use) {
	return func(u attack.Use) { into[way{u.Step.Rule, u.At, u.Step.Link}] = true }
}

// TestWaysWithWhatMayBeDeployed: whatever part of the deployments stands, the steps
// on the way to a goal are among those that are named for the model in which none
// stands; steps that switch off a deployment are on the way only where it stands.
func TestWaysWithWhatMayBeDeployed(t *testing.T) {
	studies := rapid.Custom(gen.PlanStudy)
	further := 0
	for seed := range 400 {
		s, _ := build(t, studies.Example(seed), gen.AttackCatalog())
		r, err := assess.Run(t.Context(), s, assess.Options{})
		if err != nil {
			t.Fatal(err)
		}
		with := func(set int) (*model.Model, *attack.Graph) {
			all := make([]*model.Deployment, len(s.Models[0].Deployments))
			for i, d := range s.Models[0].Deployments {
				now := *d
				now.Status, now.Effective = model.Absent, model.Effective
				if set>>i&1 == 1 {
					now.Status = model.InPlace
				}
				all[i] = &now
			}
			m, err := r.Models[0].Redeploy(t.Context(), all)
			if err != nil {
				t.Fatal(err)
			}
			return m.Model, m.Damage.Graph
		}
		_, none := with(0)
		whole, _ := with(-1)
		_, some := with(seed * 40503)
		cover := defence.New(whole, s.Catalog)
		for start := range none.Starts() {
			named, plain, taken := map[way]bool{}, map[way]bool{}, map[way]bool{}
			x := none.NewSolution(false).Solve(start)
			x.UsesWith(cover, whole.Goals, noteWay(named))
			x.Uses(whole.Goals, noteWay(plain))
			some.NewSolution(false).Solve(start).Uses(whole.Goals, noteWay(taken))
			for w := range taken {
				if !named[w] {
					t.Fatalf("study %d, start %d: %+v is on the way and not named", seed, start, w)
				}
				if !plain[w] {
					further++
				}
			}
		}
	}
	if further < 20 {
		t.Errorf("only %d steps are on the way because of a deployment: the studies drawn prove little", further)
	}
}
