package app

import (
	"io"
	"strings"

	"github.com/sekisho/sekisho/internal/sheet/data"
	"github.com/sekisho/sekisho/internal/workbook"
)

// Listing is a table as somebody sees it on a page, to be kept as a file.
type Listing struct{ data.Listing }

// longestListingName bounds the parts of the name of a file, in characters.
const longestListingName = 60

// FileName gives the name of the file without its ending, from what it is about;
// parts that are the same as one before are left out.
func (Listing) FileName(parts ...string) string {
	var names []string
	seen := map[string]bool{"": true}
	for _, p := range parts {
		p = workbook.FileText(p, longestListingName)
		if !seen[p] {
			seen[p] = true
			names = append(names, p)
		}
	}
	return strings.Join(names, "_")
}

// Write writes the table as a workbook, or as CSV.
func (l Listing) Write(out io.Writer, csv bool) error {
	if csv {
		return l.WriteCSV(out)
	}
	return l.WriteWorkbook(out)
}
