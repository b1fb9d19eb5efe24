// Package readme holds the README in both languages to what the program does:
// its commands run, its tables are those of the command line, and its sample
// output is what the main job prints. It holds tests only.
package readme
