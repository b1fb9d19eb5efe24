package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/chart"
	"github.com/sekisho/sekisho/internal/compare"
	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/diagram"
	"github.com/sekisho/sekisho/internal/drawing"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/report"
)

// PictureOptions choose how pictures look.
type PictureOptions struct {
	Lang lang.Lang
	// Chapters give the plans; nil: they are worked out for the pictures alone.
	Chapters *Chapters
}

// Pictures draws the pictures of one result. What several of them share is worked
// out once. It may be used from several goroutines.
type Pictures struct {
	r *assess.Result
	o PictureOptions

	comparing  sync.Mutex
	comparison *compare.Comparison
	drawing    sync.Mutex
	images     map[report.Picture]*report.Image
	laying     sync.Mutex
	laid       *diagram.Basis
}

// NewPictures prepares to draw.
func NewPictures(r *assess.Result, o PictureOptions) *Pictures {
	if o.Chapters == nil {
		o.Chapters = NewChapters(r, nil)
	}
	return &Pictures{r: r, o: o, images: map[report.Picture]*report.Image{}}
}

// picturePage is one page of a picture.
type picturePage struct {
	*drawing.Scene
	// data are the figures of a chart.
	data *chart.Table
	// smallest is the size of the smallest text of a diagram in points.
	smallest float64
}

// pictureDPI is the resolution of PNG pictures in dots per inch: fine enough for
// print.
const pictureDPI = 150

// picturePad is what is left of the margins of a diagram in a report, in points.
const picturePad = 1

// draw draws a picture, most of which have one page. It fails with
// [report.ErrNoPicture] where there is nothing to show.
func (p *Pictures) draw(ctx context.Context, want report.Picture) ([]picturePage, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("draw %s: %w", want, err)
	}
	drawn := p.drawChart
	if slices.Contains(diagramKinds(), want.Kind) {
		drawn = p.drawDiagram
	}
	pages, err := drawn(ctx, want)
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", want, err)
	}
	return pages, nil
}

// image gives a picture in the forms that reports need; of several pages the
// first. Each is drawn once, however many reports show it.
func (p *Pictures) image(ctx context.Context, want report.Picture) (*report.Image, error) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if i := p.images[want]; i != nil {
		return i, nil
	}
	i, err := p.newImage(ctx, want)
	if err == nil {
		p.images[want] = i
	}
	return i, err
}

func (p *Pictures) newImage(ctx context.Context, want report.Picture) (*report.Image, error) {
	pages, err := p.draw(ctx, want)
	if err != nil {
		return nil, err
	}
	scene := pages[0].Scene
	if slices.Contains(diagramKinds(), want.Kind) {
		// The pages of reports have margins of their own, and captions say what titles do.
		scene = scene.Without(diagram.Head).Trimmed(picturePad)
	}
	picture, err := drawing.NewPicture(scene, want.String()+"-", pictureDPI)
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", want, err)
	}
	return &report.Image{Picture: picture, Width: scene.Width, Height: scene.Height, Alt: scene.Desc}, nil
}

// compared gives the figures of the models beside the baseline, or the first model
// where there is none; once.
func (p *Pictures) compared(ctx context.Context) (*compare.Comparison, error) {
	p.comparing.Lock()
	defer p.comparing.Unlock()
	if p.comparison != nil {
		return p.comparison, nil
	}
	if len(p.r.Models) == 0 {
		return nil, report.ErrNoPicture
	}
	opt := compare.Options{Against: p.r.Models[0].Model.ID, FiguresOnly: true}
	if base := baseline(p.r); base != nil {
		opt.Against = base.Model.ID
	}
	c, err := compare.Run(ctx, p.r, opt)
	if err != nil {
		return nil, fmt.Errorf("compare models: %w", err)
	}
	p.comparison = c
	return c, nil
}

// pictureFile writes a page in a format: svg, png or csv.
func pictureFile(name, format string, page picturePage) (File, error) {
	var b bytes.Buffer
	var err error
	switch format {
	case "svg":
		err = drawing.WriteSVG(&b, page.Scene, drawing.SVGOptions{})
	case "png":
		err = drawing.WritePNG(&b, page.Scene, pictureDPI)
	case "csv":
		err = writeTable(&b, page.data)
	default:
		err = errors.New("no such format")
	}
	if err != nil {
		return File{}, fmt.Errorf("write %s.%s: %w", name, format, err)
	}
	return File{name + "." + format, b.Bytes()}, nil
}

// writeTable writes the figures of a chart as CSV in UTF-8, with a mark at the
// beginning by which spreadsheets know it.
func writeTable(b *bytes.Buffer, t *chart.Table) error {
	b.WriteString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	if err := w.Write(t.Head); err != nil {
		return err
	}
	if err := w.WriteAll(t.Rows); err != nil {
		return err
	}
	return w.Error()
}

// pictureFindings tells what falls short on pages: text that is hard to read in
// print.
func pictureFindings(name string, pages []picturePage) diag.List {
	var found diag.List
	for _, p := range pages {
		if p.smallest > 0 && p.smallest < diagram.LeastText {
			found.Add(diag.OutputSmall, "", "picture", name, "size", strconv.FormatFloat(p.smallest, 'f', 1, 64))
			break
		}
	}
	return found
}
