// Package schema holds the published JSON Schema of study and catalogue files,
// one file per version of the format. It is generated from the types of package
// model; editors and other programs may use it to check and complete files.
package schema

import _ "embed" // the schema file below

//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -o study-1.schema.json

// Study is the JSON Schema (draft 2020-12) of the format sekisho/1.
//
//go:embed study-1.schema.json
var Study []byte
