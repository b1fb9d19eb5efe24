package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sekisho/sekisho/internal/testing/repo"
)

// machine is a made-up machine: a folder that is the whole PATH of the script.
type machine struct {
	bin string
	// log holds one line per call of a tool that would change the machine.
	log string
}

// newMachine makes a machine with Go and the tools given, and a Python that has
// every module.
func newMachine(t *testing.T, tools ...string) machine {
	t.Helper()
	m := machine{bin: t.TempDir(), log: filepath.Join(t.TempDir(), "log")}
	for _, tool := range append(tools, "bash", "env", "cat") {
		real, err := exec.LookPath(tool)
		if err != nil {
			t.Fatalf("%v; run scripts/install-test-tools", err)
		}
		if err := os.Symlink(real, filepath.Join(m.bin, tool)); err != nil {
			t.Fatal(err)
		}
	}
	m.tool(t, "go", "echo gcc") // to `go env CC`
	m.tool(t, "python", "exit 0")
	for _, tool := range []string{"localc", "lowriter", "loimpress", "pdftoppm", "pdftotext", "xmllint", "npm"} {
		m.tool(t, tool, "exit 0")
	}
	m.tool(t, "fc-list", "echo a Japanese font")
	return m
}

// tool adds a tool that does what the script says.
func (m machine) tool(t *testing.T, name, script string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	text := "#!" + bash + "\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(m.bin, name), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// apt adds an apt-get that installs a C compiler when it is told to.
func (m machine) apt(t *testing.T) {
	t.Helper()
	m.tool(t, "apt-get", `echo "apt-get $*" >>'`+m.log+`'
case "$*" in *install*gcc*) printf '#!%s\nexit 0\n' "$BASH" >'`+m.bin+`/gcc'; PATH=/usr/bin:/bin chmod +x '`+m.bin+`/gcc';; esac`)
}

// install runs scripts/install-test-tools on the machine.
func (m machine) install(t *testing.T, python string) (output string, ok bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(m.bin, "bash"), filepath.Join(repo.Root(t), "scripts", "install-test-tools"))
	cmd.Env = []string{"PATH=" + m.bin, "HOME=" + t.TempDir(), "SEKISHO_PYTHON=" + filepath.Join(m.bin, python)}
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func (m machine) calls(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(m.log)
	if os.IsNotExist(err) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func wants(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s lacks %q:\n%s", what, p, text)
		}
	}
}

func TestInstallNothingWhenAllIsThere(t *testing.T) {
	m := newMachine(t, "gcc", "id")
	m.apt(t)
	out, ok := m.install(t, "python")
	if !ok {
		t.Errorf("failed:\n%s", out)
	}
	wants(t, "output", out, "nothing to install")
	if calls := m.calls(t); calls != "" {
		t.Errorf("changed the machine: %s", calls)
	}
}

func TestInstallAsRoot(t *testing.T) {
	m := newMachine(t)
	m.apt(t)
	m.tool(t, "id", "echo 0")
	out, ok := m.install(t, "python")
	if !ok {
		t.Errorf("failed:\n%s", out)
	}
	wants(t, "output", out, "gcc ", "race detector", "libc6-dev", "done")
	wants(t, "calls", m.calls(t), "apt-get update", "install", " gcc libc6-dev")
}

func TestInstallThroughSudo(t *testing.T) {
	m := newMachine(t)
	m.apt(t)
	m.tool(t, "id", "echo 1000")
	out, ok := m.install(t, "python")
	if ok || m.calls(t) != "" {
		t.Errorf("without sudo it does not fail, or calls %q", m.calls(t))
	}
	wants(t, "output", out, "no sudo", "run: apt-get update")

	m.tool(t, "sudo", `echo sudo >>'`+m.log+`'; exec "$@"`)
	if out, ok := m.install(t, "python"); !ok {
		t.Errorf("failed:\n%s", out)
	}
	wants(t, "calls", m.calls(t), "sudo\napt-get update", "sudo\napt-get install")
}

func TestInstallOnOtherSystems(t *testing.T) {
	m := newMachine(t, "id")
	m.tool(t, "bare-python", "exit 1")
	out, ok := m.install(t, "bare-python")
	if ok {
		t.Error("does not fail on a system without apt-get")
	}
	wants(t, "output", out, "gcc", "libc6-dev", "python3-yaml", "python3-jsonschema", "no apt-get", "Fedora")
}

func TestInstallForAnotherPython(t *testing.T) {
	m := newMachine(t, "gcc", "id")
	m.apt(t)
	m.tool(t, "bare-python", "exit 1")
	out, ok := m.install(t, "bare-python")
	if ok || m.calls(t) != "" {
		t.Errorf("does not fail, or calls %q, for a Python that apt-get cannot serve", m.calls(t))
	}
	wants(t, "output", out, "SEKISHO_PYTHON")
}

func TestInstallThatFails(t *testing.T) {
	m := newMachine(t)
	m.tool(t, "id", "echo 0")
	m.tool(t, "apt-get", "exit 0") // says it did, and did not
	out, ok := m.install(t, "python")
	if ok {
		t.Error("believes apt-get without looking")
	}
	wants(t, "output", out, "still missing", "gcc")
}
