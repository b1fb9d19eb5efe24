// Package diagram draws pictures of a study: the network configuration of a
// model, data flows and attack routes over it, attack trees, and the data-flow
// matrix. It lays everything out by itself, on one basis for all models of a
// study, and gives scenes; writing them as SVG or PNG is package drawing's work.
//
// A picture is a pure function of the study. What falls short on one, such as
// text that is small on the chosen paper, is told with it.
package diagram
