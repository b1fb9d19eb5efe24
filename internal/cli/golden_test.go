package cli_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/sekisho/sekisho/internal/cli"
	"github.com/sekisho/sekisho/internal/testing/golden"
)

// run runs a command line in an empty environment.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(context.Background(), args, cli.Stdio{Out: &out, Err: &errs, Version: cli.Version{Version: "v0.0.0", Go: "go0"}})
	return code, out.String(), errs.String()
}

// Golden files show what users see: read them when they change.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"help.ja":         {"--help"},
		"help.en":         {"--help", "--lang", "en"},
		"assess-help.ja":  {"assess", "--help"},
		"assess-help.en":  {"assess", "--help", "--lang", "en"},
		"check-help.ja":   {"check", "--help"},
		"explain-help.ja": {"explain", "--help"},
		"init-help.ja":    {"init", "--help"},
		"catalog-help.ja": {"catalog", "--help"},
		"assess.ja":       {"assess"},
		"assess.en":       {"assess", "--lang", "en"},
		"compare.ja":      {"compare", "--model", "m1a,m3", "--rows", "3"},
		"compare.en":      {"compare", "--model", "m1a,m3", "--rows", "3", "--lang", "en"},
		"as-good-as.ja":   {"compare", "--model", "m2", "--as-good-as", "m1b"},
		"plan.ja":         {"plan", "m1a", "--front", "--smallest", "--dead"},
		"plan.en":         {"plan", "m1c", "--leave", "C", "--lang", "en"},
		"plan-help.ja":    {"plan", "--help"},
		"compare-help.ja": {"compare", "--help"},
		"matrix.ja":       {"catalog", "matrix", "ipa-reconstruction"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, _ := run(t, args...)
			if code != cli.Done {
				t.Errorf("%v exits with %d", args, code)
			}
			golden.CheckString(t, "testdata/golden/"+name+".txt", stdout)
		})
	}
}

// The result of the reference study is the same however often it is made.
func TestResultIsDeterministic(t *testing.T) {
	t.Parallel()
	_, first, _ := run(t, "assess", "--json")
	_, second, _ := run(t, "assess", "--json")
	if first != second || first == "" {
		t.Errorf("two runs give %d and %d bytes that differ", len(first), len(second))
	}
}
