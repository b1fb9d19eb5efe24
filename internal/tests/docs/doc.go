// Package docs checks the documents: links and names of files and code in them
// resolve, Japanese documents and their English twins have the same chapters,
// decisions have their form, the glossary names every level and id, commands in
// the README are what CI runs, and the licences of linked modules are shown. It
// holds tests only.
package docs
