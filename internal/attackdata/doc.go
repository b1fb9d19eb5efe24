// Package attackdata reads published ATT&CK data and carries studies from one
// version of ATT&CK to the next.
//
// [Read] takes a whole Enterprise release, as a STIX 2.0 or 2.1 bundle or as the
// compact JSON file made from one, and gives its active tactics and techniques
// with their mitigations and the ids it has revoked. The objects of a bundle are
// decoded one at a time, so that memory follows what is kept (some 700
// techniques) and not the 54 MB of the file. [Release.Encode] writes a catalogue
// file that a study includes.
//
// [Table.Moves] lists what a study written for an older version must change:
// technique ids (技術) that were revoked, and the tactic of steps of the former
// Defense Evasion, which version 19 split into Stealth and Defense Impairment.
// What cannot be decided from the tables is listed with the reason, never
// guessed.
//
// The package changes no study itself, writes no file and speaks no language.
package attackdata
