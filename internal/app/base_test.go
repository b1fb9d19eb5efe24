package app_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/sekisho/sekisho/internal/app"
)

// TestMain runs the tests, none of which may change the base catalogue: it is read
// once, and every study of a process shares it.
func TestMain(m *testing.M) {
	before := baseText()
	code := m.Run()
	if !bytes.Equal(before, baseText()) {
		fmt.Fprintln(os.Stderr, "a test, or what it tests, has changed the base catalogue")
		code = 1
	}
	os.Exit(code)
}

func baseText() []byte {
	base, err := app.Base()
	if err != nil {
		panic(err)
	}
	text, err := yaml.Marshal(base)
	if err != nil {
		panic(err)
	}
	return text
}
