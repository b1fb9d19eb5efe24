// Package schema holds the published JSON Schemas of study and catalogue files and
// of hearing files, one file per version of a format. They are generated from the
// types of packages model and hearing; editors and other programs may use it to check and complete files.
package schema

import _ "embed" // the schema files below

//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -o study-1.schema.json
//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -hearing -o hearing-1.schema.json

// Study is the JSON Schema (draft 2020-12) of the format sekisho/1.
//
//go:embed study-1.schema.json
var Study []byte

// Hearing is the JSON Schema (draft 2020-12) of the format sekisho-hearing/1.
//
//go:embed hearing-1.schema.json
var Hearing []byte
