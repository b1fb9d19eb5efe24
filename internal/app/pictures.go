package app

import (
	"context"

	"github.com/sekisho/sekisho/internal/assess"
	"github.com/sekisho/sekisho/internal/lang"
	"github.com/sekisho/sekisho/internal/report"
)

// pictures gives the function by which reports get their pictures.
func pictures(*assess.Result, lang.Lang) func(context.Context, report.Picture) (*report.Image, error) {
	return func(context.Context, report.Picture) (*report.Image, error) { return nil, report.ErrNoPicture }
}
