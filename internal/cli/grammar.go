package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// grammar is the command line. It names no words: help and errors are texts of
// package locale, keyed by the names of commands, arguments and flags.
type grammar struct {
	Lang   langFlag  `placeholder:"ja|en"`
	JSON   bool      `name:"json"`
	Quiet  bool      `short:"q"`
	Server textFlag  `placeholder:"URL"`
	Color  colorFlag `placeholder:"auto|always|never"`
	Help   helpFlag  `short:"h"`

	Assess  assessCommand  `cmd:""`
	Check   checkCommand   `cmd:""`
	Explain explainCommand `cmd:""`
	Routes  routesCommand  `cmd:""`
	Compare compareCommand `cmd:""`
	Diff    diffCommand    `cmd:""`
	Plan    planCommand    `cmd:""`
	Attack  attackCommand  `cmd:""`
	Report  reportCommand  `cmd:""`
	Diagram diagramCommand `cmd:""`
	Chart   chartCommand   `cmd:""`
	Sheet   sheetCommand   `cmd:""`
	Hearing hearingCommand `cmd:""`
	Init    initCommand    `cmd:""`
	Catalog catalogCommand `cmd:""`
	Schema  schemaCommand  `cmd:""`
	Serve   serveCommand   `cmd:""`
	Store   storeCommand   `cmd:""`
	Audit   auditCommand   `cmd:""`
	Job     jobCommand     `cmd:""`
	Worker  workerCommand  `cmd:""`
	Backup  backupCommand  `cmd:""`
	Restore restoreCommand `cmd:""`
	Doctor  doctorCommand  `cmd:""`
	Version versionCommand `cmd:""`
}

// errHelp stops parsing because help was asked for.
var errHelp = errors.New("help asked for")

// newParser gives the parser of g. It prints nothing and never exits.
func newParser(g *grammar) (*kong.Kong, error) {
	return kong.New(g, kong.Name("sekisho"), kong.NoDefaultHelp(), kong.Exit(func(int) {}))
}

// helpFlag is --help; it wins over every other mistake that parsing can show.
type helpFlag bool

// BeforeReset is called by kong when the flag was given.
func (helpFlag) BeforeReset() error { return errHelp }

// langFlag is --lang; empty means that the environment decides.
type langFlag lang.Lang

// Decode reads the flag's value.
func (f *langFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, string(lang.Ja), string(lang.En))
	*f = langFlag(value)
	return err
}

// colorFlag is --color; empty means auto.
type colorFlag string

// Decode reads the flag's value.
func (f *colorFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "auto", "always", "never")
	*f = colorFlag(value)
	return err
}

// letterFlag is a risk value; unrated means that the flag was not given.
type letterFlag method.RiskValue

// Decode reads the flag's value.
func (f *letterFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "A", "B", "C", "D", "E")
	if err != nil {
		return err
	}
	letter, err := method.ParseRiskValue(value)
	*f = letterFlag(letter)
	return err
}

// name gives the letter, "" where none was given.
func (f letterFlag) name() string {
	if f == 0 {
		return ""
	}
	return method.RiskValue(f).String()
}

// analysisFlag is --analysis; empty means both.
type analysisFlag string

// Decode reads the flag's value.
func (f *analysisFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "asset", "damage", "both")
	*f = analysisFlag(value)
	return err
}

func (f analysisFlag) asset() bool  { return f != "damage" }
func (f analysisFlag) damage() bool { return f != "asset" }

// gridFlag is --grid; empty means that no grid was asked for.
type gridFlag string

// Decode reads the flag's value.
func (f *gridFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := oneOf(ctx, "zones", "letters", "levels", "countermeasures")
	*f = gridFlag(value)
	return err
}

// textFlag is a flag with a free value.
type textFlag string

// Decode reads the flag's value.
func (f *textFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	*f = textFlag(value)
	return err
}

// modelsFlag is --model, repeatable or with commas between ids.
type modelsFlag []model.ModelID

// Decode adds the flag's value.
func (f *modelsFlag) Decode(ctx *kong.DecodeContext) error {
	ids, err := popList(ctx)
	for _, id := range ids {
		*f = append(*f, model.ModelID(id))
	}
	return err
}

// damagesFlag is --damage, repeatable or with commas between ids.
type damagesFlag []model.DamageID

// Decode adds the flag's value.
func (f *damagesFlag) Decode(ctx *kong.DecodeContext) error {
	ids, err := popList(ctx)
	for _, id := range ids {
		*f = append(*f, model.DamageID(id))
	}
	return err
}

// candidates are --require and --forbid, repeatable or with commas between ids.
type candidates []model.DeploymentID

// Decode adds the flag's value.
func (f *candidates) Decode(ctx *kong.DecodeContext) error {
	ids, err := popList(ctx)
	for _, id := range ids {
		*f = append(*f, model.DeploymentID(id))
	}
	return err
}

// eitherFlag is --either, repeatable: each value is a group, with commas between
// its ids.
type eitherFlag [][]model.DeploymentID

// Decode adds the flag's value.
func (f *eitherFlag) Decode(ctx *kong.DecodeContext) error {
	var group candidates
	if err := group.Decode(ctx); err != nil {
		return err
	}
	if len(group) < 2 {
		return usage("cli.usage.either_one", "flag", "--"+ctx.Value.Name)
	}
	*f = append(*f, group)
	return nil
}

// durationFlag is a time that something may take.
type durationFlag time.Duration

// Decode reads the flag's value.
func (f *durationFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		return usage("cli.usage.not_a_duration", "flag", "--"+ctx.Value.Name, "value", value, "example", "30s, 5m, 1h30m")
	}
	*f = durationFlag(d)
	return nil
}

// popList takes a value with commas between ids.
func popList(ctx *kong.DecodeContext) ([]string, error) {
	value, err := popValue(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for id := range strings.SplitSeq(value, ",") {
		if id = strings.TrimSpace(id); id != "" {
			out = append(out, id)
		}
	}
	return out, nil
}

// casesFlag is --set PARAM=CASE, repeatable.
type casesFlag model.When

// byName gives the cases by the names of their parameters.
func (f casesFlag) byName() map[string]string {
	m := map[string]string{}
	for parameter, chosen := range f {
		m[string(parameter)] = string(chosen)
	}
	return m
}

// Decode adds the flag's value.
func (f *casesFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	name, chosen, ok := strings.Cut(value, "=")
	if !ok || name == "" || chosen == "" {
		return usage("cli.usage.set_form", "value", value)
	}
	if *f == nil {
		*f = casesFlag{}
	}
	if before, ok := (*f)[model.ParameterID(name)]; ok && before != model.ParameterCase(chosen) {
		return usage("cli.usage.set_twice", "value", name)
	}
	(*f)[model.ParameterID(name)] = model.ParameterCase(chosen)
	return nil
}

// countFlag is a number that is not negative.
type countFlag struct {
	n     int
	given bool
}

// Decode reads the flag's value.
func (f *countFlag) Decode(ctx *kong.DecodeContext) error {
	value, err := popValue(ctx)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return usage("cli.usage.not_a_number", "flag", "--"+ctx.Value.Name, "value", value)
	}
	*f = countFlag{n, true}
	return nil
}

// popValue takes the value of the flag or argument being parsed.
func popValue(ctx *kong.DecodeContext) (string, error) {
	token, err := ctx.Scan.PopValue("text")
	if err != nil {
		return "", usage("cli.usage.value_missing", "flag", "--"+ctx.Value.Name)
	}
	value := token.String()
	if value == "" && ctx.Value.Flag == nil {
		return "", usage("cli.usage.argument_empty", "name", strings.ToUpper(ctx.Value.Name))
	}
	if value == "" {
		return "", usage("cli.usage.value_empty", "flag", "--"+ctx.Value.Name)
	}
	return value, nil
}

// oneOf takes a value that must be one of allowed.
func oneOf(ctx *kong.DecodeContext, allowed ...string) (string, error) {
	value, err := popValue(ctx)
	if err == nil && !slices.Contains(allowed, value) {
		err = usage("cli.usage.value_not_allowed", "flag", "--"+ctx.Value.Name, "value", value,
			"allowed", strings.Join(allowed, ", "), "near", nearest(value, allowed))
	}
	return value, err
}
