package studyfile

import "strings"

// removal gives the splices that take child i out of its parent.
func (s *source) removal(parent *node, i int) ([]splice, error) {
	if parent.style == styleFlow {
		return s.removeFlow(parent, i)
	}
	k := parent.kids[i]
	start := s.start(parent, k)
	end := s.end(k.node, s.indentOf(parent, k))
	if rest := strings.TrimLeft(s.text[end:s.lineEnd(end)], " \t"); rest != "" && rest[0] != '#' {
		return nil, ErrCannotEdit
	}
	if !isBlankLine(s.text[s.lineStart(start):start]) {
		return s.removeBehindHyphen(parent, i, start, end)
	}
	return []splice{{s.withComments(start), s.nextLine(end), ""}}, nil
}

// start gives where a child begins: its key, or the hyphen of the item.
func (s *source) start(parent *node, k child) int {
	if parent.kind == kindMap {
		return int(k.keyOff)
	}
	return s.hyphen(int(k.node.off))
}

// removeBehindHyphen takes out the first entry of a mapping or list that begins
// on the line of its list item, so that the hyphen must stay.
func (s *source) removeBehindHyphen(parent *node, i, start, end int) ([]splice, error) {
	if i != 0 || len(parent.kids) < 2 {
		return nil, ErrCannotEdit
	}
	next := s.start(parent, parent.kids[1])
	between := s.text[s.lineEnd(end):next]
	if strings.ContainsRune(between, '#') {
		// The comments above the next entry stay, below a bare hyphen.
		return []splice{{start, s.lineEnd(end), ""}}, nil
	}
	return []splice{{start, next, ""}}, nil
}

// withComments gives the start of the lines of comment right above the line of
// off that are indented like it. Those at the top of the file belong to the
// file.
func (s *source) withComments(off int) int {
	start := s.lineStart(off)
	indent := s.text[start:off]
	for at := start; at > s.begin; {
		above := s.lineStart(at - 1)
		if at >= 2 && s.text[at-2:at] == "\r\n" {
			above = s.lineStart(at - 2)
		}
		line := s.text[above:at]
		if !strings.HasPrefix(line, indent+"#") {
			return at
		}
		if above == s.begin {
			return start
		}
		at = above
	}
	return start
}

// removeFlow takes a child out of a list or mapping in brackets, with one comma.
func (s *source) removeFlow(parent *node, i int) ([]splice, error) {
	begin := func(j int) int {
		if parent.kind == kindMap {
			return int(parent.kids[j].keyOff)
		}
		return int(parent.kids[j].node.off)
	}
	end := s.end(parent.kids[i].node, 0)
	if end < begin(i) || parent.kids[i].node.kind == kindNull && parent.kids[i].node.text == "" {
		return nil, ErrCannotEdit
	}
	if i+1 < len(parent.kids) {
		return []splice{{begin(i), begin(i + 1), ""}}, nil
	}
	splices := []splice{{begin(i), end, ""}}
	if i > 0 {
		before := s.end(parent.kids[i-1].node, 0)
		comma := s.skipTo(before, ",")
		if comma >= begin(i) {
			return nil, ErrCannotEdit
		}
		if isBlankLine(s.text[comma+1 : begin(i)]) {
			return []splice{{comma, end, ""}}, nil
		}
		splices = append(splices, splice{comma, comma + 1, ""})
	}
	return splices, nil
}
