package diag

// IDs checks the ids of one list: their form, and that none is given twice.
type IDs struct {
	list  *List
	first map[string]string
}

// NewIDs gives a checker that reports to l.
func NewIDs(l *List) *IDs { return &IDs{list: l, first: map[string]string{}} }

// Add checks the id of the row at path. It reports whether the id is new.
func (s *IDs) Add(id, path string) bool {
	if !ValidID(id) {
		s.list.Add(IDForm, Join(path, "id"), "id", id)
	}
	if first, ok := s.first[id]; ok {
		s.list.Add(IDDuplicate, Join(path, "id"), "id", id).Relate(Join(first, "id"))
		return false
	}
	s.first[id] = path
	return true
}

// ValidID reports whether id is 1 to 64 lower-case letters, digits, ".", "_" or
// "-", the first a letter or digit.
func ValidID(id string) bool {
	if len(id) == 0 || len(id) > 64 {
		return false
	}
	for i, r := range []byte(id) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case i > 0 && (r == '.' || r == '_' || r == '-'):
		default:
			return false
		}
	}
	return true
}
