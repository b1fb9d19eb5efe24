package exchange

// Indent is indent, for tests.
var Indent = indent
