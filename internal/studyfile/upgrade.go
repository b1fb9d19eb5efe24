package studyfile

import (
	"strconv"

	"github.com/sekisho/sekisho/internal/diag"
	"github.com/sekisho/sekisho/internal/model"
)

// renamed are the keys of the draft notation sekisho/0 that mean the same under
// another name today.
var renamed = map[string]string{
	"connections": "links",
	"uc":          "use_case",
	"imp":         "importance",
	"why":         "reason",
	"proto":       "protocol",
	"crypt":       "encryption",
}

// refused are the keys of the draft notation that cannot be taken over, with
// the reason; package locale puts the reason into words.
var refused = map[string]string{
	"controls_in_place": "no-scope",      // a deployment needs a scope and its effectiveness
	"controls_missing":  "no-scope",      // likewise
	"routes":            "not-in-format", // attack routes are derived, not written
}

// upgrade turns the tree of a file in the draft notation sekisho/0 into the
// current one. The text of the file stays as it is. Each kind of change is
// noted once; what cannot be taken over is reported at every place.
func (f *file) upgrade(out *findings) {
	u := &upgrader{file: f, out: out, count: map[string]int{}}
	version := f.root.get(formatKey).node
	u.node(f.root)
	for _, at := range u.first {
		out.add(diag.FormatUpgraded, at.pos, "", "key", at.old, "value", at.new, "count", strconv.Itoa(u.count[at.old]))
	}
	out.add(diag.FormatUpgraded, f.src.pos(int(version.off)), "", "key", version.text, "value", model.Format, "count", "1")
	version.text = model.Format
}

// upgrader carries the work of one upgrade.
type upgrader struct {
	file  *file
	out   *findings
	first []change
	count map[string]int
}

// change is the first place of one kind of change.
type change struct {
	pos      diag.Pos
	old, new string
}

func (u *upgrader) note(k *child, to string) {
	if u.count[k.key]++; u.count[k.key] == 1 {
		u.first = append(u.first, change{u.file.src.pos(int(k.keyOff)), k.key, to})
	}
}

func (u *upgrader) node(n *node) {
	kept := n.kids[:0]
	for i := range n.kids {
		k := n.kids[i]
		if n.kind == kindMap && !u.entry(n, &k) {
			continue
		}
		u.node(k.node)
		kept = append(kept, k)
	}
	n.kids = kept
}

// entry changes one entry of a mapping and reports whether it stays.
func (u *upgrader) entry(in *node, k *child) bool {
	if reason, ok := refused[k.key]; ok {
		u.out.add(diag.FormatNotUpgraded, u.file.src.pos(int(k.keyOff)), "", "key", k.key, "reason", reason)
		return false
	}
	switch {
	case k.node.kind == kindNull:
		return false // the draft wrote null where it meant nothing
	case k.key == "proto" && (k.node.text == string(model.LinkManual) || k.node.text == string(model.LinkMedia)):
		u.note(k, "kind")
		k.key = "kind"
	case k.key == "place" && k.node.kind == kindMap:
		u.note(k, "placements")
		k.key, k.node = "placements", placements(k.node)
	case renamed[k.key] != "" && in.get(renamed[k.key]) == nil:
		to := renamed[k.key]
		u.note(k, to)
		k.key = to
	}
	return true
}

// placements turns a mapping of zones to their assets into a list of rows.
func placements(n *node) *node {
	list := &node{kind: kindList, style: styleBlock, made: true, file: n.file, off: n.off}
	for _, k := range n.kids {
		zone := &node{kind: kindText, file: k.keyFile, off: k.keyOff, text: k.key}
		row := &node{kind: kindMap, style: styleFlow, file: k.keyFile, off: k.keyOff, kids: []child{
			{key: "zone", keyFile: k.keyFile, keyOff: k.keyOff, node: zone},
			{key: "assets", keyFile: k.keyFile, keyOff: k.keyOff, node: k.node},
		}}
		list.kids = append(list.kids, child{node: row})
	}
	return list
}
