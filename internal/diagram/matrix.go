package diagram

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/model"
)

// Sizes of a matrix in points.
const (
	matrixRow    = 17.5
	matrixName   = 186.0
	matrixColumn = 25.0
	matrixFont   = 7.2
)

// Matrix draws the data-flow matrix データフローマトリクス of a model: from the asset
// of a row to the asset of a column, the numbers of the use cases whose data go
// there. Large ones take several pages. It gives none when there are no flows.
func (b *Basis) Matrix(m *model.Model) []*Picture {
	x := &matrix{Basis: b, model: m, cells: map[[2]int][]int{}, direct: map[[2]int]wireKind{}}
	x.collect()
	if len(x.from) == 0 {
		return nil
	}
	area := b.opt.Page.area()
	rows := max(int((area.H-2*matrixRow)/matrixRow), 1)
	columns := max(int((area.W-matrixName)/matrixColumn), 1)
	var blocks [][2][]int
	for _, r := range evenly(x.from, rows) {
		for _, c := range evenly(x.to, columns) {
			blocks = append(blocks, [2][]int{r, c})
		}
	}
	var out []*Picture
	for i, block := range blocks {
		out = append(out, x.draw(block[0], block[1], i+1, len(blocks)))
	}
	return out
}

// evenly splits a list into as few parts as hold at most n each, of like size.
func evenly(list []int, n int) [][]int {
	parts := (len(list) + n - 1) / n
	var out [][]int
	for i := range parts {
		out = append(out, list[i*len(list)/parts:(i+1)*len(list)/parts])
	}
	return out
}

type matrix struct {
	*Basis
	model *model.Model
	// Assets that send and that receive, by index, and for each pair the numbers
	// of use cases and how the data go.
	from, to []int
	cells    map[[2]int][]int
	direct   map[[2]int]wireKind
}

func (x *matrix) collect() {
	number := map[model.UseCaseID]int{}
	for i, u := range x.study.Spec.UseCases {
		number[u.ID] = i + 1
	}
	for _, f := range x.model.Flows {
		for j := 1; j < len(f.Hops); j++ {
			k := [2]int{f.Hops[j-1].Index, f.Hops[j].Index}
			if n := number[f.UseCase]; !slices.Contains(x.cells[k], n) {
				x.cells[k] = append(x.cells[k], n)
			}
			x.direct[k] = max(x.direct[k], kindOf(f.Links[j-1]))
			if !slices.Contains(x.from, k[0]) {
				x.from = append(x.from, k[0])
			}
			if !slices.Contains(x.to, k[1]) {
				x.to = append(x.to, k[1])
			}
		}
	}
	slices.Sort(x.from)
	slices.Sort(x.to)
	for _, list := range x.cells {
		slices.Sort(list)
	}
}

func (x *matrix) draw(rows, columns []int, page, pages int) *Picture {
	title := x.text("matrix.title")
	if pages > 1 {
		title += x.text("tree.page", "page", page, "pages", pages)
	}
	s := x.sheet(title, x.model.In(x.opt.Lang), x.text("matrix.desc", "from", len(x.from), "to", len(x.to)))
	area := x.opt.Page.area()
	w := min((area.W-matrixName)/float64(len(columns)), matrixColumn*1.6)
	h := min((area.H-matrixRow)/float64(len(rows)+1), matrixRow*1.25)
	font := drawing.Font{Size: matrixFont}
	bold := drawing.Font{Size: matrixFont, Bold: true}
	left := area.X + matrixName
	head := drawing.Box{X: area.X, Y: area.Y, W: matrixName, H: h}
	s.Add(cellItem(head, x.text("matrix.corner"), font, "#eef1f4", drawing.Ink))
	for j, c := range columns {
		g := cellItem(drawing.Box{X: left + float64(j)*w, Y: area.Y, W: w, H: h}, strconv.Itoa(c+1), bold, "#eef1f4", drawing.Ink)
		g.Title = x.name(x.model.Assets[c].AssetSpec)
		s.Add(g)
	}
	for i, r := range rows {
		y := area.Y + float64(i+1)*h
		s.Add(x.rowHead(drawing.Box{X: area.X, Y: y, W: matrixName, H: h}, r))
		for j, c := range columns {
			box := drawing.Box{X: left + float64(j)*w, Y: y, W: w, H: h}
			s.Add(x.cell(box, r, c, font))
		}
	}
	s.Add(x.legendOf(x.keys(columns))...)
	return &Picture{Scene: s, Smallest: smallest(s)}
}

// rowHead names an asset with its number, by which columns call it.
func (x *matrix) rowHead(box drawing.Box, asset int) *drawing.Group {
	name := strconv.Itoa(asset+1) + "  " + x.name(x.model.Assets[asset].AssetSpec)
	lines, font := drawing.Fit(name, box.W-6, 1, drawing.Font{Size: matrixFont, Tight: true}, LeastText)
	for drawing.Height(len(lines), font) > box.H-0.5 {
		font.Size *= 0.95
		lines = drawing.Wrap(name, box.W-6, font)
	}
	return &drawing.Group{Class: "head", Title: name, Items: []drawing.Item{
		&drawing.Rect{Box: box, Fill: "#f6f7f9", Stroke: "#b5bcc4", StrokeWidth: 0.5},
		&drawing.Text{X: box.X + 3, Y: box.Y + (box.H-drawing.Height(len(lines), font))/2 + font.Ascent(), Lines: lines, Font: font, Fill: drawing.Ink},
	}}
}

func (x *matrix) cell(box drawing.Box, from, to int, font drawing.Font) drawing.Item {
	k := [2]int{from, to}
	list := x.cells[k]
	if from == to {
		return &drawing.Rect{Box: box, Fill: "#e3e6ea", Stroke: "#b5bcc4", StrokeWidth: 0.5}
	}
	if len(list) == 0 {
		return &drawing.Rect{Box: box, Fill: drawing.White, Stroke: "#b5bcc4", StrokeWidth: 0.5}
	}
	text := ranges(list)
	fill := kindFill(x.direct[k])
	if x.direct[k] != network {
		text = "◆" + text
	}
	font.Tight = true
	lines, font := fitNumbers(text, box, font)
	return &drawing.Group{Class: "cell", Title: text, Items: []drawing.Item{
		&drawing.Rect{Box: box, Fill: fill, Stroke: "#b5bcc4", StrokeWidth: 0.5},
		drawing.Centered(box, lines, font, drawing.Ink),
	}}
}

// ranges writes numbers, three and more in a row as a range.
func ranges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, strconv.Itoa(list[i])+"-"+strconv.Itoa(list[j]))
			i = j + 1
			continue
		}
		parts = append(parts, strconv.Itoa(list[i]))
		i++
	}
	return strings.Join(parts, ",")
}

// fitNumbers breaks numbers into lines after commas so that they fit a cell, in
// a smaller font only where there is no other way.
func fitNumbers(text string, box drawing.Box, font drawing.Font) ([]string, drawing.Font) {
	for {
		lines := []string{""}
		wide := false
		for _, part := range strings.SplitAfter(text, ",") {
			last := &lines[len(lines)-1]
			if *last != "" && drawing.Width(*last+part, font) > box.W-2 {
				lines = append(lines, part)
				continue
			}
			*last += part
			wide = wide || drawing.Width(part, font) > box.W-2
		}
		if !wide && drawing.Height(len(lines), font) <= box.H-0.5 || font.Size < 3 {
			return lines, font
		}
		font.Size *= 0.95
	}
}

func kindFill(k wireKind) drawing.Color {
	if k == network {
		return "#d9e8fb"
	}
	return "#fbeccb"
}

func cellItem(box drawing.Box, text string, font drawing.Font, fill, ink drawing.Color) *drawing.Group {
	return &drawing.Group{Class: "cell", Items: []drawing.Item{
		&drawing.Rect{Box: box, Fill: fill, Stroke: "#b5bcc4", StrokeWidth: 0.5},
		drawing.Centered(box, []string{text}, font, ink),
	}}
}

// keys explains the colours, and names the columns that are no rows.
func (x *matrix) keys(columns []int) []key {
	out := []key{
		boxKey(x.text("matrix.network"), drawing.Rect{Fill: kindFill(network), Stroke: "#b5bcc4", StrokeWidth: 0.5}),
		boxKey(x.text("matrix.media"), drawing.Rect{Fill: kindFill(media), Stroke: "#b5bcc4", StrokeWidth: 0.5}),
		{sample: func(b drawing.Box) drawing.Item {
			return cellItem(b, "1,3", drawing.Font{Size: matrixFont}, drawing.White, drawing.Ink)
		}, text: x.text("matrix.numbers")},
	}
	for _, c := range columns {
		if !slices.Contains(x.from, c) {
			number := strconv.Itoa(c + 1)
			out = append(out, key{sample: func(b drawing.Box) drawing.Item {
				return cellItem(b, number, drawing.Font{Size: matrixFont, Bold: true}, "#eef1f4", drawing.Ink)
			}, text: x.name(x.model.Assets[c].AssetSpec)})
		}
	}
	return out
}
