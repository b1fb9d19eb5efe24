package studyfile

// File is one file of a document as it is to be written. Name is the path
// within the study, with slashes; for a study of one file it is its base name.
type File struct {
	Name string
	Data []byte
}

// Encode gives the files of the document in the order of their names. What no
// edit touched is byte for byte as it was read: comments, order and spacing.
func (d *Document) Encode() []File {
	files := make([]File, len(d.files))
	for i, f := range d.files {
		files[i] = File{Name: f.name, Data: []byte(f.src.text)}
	}
	return files
}
