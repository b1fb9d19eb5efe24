package studyfile

// Limits bound what one study may cost. A study over a limit is refused with a
// finding that names the limit.
type Limits struct {
	// Bytes of all files together.
	Bytes int64
	// Files that one study may have.
	Files int
	// Entries of the directory tree that are looked at to find the files.
	Entries int
	// Values are the YAML nodes (scalars, keys, lists and mappings) of all
	// files together. They, not bytes, decide the memory: a node costs some
	// 200 bytes while a file is parsed.
	Values int
	// FileValues is the same for one file. It is lower because the YAML library
	// keeps the tokens of a whole list in brackets at once, 360 bytes each.
	FileValues int
	// Depth of nested lists and mappings.
	Depth int
	// Text is the length of one value in characters.
	Text int
	// Findings that are kept; further ones are only counted.
	Findings int
}

// DefaultLimits are the limits of the program. They keep the peak of the heap
// below 256 MB for any input.
func DefaultLimits() Limits {
	return Limits{
		Bytes:      16 << 20, // forty times the reference study; larger files are exports, not studies
		Files:      500,      // the reference study has a dozen; one file per asset group still fits
		Entries:    20_000,   // so that "check /" stops instead of walking a whole disk
		Values:     400_000,  // the reference study has about 30,000; 400,000 take some 80 MB to parse
		FileValues: 200_000,  // six reference studies in one file
		Depth:      64,       // the format needs 7
		Text:       20_000,   // twelve pages of Japanese in one value; more belongs in a document that is cited
		Findings:   1_000,    // more cannot be worked through in one go
	}
}
