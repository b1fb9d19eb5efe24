package workbench

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/sekisho/sekisho/internal/app"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/locale"
	"github.com/sekisho/sekisho/internal/server"
)

// A table of a page is a file as well: the address of the page with table, its
// number on the page from 1, and as, which is xlsx or csv. It is made of the page
// itself, so that file and page cannot differ and no page can forget its files.

// filesFor are the links to the files of a table.
var filesFor = template.Must(template.New("files").Parse(
	`<p class="files">{{.Words}} <a href="{{.Excel}}" download>Excel</a> <a href="{{.CSV}}" download>CSV</a></p>`))

// asksForTable tells that a request wants a table of its page as a file.
func (v *visit) asksForTable() bool {
	return v.r.Method == http.MethodGet && v.r.URL.Query().Has("table")
}

// pageSize is how many rows a page shows of a long table: all of them in a file.
func (v *visit) pageSize(usual int) int {
	if v.asksForTable() {
		return 1 << 30
	}
	return usual
}

// withFiles puts the links to its files after every table of a page.
func (v *visit) withFiles(content []byte) (template.HTML, error) {
	if v.r.Method != http.MethodGet {
		return template.HTML(content), nil //nolint:gosec // made by our templates, which escape every text
	}
	const end = "</table></div>"
	var out bytes.Buffer
	for number := 1; ; number++ {
		before, rest, found := bytes.Cut(content, []byte(end))
		out.Write(before)
		if !found {
			return template.HTML(out.String()), nil //nolint:gosec // the same
		}
		out.WriteString(end)
		content = rest
		err := filesFor.Execute(&out, struct{ Words, Excel, CSV string }{locale.Text(v.lang, "web.files"), v.tableURL(number, "xlsx"), v.tableURL(number, "csv")})
		if err != nil {
			return "", err
		}
	}
}

// tableURL gives the address of a file of a table: where it is a page of a long
// table, the file begins with the first row all the same.
func (v *visit) tableURL(number int, as string) string {
	q := v.r.URL.Query()
	for _, k := range []string{"from", "before", "after"} {
		q.Del(k)
	}
	q.Set("table", strconv.Itoa(number))
	q.Set("as", as)
	return (&url.URL{Path: v.r.URL.Path, RawQuery: q.Encode()}).String()
}

// sendTable answers a request with a table of a page.
func (v *visit) sendTable(f frame, content []byte) error {
	page, err := html.Parse(bytes.NewReader(content))
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	number, err := strconv.Atoi(q.Get("table"))
	csv := q.Get("as") == "csv"
	if err != nil || !csv && q.Get("as") != "xlsx" {
		return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
	}
	for n := range page.Descendants() {
		if n.DataAtom == atom.Table {
			if number--; number == 0 {
				return v.sendListing(f, page, n, csv)
			}
		}
	}
	return server.Refuse(http.StatusNotFound, diag.RequestNotFound)
}

func (v *visit) sendListing(f frame, page, table *html.Node, csv bool) error {
	l := listingOf(table)
	l.Name = tableName(page, table)
	about := ""
	if f.Study != nil {
		about = f.Study.Title
	}
	name, media := l.FileName(about, f.Title, l.Name)+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	if csv {
		name, media = strings.TrimSuffix(name, ".xlsx")+".csv", "text/csv; charset=utf-8"
	}
	var b bytes.Buffer
	if err := l.Write(&b, csv); err != nil {
		return err
	}
	v.download(name, media, b.Bytes())
	return nil
}

// tableName gives the name of a table: its caption, or that of the region around it.
func tableName(page, table *html.Node) string {
	for n := range table.Descendants() {
		if n.DataAtom == atom.Caption {
			return shownText(n)
		}
	}
	region := table.Parent
	if label := attribute(region, "aria-label"); label != "" {
		return label
	}
	for n := range page.Descendants() {
		if id := attribute(region, "aria-labelledby"); id != "" && attribute(n, "id") == id {
			return shownText(n)
		}
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// listingOf reads a table. A cell over several rows stands in each of them, and a
// heading over several columns as well; several rows of headings become one.
func listingOf(table *html.Node) app.Listing {
	var l app.Listing
	g := &cellGrid{held: map[[2]int]string{}}
	for n := range table.Descendants() {
		if n.DataAtom != atom.Tr {
			continue
		}
		row := g.row(n)
		if n.Parent.DataAtom != atom.Thead {
			l.Rows = append(l.Rows, row)
			continue
		}
		for i, text := range row {
			if i == len(l.Head) {
				l.Head = append(l.Head, text)
			} else if l.Head[i] != text {
				l.Head[i] = strings.TrimSpace(l.Head[i] + " " + text)
			}
		}
	}
	l.Numbers = make([]bool, len(l.Head))
	for i := range l.Numbers {
		l.Numbers[i] = g.numbers[i]
	}
	for i := range l.Rows { // every row as long as the heading
		l.Rows[i] = append(l.Rows[i], make([]string, max(0, len(l.Head)-len(l.Rows[i])))...)[:len(l.Head)]
	}
	return l
}

// cellGrid lays cells out in rows and columns.
type cellGrid struct {
	at   int
	held map[[2]int]string // what reaches down into later rows
	// numbers are the columns whose cells are marked as numbers.
	numbers map[int]bool
}

func (g *cellGrid) row(tr *html.Node) []string {
	var row []string
	take := func() {
		for text, ok := g.held[[2]int{g.at, len(row)}]; ok; text, ok = g.held[[2]int{g.at, len(row)}] {
			row = append(row, text)
		}
	}
	if g.numbers == nil {
		g.numbers = map[int]bool{}
	}
	for c := range tr.ChildNodes() {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		take()
		text := shownText(c)
		for i := range spanOf(c, "colspan") {
			if i > 0 && tr.Parent.DataAtom != atom.Thead {
				text = "" // said once
			}
			for down := 1; down < spanOf(c, "rowspan"); down++ {
				g.held[[2]int{g.at + down, len(row)}] = text
			}
			if c.DataAtom == atom.Td && attribute(c, "class") == "number" {
				g.numbers[len(row)] = true
			}
			row = append(row, text)
		}
	}
	take()
	g.at++
	return row
}

func spanOf(n *html.Node, name string) int {
	span, err := strconv.Atoi(attribute(n, name))
	if err != nil || span < 1 {
		return 1
	}
	return span
}

// shownText gives the text of a cell as it is read: lines where the page has
// lines, and nothing of what can be pressed or typed into.
func shownText(n *html.Node) string {
	var lines []string
	var line strings.Builder
	end := func() {
		if text := strings.Join(strings.Fields(line.String()), " "); text != "" {
			lines = append(lines, text)
		}
		line.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.DataAtom {
		case atom.Form, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Details:
			return
		case atom.Br, atom.P, atom.Li, atom.Div:
			end()
		}
		if n.Type == html.TextNode {
			line.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if n.DataAtom == atom.P || n.DataAtom == atom.Li || n.DataAtom == atom.Div {
			end()
		}
	}
	walk(n)
	end()
	return strings.Join(lines, "\n")
}
