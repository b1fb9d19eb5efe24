// Package schema holds the published JSON Schemas of study and catalogue files, of
// hearing files and of mappings of sheets, one file per version of a format. They are
// generated from the types of packages model, hearing and sheet/mapping; editors and
// other programs may use it to check and complete files.
package schema

import _ "embed" // the schema files below

//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -o study-1.schema.json
//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -hearing -o hearing-1.schema.json
//go:generate go run github.com/sekisho/sekisho/devtools/schemagen -map -o map-1.schema.json

// Study is the JSON Schema (draft 2020-12) of the format sekisho/1.
//
//go:embed study-1.schema.json
var Study []byte

// Hearing is the JSON Schema (draft 2020-12) of the format sekisho-hearing/1.
//
//go:embed hearing-1.schema.json
var Hearing []byte

// Map is the JSON Schema (draft 2020-12) of the format sekisho-map/1.
//
//go:embed map-1.schema.json
var Map []byte
