// Package catalogdata carries the base reference data of sekisho: the rating
// method, data classes, stop effects, asset types, threats, countermeasures and
// the sources that their rows cite. The files are catalogue files in the study
// format (sekisho/1); a study adds to them, replaces rows or removes them.
//
// The package decodes nothing and knows no other package: reading is the work
// of package studyfile. The texts are our own words; what each row rests on and
// how sure it is stands in the row itself.
package catalogdata

import "embed"

// FS holds the catalogue files, all in its root.
//
//go:embed *.yaml
var FS embed.FS
