package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// The parts of a program in the form of CycloneDX 1.6, as far as the Go tools
// write them into it: modules with their versions and the digests of go.sum.
type bom struct {
	Format     string      `json:"bomFormat"`
	Version    string      `json:"specVersion"`
	Number     int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl,omitempty"`
	Hashes  []sum  `json:"hashes,omitempty"`
}

type sum struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

// writeParts writes the list of parts of a program.
func writeParts(w io.Writer, program, version string, at time.Time) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return fmt.Errorf("read parts: %w", err)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		return fmt.Errorf("read parts: %w", err)
	}
	digest := sha256.Sum256(data)
	list := bom{Format: "CycloneDX", Version: "1.6", Number: 1, Metadata: metadata{at.Format(time.RFC3339),
		component{"application", "sekisho", "sekisho", version, "", []sum{{"SHA-256", hex.EncodeToString(digest[:])}}}}}
	list.Components = append(list.Components, component{Type: "library", Ref: "std", Name: "std", Version: strings.TrimPrefix(info.GoVersion, "go"),
		PURL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")})
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := component{Type: "library", Ref: m.Path, Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.Path + "@" + m.Version}
		// h1: is the SHA-256 of the list of the module's files, as in go.sum.
		if text, ok := strings.CutPrefix(m.Sum, "h1:"); ok {
			raw, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return fmt.Errorf("digest of %s: %w", m.Path, err)
			}
			c.Hashes = []sum{{"SHA-256", hex.EncodeToString(raw)}}
		}
		list.Components = append(list.Components, c)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(list)
}
