// Package attack finds attack trees 攻撃ツリー by exact search. [Build] unfolds a
// model and the attack rules into an AND/OR hypergraph: facts, and steps that
// give a fact where all of their premises hold. [Graph.Solve] gives the exact
// worst value of every fact from one start by forward chaining over the three
// levels, without listing trees; its cost is that of walking the graph once.
// [Graph.Trees] lists minimal trees, the worst letter first, within stated
// bounds.
//
// Everything is monotone: more facts, links or entries never make a value
// better, more countermeasures never worse. The package gives vulnerability
// levels; letters are package assess's work, and package replay checks every
// tree without sharing code with this one.
package attack
