// Package docs checks the documents: links and names of files and code in them
// resolve, Japanese documents and their English twins have the same chapters,
// decisions have their form, the glossary names every level and id, and the
// commands of the README are what CI runs. It holds tests only.
package docs
