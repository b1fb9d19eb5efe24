// Package hearing is what organisations are asked (団体ヒアリング) and what their
// answers come to: question sets derived from the countermeasures that can change
// a letter, answers of several respondents with their conflicts, the next best
// question, what must be asked again, and the distribution of letters over many
// organisations.
//
// An answer is a status and an effectiveness of deployments (対策の配置); package
// assess alone rates. What is unanswered, or contested and not adopted, is
// unknown, and gives an interval. The package reads and writes no files and has
// no words.
package hearing
