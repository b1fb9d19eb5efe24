package studyfile_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sekisho/sekisho/internal/studyfile"
	"github.com/sekisho/sekisho/internal/testing/long"
)

const (
	hostileSize = 16 << 20
	mostHeap    = 256 << 20
)

// fill repeats a text up to size bytes.
func fill(head, unit, tail string, size int) []byte {
	b := bytes.NewBufferString(head)
	b.Grow(size)
	for b.Len()+len(unit)+len(tail) <= size {
		b.WriteString(unit)
	}
	b.WriteString(tail)
	return b.Bytes()
}

const head = "format: sekisho/1\n"

// hostileInputs make studies of 16 MB that are meant to cost much, and studies
// that just pass the limits. Each is made when its turn comes.
func hostileInputs() map[string]func() []byte {
	text := func(head, unit, tail string, size int) func() []byte {
		return func() []byte { return fill(head, unit, tail, size) }
	}
	rows := func(list, row string, n int) func() []byte {
		return func() []byte { return []byte(head + list + ":\n" + strings.Repeat(row, n)) }
	}
	return map[string]func() []byte{
		"deep brackets":          text(head+"a: ", "[", "", hostileSize),
		"deep braces":            text(head+"a: ", "{a: ", "", hostileSize),
		"deep hyphens":           text(head+"a:\n  ", "- ", "x", hostileSize),
		"dense list":             text(head+"a: [", "1,", "1]", hostileSize),
		"dense list, allowed":    text(head+"assets: [\n", strings.Repeat("1,", 50)+"\n", "1]", 400_000),
		"one line, allowed":      text(head+"assets: [{id: m, ja: a, links: [", "[],", "1]}]", 295_000),
		"rows of links, allowed": text(head+"models: [{id: m, ja: a, links: [\n", "{},{},{},{},{},{},{},{},{},{},\n", "{}]}]", 300_000),
		"dense pairs":            text(head+"a: {", "?,", "}", hostileSize),
		"dense lines":            text(head+"a:\n", "-\n", "", hostileSize),
		"empty rows, allowed":    text(head+"models: [\n", "{},\n", "{}]", 315_000),
		"empty rows, one line":   text(head+"models: [{id: m, ja: a, links: [", "{},", "{}]}]", 295_000),
		"unknown keys":           unknownKeys,
		"huge plain":             text(head+"id: ", "x", "\n", hostileSize),
		"huge quoted":            text(head+"id: \"", "x", "\"\n", hostileSize),
		"huge escapes":           text(head+"id: \"", `\n`, "\"\n", hostileSize),
		"huge block":             text(head+"id: |\n", "  line\n", "", hostileSize),
		"huge folded":            text(head+"id: >\n", "  a\n\n", "", hostileSize),
		"huge key":               text(head, "x", ": 1\n", hostileSize),
		"long lines in list":     text(head+"a:\n", "- "+strings.Repeat("x", 200_000)+"\n", "", hostileSize),
		"huge multi-line":        text(head+"id: a\n", "  b\n", "", hostileSize),
		"huge comment":           text(head+"#", "x", "\n", hostileSize),
		"comment lines":          text(head, "# x\n", "id: x\n", hostileSize),
		"comment behind":         text(head+"id: x ", "#", "\n", hostileSize),
		"comments in list":       text(head+"models: [\n", "# x\n", "]\n", hostileSize),
		"blank lines":            text(head, "\n", "id: x\n", hostileSize),
		"spaces":                 text(head+"id:", " ", "x\n", hostileSize),
		"carriage returns":       text(head, "\r", "id: x\r", hostileSize),
		"all quotes":             text("", "'", "", hostileSize),
		"all double quotes":      text("", "\"", "", hostileSize),
		"all colons":             text("", ":", "", hostileSize),
		"all question marks":     text("", "? ", "", hostileSize),
		"all commas":             text("[", ",", "", hostileSize),
		"all bars":               text("", "|\n", "", hostileSize),
		"all percent":            text("", "%a\n", "", hostileSize),
		"all markers":            text("", "---\n", "", hostileSize),
		"all anchors":            text(head+"a: [", "&a ", "]", hostileSize),
		"all aliases":            text(head+"a: [&a x, ", "*a,", "]", hostileSize),
		"aliases, allowed":       text(head+"a: [&a x, \n", "*a,\n", "*a]", 215_000),
		"all tags":               text(head+"a: ", "!a ", "", hostileSize),
		"tags, allowed":          text(head+"a: [", "!a x,\n", "x]", 335_000),
		"alias bomb":             bomb,
		"full-width":             text(head+"id: ", "あ", "\n", hostileSize),
		"full-width list":        text(head+"a: [\n", "あ,あ,あ,あ,\n", "あ]", 750_000),
		"not UTF-8 at end":       text(head+"id: ", "x", "\xff", hostileSize),
		"zeros":                  func() []byte { return make([]byte, hostileSize) },
		"duplicate keys":         text(head+"a: {\n", "b: 1,\n", "b: 1}", 470_000),
		"wrong rows":             rows("assets", "  - {id: 1, jp: 2, typ: [3], count: x}\n", 15_000),
		"bad levels":             rows("damages", "  - {id: d, label: a, ja: a, level: 9}\n", 18_000),
		"findings with texts":    rows("damages", "  - {id: d, label: a, ja: a, level: 9, "+strings.Repeat("x", 250)+": 1}\n", 17_000),
		"large integers":         rows("damages", "  - {id: d, label: a, ja: a, level: "+strings.Repeat("9", 600)+"}\n", 15_000),
		"large exponents":        rows("damages", "  - {id: d, label: a, ja: a, level: 1e999999999}\n", 15_000),
		"real rows":              rows("assets", "  - {id: a-mn-fuku, ja: 福祉総合システム, en: Welfare system, type: server}\n", 20_000),
	}
}

// manyRows is a study of three files that has as many values as it may have.
func manyRows() fstest.MapFS {
	many := fstest.MapFS{}
	for i := range 3 {
		many[fmt.Sprintf("%d.yaml", i)] = &fstest.MapFile{Data: fill(head+"models: [{id: m, ja: a, links: [\n", "{},[],1,[],\n", "{}]}]", 300_000)}
	}
	return many
}

// manyFiles is a study of 16 MB in 400 files.
func manyFiles() fstest.MapFS {
	many := fstest.MapFS{}
	for i := range 400 {
		row := fmt.Sprintf("- {id: a%d, ja: あ, type: server}\n", i)
		many[fmt.Sprintf("d%d/f%d.yaml", i%7, i)] = &fstest.MapFile{Data: fill(head+"assets:\n", row, "", hostileSize/400)}
	}
	return many
}

// unknownKeys has as many unknown keys as may be read.
func unknownKeys() []byte {
	b := bytes.NewBufferString(head + "title: {")
	for i := range 79_000 {
		fmt.Fprintf(b, "k%d: 1,\n", i)
	}
	b.WriteString("ja: a}\n")
	return b.Bytes()
}

func bomb() []byte {
	b := bytes.NewBufferString(head + "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(b, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
	}
	return b.Bytes()
}

// heapPeak runs f and gives the largest heap that was seen, sampled every
// millisecond: objects that live or wait for the collector.
func heapPeak(f func()) uint64 {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		peak := uint64(0)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64())
			select {
			case <-stop:
				done <- peak
				return
			case <-tick.C:
			}
		}
	}()
	f()
	close(stop)
	return <-done
}

// leastPeak gives the heap that f needs: where the machine is busy with other
// work the collector lags, and a peak above the limit is measured again.
func leastPeak(f func()) uint64 {
	least := uint64(math.MaxUint64)
	for range 5 {
		runtime.GC()
		if least = min(least, heapPeak(f)); least < mostHeap {
			break
		}
	}
	return least
}

// resident gives the peak of the memory of this process so far, where Linux
// tells it.
func resident() string {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(data)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(v)
		}
	}
	return "unknown"
}

// No input of 16 MB takes the heap to 256 MB or the reader out of its limits.
// The collector runs as it does in the program: GOGC=100 and no memory limit.
// The heap includes the input itself. The log names the peak of the process
// too; it never falls, so run one input alone to see its own.
func TestHostileInputs(t *testing.T) {
	long.Test(t)
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	inputs := hostileInputs()
	for _, name := range sortedNames(inputs) {
		t.Run(name, func(t *testing.T) {
			readHostile(t, fstest.MapFS{"s.yaml": {Data: inputs[name]()}})
		})
	}
	t.Run("many rows", func(t *testing.T) { readHostile(t, manyRows()) })
	t.Run("many files", func(t *testing.T) { readHostile(t, manyFiles()) })
}

func readHostile(t *testing.T, fsys fstest.MapFS) {
	found, first, start := 0, "none", time.Now()
	peak := leastPeak(func() {
		doc, list := studyfile.Read(fsys, ".", studyfile.DefaultLimits())
		_, more := doc.Spec()
		list.Append(more)
		if found = len(list.Findings); found > 0 {
			first = list.Findings[0].Pos.String() + " " + string(list.Findings[0].Code)
		}
		doc.Locate("models/1/links/2")
	})
	took := time.Since(start)
	t.Logf("heap %d MB, process %s, %v, %d findings, the first %s", peak>>20, resident(), took.Round(time.Millisecond), found, first)
	if peak >= mostHeap {
		t.Errorf("heap of %d MB", peak>>20)
	}
	if most := 2*studyfile.DefaultLimits().Findings + 2; found > most {
		t.Errorf("%d findings, more than %d", found, most)
	}
	if took > time.Minute {
		t.Errorf("took %v", took)
	}
}
