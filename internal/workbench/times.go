package workbench

import (
	"time"

	"github.com/sekisho/sekisho/internal/locale"
)

// japan gives a moment as clocks in Japan show it. The country has one time zone
// without summer time, so no data of time zones is needed.
func japan(t time.Time) time.Time { return t.In(time.FixedZone("JST", 9*60*60)) }

// moment writes a moment as officials do.
func (v *visit) moment(t time.Time) string {
	t = japan(t)
	return locale.Date(v.lang, t.Format(time.DateOnly)) + " " + t.Format("15:04")
}
