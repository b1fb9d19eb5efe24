// Package studies embeds the reference studies that come with sekisho.
//
// A study is a directory of YAML files in the format sekisho/1. The files are
// data and example at once: they are assessed when no study is named, copied
// by `sekisho init`, and written to be read. The package decodes nothing.
package studies

import "embed"

// FS holds the reference studies, one directory each, such as mic-r8: the six
// verification models and the USB baseline of the ministry's paper of 8 June
// 2026. All else in it is our proposal and says so in its sources.
//
//go:embed all:mic-r8
var FS embed.FS

// Reference is the directory in [FS] of the study that is assessed when no
// other is named.
const Reference = "mic-r8"
