package pdf

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/document"
)

const noteIndent, noteGap = 16, 8

func noteLook() look { return look{size: noteSize, colour: document.Ink(), serif: true} }

// noteText gives the lines of a footnote.
func (l *layout) noteText(n int) []line {
	return l.shape(l.doc.Notes[n-1], noteLook()).lines(l.right - l.left - noteIndent)
}

// notesHeight gives the height that footnotes add to the foot of the page.
func (l *layout) notesHeight(notes []int) float64 {
	h := 0.0
	if len(l.noteLines) == 0 && len(notes) > 0 {
		h = noteGap
	}
	for _, n := range notes {
		h += float64(len(l.noteText(n))) * noteSize * 1.4
	}
	return h
}

// takeNotes puts footnotes on the page. They stay on it even where there is no
// room left, so that none is lost.
func (l *layout) takeNotes(notes []int) {
	if len(notes) == 0 {
		return
	}
	l.noteHeight += l.notesHeight(notes)
	for _, n := range notes {
		lines := l.noteText(n)
		tag := l.file.Root().Child("Note")
		l.noteLines = append(l.noteLines, lines)
		l.noteTags = append(l.noteTags, tag)
		l.noteNumbers = append(l.noteNumbers, n)
	}
}

// drawNotes draws the footnotes of the page.
func (l *layout) drawNotes() {
	if len(l.noteLines) == 0 {
		return
	}
	y := l.bottom - l.noteHeight
	grey := document.Line()
	l.page.Artifact()
	l.page.Stroke(grey.R, grey.G, grey.B, 0.6)
	l.page.Line(l.left, y+4, l.left+140, y+4)
	l.page.End()
	y += noteGap
	for i, lines := range l.noteLines {
		number := l.shape(document.Plain(strconv.Itoa(l.noteNumbers[i])), look{size: noteSize * 0.7, colour: document.Ink()}).lines(100)[0]
		l.draw(number, place{x: l.left, baseline: y + noteSize*0.8}, l.noteTags[i])
		for _, line := range lines {
			l.draw(line, place{x: l.left + noteIndent, baseline: y + noteSize*1.05}, l.noteTags[i])
			y += noteSize * 1.4
		}
	}
	l.noteLines, l.noteTags, l.noteNumbers, l.noteHeight = nil, nil, nil, 0
}
