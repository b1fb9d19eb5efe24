package hearing

import (
	"github.com/sekisho/sekisho/internal/defence"
	"github.com/sekisho/sekisho/internal/model"
)

// Code is a status with an effectiveness in one byte, so that the answers of
// thousands of organisations fit in memory. The zero value is unanswered.
type Code uint8

// Unanswered is the code of a question without an answer.
const Unanswered Code = 0

var statuses = [...]model.Status{"", model.InPlace, model.Partial, model.Planned, model.Absent, model.NotApplicable, model.UnknownStatus}

var effects = [...]model.Effectiveness{"", model.Effective, model.NotEffective, model.UnknownEffectiveness}

// Statuses lists the answers that can be given, in the order in which they are
// shown.
func Statuses() []model.Status { return append([]model.Status(nil), statuses[1:]...) }

// CodeOf gives the code of an answer. An effectiveness is kept only where it
// means something: in place or partial, where a missing one is unknown.
func CodeOf(s model.Status, e model.Effectiveness) Code {
	for i, x := range statuses {
		if x != s || i == 0 {
			continue
		}
		if s != model.InPlace && s != model.Partial {
			return Code(i * len(effects))
		}
		for j, y := range effects {
			if y == e && j > 0 {
				return Code(i*len(effects) + j)
			}
		}
		return Code(i*len(effects) + len(effects) - 1)
	}
	return Unanswered
}

// Status gives the status; that of an unanswered question is unknown.
func (c Code) Status() model.Status {
	if c == Unanswered {
		return model.UnknownStatus
	}
	return statuses[int(c)/len(effects)]
}

// Effective gives the effectiveness, as a deployment has it.
func (c Code) Effective() model.Effectiveness {
	if c.Status() == model.UnknownStatus {
		return model.UnknownEffectiveness
	}
	return effects[int(c)%len(effects)]
}

// Standing gives how far the answer counts, at its worst and at its best.
func (c Code) Standing() defence.Standing {
	d := model.Deployment{}
	d.Status, d.Effective = c.Status(), c.Effective()
	return defence.StandingOf(&d)
}

// Open reports whether it is not known how far the answer counts.
func (c Code) Open() bool { s := c.Standing(); return s.Worst != s.Best }

// worst and best are the answers that count least and most of those that an open
// one leaves possible.
func (c Code) worst() Code { return CodeOf(model.Absent, "") }

func (c Code) best() Code {
	if c.Status() == model.Partial {
		return CodeOf(model.Partial, model.Effective)
	}
	return CodeOf(model.InPlace, model.Effective)
}
