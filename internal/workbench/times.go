package workbench

import (
	"time"

	"github.com/sekisho/sekisho/internal/locale"
)

// japan gives a moment as clocks in Japan show it. The country has one time zone
// without summer time, so no data of time zones is needed.
func japan(t time.Time) time.Time { return t.In(jst) }

var jst = time.FixedZone("JST", 9*60*60)

// dayOf writes the day of a moment as officials do.
func (v *visit) dayOf(t time.Time) string {
	return locale.Date(v.lang, japan(t).Format(time.DateOnly))
}

// lastDay writes the last day of what ends at a moment: that which ends as April
// begins is good until the 31st of March.
func (v *visit) lastDay(end time.Time) string { return v.dayOf(end.Add(-time.Second)) }

// endOfDay reads a day as officials write it, and gives the moment at which it ends.
func endOfDay(text string) (time.Time, bool) {
	day, ok := locale.ParseDate(text)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.ParseInLocation(time.DateOnly, day, jst)
	return t.AddDate(0, 0, 1), err == nil
}

// moment writes a moment as officials do.
func (v *visit) moment(t time.Time) string {
	t = japan(t)
	return locale.Date(v.lang, t.Format(time.DateOnly)) + " " + t.Format("15:04")
}
