// Package docs checks the documents: links and names of files and code in them
// resolve, Japanese documents and their English twins have the same chapters,
// decisions and changelog entries have their form, and the glossary names every
// level and id. It holds tests only.
package docs
