package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/document"
	"github.com/sekisho/sekisho/internal/method"
	"github.com/sekisho/sekisho/internal/model"
)

// PictureKind is what a picture shows.
type PictureKind string

// Kinds of pictures.
const (
	NetworkPicture    PictureKind = "network"       // ネットワーク構成図 of a model
	FlowPicture       PictureKind = "flow"          // データフロー図 of a use case in a model
	FlowMatrixPicture PictureKind = "flow-matrix"   // who passes data to whom in a model
	RoutePicture      PictureKind = "route"         // 攻撃ルート of the worst tree of a goal
	TreePicture       PictureKind = "tree"          // 攻撃ツリー of the worst tree of a goal
	TotalsChart       PictureKind = "totals"        // letters of all models as stacked bars
	RatesChart        PictureKind = "shares"        // the same as shares
	ChangeChart       PictureKind = "differences"   // difference to the baseline
	MatrixChart       PictureKind = "matrix"        // cells of the matrix with counts, of a model
	DamageMatrixChart PictureKind = "damage-matrix" // the same of the business-damage-based analysis
	RoutesChart       PictureKind = "routes"        // letters of goals and entry points by damage, of a model
	CoverageChart     PictureKind = "coverage"      // how far countermeasures are in place, of a model
	FrontChart        PictureKind = "costs"         // cost against residual risk, of a model
	PlanPicture       PictureKind = "plan"          // the cheapest plan for a letter, over the configuration of a model
)

// Picture names a picture that a report wants.
type Picture struct {
	Kind    PictureKind
	Model   model.ModelID
	UseCase model.UseCaseID
	Goal    model.GoalID
	// Leave is the worst letter that a plan leaves.
	Leave method.RiskValue
}

// Image is a picture with its size in points.
type Image struct {
	document.Picture
	Width, Height float64
	// Alt says what is to be seen, where the maker of the picture knows better
	// than the report.
	Alt string
}

// ErrNoPicture reports that a picture would show nothing, such as the attack
// route to a goal that cannot be reached. The report leaves it out.
var ErrNoPicture = errors.New("nothing to show")

// figure makes a figure. A picture that cannot be made leaves a figure without
// one, which the document marks, and a finding.
func (b *builder) figure(p Picture, alt, caption, id string) document.Block {
	f := &document.Figure{ID: "f-" + id, Caption: document.Plain(caption), Alt: b.text("alt."+alt, "caption", caption)}
	if b.Picture == nil {
		return f
	}
	image, err := b.Picture(b.ctx, p)
	switch {
	case errors.Is(err, ErrNoPicture):
		return b.para("no_picture", "caption", caption)
	case err != nil:
		b.found.Add(diag.PictureFailed, "", "picture", caption, "detail", err.Error())
		return f
	}
	f.Picture, f.Width, f.Height = image.Picture, image.Width, image.Height
	if image.Alt != "" {
		f.Alt = image.Alt
	}
	return f
}

// shown adds to a text where its picture stands.
func (b *builder) shown(lead string, picture document.Block) document.Block {
	return b.shownAs(lead, "shown_in", picture)
}

// shownAs does so in the words of a key.
func (b *builder) shownAs(lead, key string, picture document.Block) document.Block {
	f, ok := picture.(*document.Figure)
	if !ok {
		return document.Para(lead)
	}
	const place = "\x00"
	before, after, _ := strings.Cut(b.text("sentences", "before", lead, "after", b.text(key, "figure", place)), place)
	return &document.Paragraph{Text: []document.Span{{Text: before}, document.Reference(f.ID), {Text: after}}}
}

// pictures puts those of a section at its end, on pages that lie sideways, where they
// are large enough to be read: among the text each would leave a page half empty.
func (b *builder) pictures(title string, pictures []document.Block) []document.Block {
	if len(pictures) == 0 {
		return nil
	}
	return []document.Block{
		&document.Heading{Level: b.level + 1, Text: document.Plain(b.text(title))},
		&document.Landscape{Blocks: pictures},
	}
}

// String names the picture as a file does.
func (p Picture) String() string {
	var name strings.Builder
	name.WriteString(string(p.Kind))
	for _, part := range []string{string(p.Model), string(p.UseCase), string(p.Goal)} {
		if part != "" {
			name.WriteString(fmt.Sprintf("-%s", part))
		}
	}
	if p.Leave != method.Unrated {
		name.WriteString("-" + strings.ToLower(p.Leave.String()))
	}
	return name.String()
}
