// Package assess is the pipeline from a checked study to its result: derived
// exposure, the asset-based analysis (資産ベースのリスク分析), totals, findings
// and explanations. Everything that is shown, printed or exported comes from one
// [Result]; nothing outside this package rates.
//
// Every level is a range from its worst to its best value: the two differ only
// where an answer is unknown. Unknown is never rated as safe, and a value that
// cannot be computed is unrated.
package assess
