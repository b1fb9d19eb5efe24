package studyfile

import "strconv"

// valueKind is the kind of a value as YAML 1.2 reads it.
type valueKind uint8

const (
	kindNull valueKind = iota
	kindBool
	kindInt
	kindNumber // any other number, also one in a notation that readers take differently, such as 012
	kindText
	kindList
	kindMap
)

// names of the kinds in the arguments of findings; package locale puts them
// into words.
func (k valueKind) String() string {
	return [...]string{"null", "boolean", "integer", "number", "text", "list", "mapping"}[k]
}

// style is how a value is written.
type style uint8

const (
	stylePlain style = iota
	styleQuoted
	styleBlock // a scalar with | or >, or a list or mapping by indentation
	styleFlow  // a list or mapping in brackets
)

// node is one value of the tree with its place. It is compact: there may be
// hundreds of thousands.
type node struct {
	kind  valueKind
	style style
	made  bool // made by an upgrade; it stands nowhere
	bad   bool // parts of it could not be taken over, which has been reported
	file  uint16
	off   uint32
	text  string
	kids  []child
}

// child is an item of a list, whose key is empty, or an entry of a mapping.
type child struct {
	key     string
	keyFile uint16
	keyOff  uint32
	node    *node
}

// get gives the entry of a mapping, nil if there is none.
func (n *node) get(key string) *child {
	if n == nil || n.kind != kindMap {
		return nil
	}
	for i := range n.kids {
		if n.kids[i].key == key {
			return &n.kids[i]
		}
	}
	return nil
}

// step gives the child that one segment of a path names, nil if there is none.
func (n *node) step(segment string) *child {
	switch n.kind {
	case kindMap:
		return n.get(segment)
	case kindList:
		i, err := strconv.Atoi(segment)
		if err == nil && i >= 0 && i < len(n.kids) && segment == strconv.Itoa(i) {
			return &n.kids[i]
		}
	}
	return nil
}

// count gives the number of values below and at n, or limit when it is at least
// that.
func (n *node) count(limit int) int {
	total := 1
	for i := range n.kids {
		if total >= limit {
			return limit
		}
		total += n.kids[i].node.count(limit - total)
	}
	return min(total, limit)
}

// isDecimal reports whether s is a number that every YAML reader takes for the
// same integer: no sign but "-", no leading zero.
func isDecimal(s string) bool {
	if len(s) > 0 && s[0] == '-' {
		s = s[1:]
	}
	if s == "" || s[0] == '0' && len(s) > 1 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
