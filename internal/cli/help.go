package cli

import (
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sekisho/sekisho/internal/locale"
)

// exitCodes lists the exit codes for the help of commands.
var exitCodes = []string{"0", "1", "2", "3", "4", "5"}

// printHelp prints the help of the program or of one command. All its words are
// texts below "help" in package locale.
func (s *session) printHelp(node *kong.Node) error {
	switch {
	case node.Type == kong.CommandNode && len(node.Children) > 0:
		s.printGroupHelp(node)
	case node.Type == kong.CommandNode:
		s.printCommandHelp(node)
	default:
		s.printProgramHelp(node)
	}
	return nil
}

// commandPath joins the names of a command and of the groups it stands in.
func commandPath(node *kong.Node, separator string) string {
	path := node.Name
	for p := node.Parent; p != nil && p.Type == kong.CommandNode; p = p.Parent {
		path = p.Name + separator + path
	}
	return path
}

// program gives the node of the whole program.
func program(node *kong.Node) *kong.Node {
	for node.Parent != nil {
		node = node.Parent
	}
	return node
}

// printGroupHelp prints the help of a command that only groups others.
func (s *session) printGroupHelp(node *kong.Node) {
	name := commandPath(node, ".")
	s.println(s.text("help.section.usage")+" sekisho "+commandPath(node, " ")+" "+s.text("help.value.command")+" "+s.text("help.value.options"), "")
	s.println(wrap(s.text("help.command."+name+".detail"), s.width())...)
	t := &table{indent: "  "}
	for _, child := range node.Children {
		t.row(child.Name, s.text("help.command."+name+"."+child.Name+".summary"))
	}
	s.section("help.section.commands", t)
	s.section("help.section.global_flags", s.flagTable(nil, program(node).Flags))
	s.section("help.section.exit_codes", s.exitTable())
}

func (s *session) printProgramHelp(node *kong.Node) {
	s.println(s.text("help.section.usage")+" sekisho "+s.text("help.value.command")+" "+s.text("help.value.options"), "")
	s.println(wrap(s.text("help.program"), s.width())...)
	t := &table{indent: "  "}
	for _, child := range node.Children {
		t.row(child.Name, s.text("help.command."+child.Name+".summary"))
	}
	s.section("help.section.commands", t)
	s.section("help.section.global_flags", s.flagTable(nil, node.Flags))
	s.section("help.section.exit_codes", s.exitTable())
	s.println("")
	s.println(wrap(s.text("help.more"), s.width())...)
}

func (s *session) printCommandHelp(node *kong.Node) {
	var line strings.Builder
	line.WriteString(s.text("help.section.usage") + " sekisho " + commandPath(node, " "))
	for _, p := range node.Positional {
		line.WriteString(" " + argumentName(p))
	}
	s.println(line.String()+" "+s.text("help.value.options"), "")
	s.println(wrap(s.text("help.command."+commandPath(node, ".")+".detail"), s.width())...)
	if len(node.Positional) > 0 {
		t := &table{indent: "  "}
		for _, p := range node.Positional {
			t.row(strings.ToUpper(p.Name), s.commandText(node, "argument", p.Name))
		}
		s.section("help.section.arguments", t)
	}
	if len(node.Flags) > 0 {
		s.section("help.section.flags", s.flagTable(node, node.Flags))
	}
	s.section("help.section.global_flags", s.flagTable(nil, program(node).Flags))
	s.section("help.section.exit_codes", s.exitTable())
	if key := "help.command." + commandPath(node, ".") + ".example"; locale.Has(s.lang, key) {
		s.println("", s.out.paint(bold, s.text("help.section.examples")))
		for line := range strings.SplitSeq(strings.TrimSpace(s.text(key)), "\n") {
			s.println("  " + line)
		}
	}
}

func argumentName(p *kong.Positional) string {
	name := strings.ToUpper(p.Name)
	if !p.Required {
		return "[" + name + "]"
	}
	return name
}

// commandText gives the words for an argument or flag: those of the command if
// it has its own, else the common ones.
func (s *session) commandText(node *kong.Node, kind, name string) string {
	if node != nil {
		if key := "help.command." + commandPath(node, ".") + "." + kind + "." + name; locale.Has(s.lang, key) {
			return s.text(key)
		}
	}
	return s.text("help." + kind + "." + name)
}

// section prints a heading with a two-column table whose right column wraps.
func (s *session) section(heading string, t *table) {
	s.println("", s.out.paint(bold, s.text(heading)))
	s.printWrapped(t)
}

func (s *session) flagTable(node *kong.Node, flags []*kong.Flag) *table {
	t := &table{indent: "  "}
	for _, f := range flags {
		name := "    --" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", --" + f.Name
		}
		if !f.IsBool() {
			name += " " + f.PlaceHolder
		}
		t.row(name, s.commandText(node, "flag", f.Name))
	}
	return t
}

func (s *session) exitTable() *table {
	t := &table{indent: "  "}
	for _, code := range exitCodes {
		t.row(code, s.text("help.exit."+code))
	}
	return t
}
