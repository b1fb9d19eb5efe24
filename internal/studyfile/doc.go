// Package studyfile reads and writes study and catalogue files: YAML in the
// format sekisho/1, as one file or as a directory of files.
//
// [Read] gives a [Document]. It keeps every file as it was read, the merged
// tree of values and the place of each of them, so that findings (指摘) of any
// later stage can be located and edits leave everything else byte for byte as
// the author wrote it. [Document.Spec] checks the structure against the JSON
// Schema of package schema and decodes what can be decoded.
//
// The package does not resolve references and rates nothing: that is
// model.Build and package assess. It never panics on input, never follows
// aliases, and its memory is bounded by [Limits] before a file is parsed.
package studyfile
